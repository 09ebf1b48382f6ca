"""Track trainings and trials in MLflow: the only module that imports it.

By default the records go to stores/mlflow.db (SQLite) and the files to stores/mlflow-artifacts;
MLFLOW_TRACKING_URI names another place. Everything of a run is sent in one batch at its end, so
an interrupted training leaves no half record.
"""

import logging
import os
import sqlite3
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..config import Paths
from ..errors import RunError

if TYPE_CHECKING:  # MLflow takes a second to import
    from mlflow.entities import Metric
    from mlflow.tracking import MlflowClient

URI_VARIABLE = "MLFLOW_TRACKING_URI"
# Read by MLflow when it is imported; what the user has set stays.
_QUIET = {
    "MLFLOW_LOGGING_LEVEL": "WARNING",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    # Nothing leaves this machine unasked.
    "MLFLOW_DISABLE_TELEMETRY": "true",
    # A server that is down should be named in seconds, not in minutes.
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
}
_LOCK_SECONDS = 60


@dataclass(frozen=True)
class Record:
    """One training or one trial, as it is tracked."""

    name: str
    parameters: Mapping[str, object]
    metrics: Mapping[str, float]
    # Values per step (fold, epoch, ...), in order.
    series: Mapping[str, Sequence[float]] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    # MLflow's word: FINISHED, FAILED or KILLED.
    status: str = "FINISHED"
    folder: Path | None = None


class Tracker:
    """Sends records to one experiment, which is made if need be."""

    def __init__(self, paths: Paths, experiment: str) -> None:
        """Connect to the tracking store.

        Raises:
            RunError: the store cannot be reached or does not accept the experiment.
        """
        with _mlflow_errors():
            from mlflow.tracking import MlflowClient

            with _alone(paths):
                self._client = MlflowClient(tracking_uri=tracking_uri(paths))
                self._experiment_id = _experiment_id(self._client, experiment, paths)

    def record(self, record: Record) -> str:
        """Send one record and return the id MLflow gave it.

        Raises:
            RunError: the store refused it.
        """
        with _mlflow_errors():
            from mlflow.entities import Param, RunTag

            run = self._client.create_run(self._experiment_id, run_name=record.name)
            self._client.log_batch(
                run.info.run_id,
                metrics=_metrics(record),
                params=[Param(key, str(value)) for key, value in record.parameters.items()],
                tags=[RunTag(key, value) for key, value in record.tags.items()],
            )
            if record.folder is not None:
                self._client.log_artifacts(run.info.run_id, str(record.folder))
            self._client.set_terminated(run.info.run_id, status=record.status)
            return str(run.info.run_id)


def tracking_uri(paths: Paths) -> str:
    """Return where records go: what the environment says, else the project's SQLite file."""
    return os.environ.get(URI_VARIABLE) or f"sqlite:///{paths.mlflow_db.as_posix()}"


@contextmanager
def _alone(paths: Paths) -> Iterator[None]:
    """Let one process at a time make the local database: two at once would break its tables.

    An open SQLite transaction is the lock, as it ends with its process on every system.
    """
    paths.stores.mkdir(parents=True, exist_ok=True)
    lock = sqlite3.connect(paths.stores / "mlflow.lock", timeout=_LOCK_SECONDS)
    try:
        lock.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        lock.close()


def _experiment_id(client: "MlflowClient", name: str, paths: Paths) -> str:
    """Return the id of the experiment; another machine may make it at the same moment."""
    from mlflow.exceptions import MlflowException

    if found := client.get_experiment_by_name(name):
        return str(found.experiment_id)
    # A server has a place of its own for files; beside a local database this is it.
    local = None if os.environ.get(URI_VARIABLE) else (paths.stores / "mlflow-artifacts").as_uri()
    try:
        return str(client.create_experiment(name, artifact_location=local))
    except MlflowException:
        if found := client.get_experiment_by_name(name):
            return str(found.experiment_id)
        raise


def _metrics(record: Record) -> "list[Metric]":
    """Return single values and series as MLflow's metrics, all with the time of now (ms)."""
    from mlflow.entities import Metric

    now = int(time.time() * 1000)
    single = [Metric(key, value, now, 0) for key, value in record.metrics.items()]
    steps = [
        Metric(key, value, now, step)
        for key, values in record.series.items()
        for step, value in enumerate(values)
    ]
    return single + steps


@contextmanager
def _mlflow_errors() -> Iterator[None]:
    """Keep MLflow and its database tools quiet, and turn its errors into ours."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with warnings.catch_warnings():
        # MLflow's own use of its libraries; nothing here can be mended by us.
        warnings.simplefilter("ignore")
        from mlflow.exceptions import MlflowException
        from sqlalchemy.exc import SQLAlchemyError

        try:
            yield
        except (MlflowException, SQLAlchemyError, sqlite3.Error) as error:
            message = str(error).splitlines()[0]
            raise RunError(
                f"tracking failed: {message}", f"check {URI_VARIABLE} and the tracking store"
            ) from error
