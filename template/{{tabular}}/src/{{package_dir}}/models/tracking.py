"""Track runs in MLflow: in stores/mlflow.db, or where MLFLOW_TRACKING_URI says."""

import logging
import os
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..config import Paths, Settings
from ..errors import RunError

# MLflow reads them when it is imported; values that are set already stay.
_QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",  # nothing leaves this machine without asking
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",  # name a server that is down in seconds
}


def track(
    paths: Paths,
    experiment: str,
    name: str,
    parameters: Mapping[str, Any],
    metrics: Mapping[str, float],
    tags: Mapping[str, str],
    files: Sequence[Path] = (),
) -> None:
    """Record a run of an experiment; RunError if the store cannot be reached or refuses it."""
    for variable, value in _QUIET.items():
        os.environ.setdefault(variable, value)
    import mlflow  # takes a second, and reads the variables
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    paths.stores.mkdir(parents=True, exist_ok=True)
    server = Settings().mlflow_tracking_uri
    # What MLflow and the tools of its database log and warn about cannot be fixed here.
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(action="ignore"):
            mlflow.set_tracking_uri(server or f"sqlite:///{paths.stores.as_posix()}/mlflow.db")
            if not server and mlflow.get_experiment_by_name(experiment) is None:
                folder = (paths.stores / "mlflow-artifacts").as_uri()
                mlflow.create_experiment(experiment, artifact_location=folder)
            mlflow.set_experiment(experiment)
            with mlflow.start_run(run_name=name):
                mlflow.log_params(dict(parameters))
                mlflow.log_metrics(dict(metrics))
                mlflow.set_tags(dict(tags))
                for file in files:
                    mlflow.log_artifact(str(file))
    except (MlflowException, SQLAlchemyError) as error:
        reason = str(error).splitlines()[0]
        raise RunError(f"tracking failed: {reason}", "check MLFLOW_TRACKING_URI") from error
    finally:
        logging.disable(before)
        if not server:  # MLflow sets the variable, and another project would follow it
            os.environ.pop("MLFLOW_TRACKING_URI", None)
