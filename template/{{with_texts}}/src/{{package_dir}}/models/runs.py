"""Runs: each has a folder, stored whole or not at all and checked before use, and is tracked.

MLflow keeps the record of a run in stores/mlflow.db, or where MLFLOW_TRACKING_URI says.
"""

import logging
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from skops.io.exceptions import UntrustedTypesFoundException

from ..config import DataConfig, Parameters, Paths, Settings
from ..errors import RunError
from ..utils.files import build_folder, read_json, sha256_of, write_json

Values = Mapping[str, Any]
FACTS, MANIFEST = "run.json", "manifest.json"
# MLflow reads them when it is imported; values that are set already stay.
_QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",  # nothing leaves this machine without asking
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",  # name a server that is down in seconds
}


@dataclass(frozen=True)
class Run:
    """One training: the fitted model, and all that it takes to use and repeat it."""

    run_id: str  # also the name of its folder; sorts by time
    model: Any  # fitted on clean texts
    data: DataConfig
    parameters: Parameters
    facts: dict[str, Any]  # scores, numbers of rows, digests of the data, versions
    digest: str = ""  # of its manifest, which has the digests of its files; empty until stored

    def judge(self, texts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the probabilities of clean texts, and of which ones anything is known."""
        from .pipeline import judge

        return judge(self.model, texts.tolist())


def new_run_id() -> str:
    """Return a name for a run: the time (UTC), and a few random characters."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid4().hex[:6]}"


def save_run(paths: Paths, run: Run) -> None:
    """Write the folder of a run, the manifest with the digests of its files last."""
    from .pipeline import LIBRARIES, save_model

    facts = run.facts | {
        "run_id": run.run_id,
        "data": run.data.model_dump(mode="json"),
        "parameters": run.parameters.model_dump(mode="json"),
        "classes": [str(name) for name in run.model.classes_],
        "versions": {name: version(name) for name in LIBRARIES},
    }
    with build_folder(paths.runs / run.run_id) as folder:
        save_model(run.model, folder)
        write_json(folder / FACTS, facts)
        write_json(folder / MANIFEST, {name: sha256_of(folder / name) for name in _files(folder)})


def _files(folder: Path) -> list[str]:
    """Return the names of the files of a run, without the manifest."""
    return sorted(path.name for path in folder.iterdir() if path.name != MANIFEST)


def latest_run_id(paths: Paths) -> str:
    """Return the name of the latest run; RunError if nothing was trained yet."""
    try:
        return str(read_json(paths.latest)["run_id"])
    except FileNotFoundError as error:
        raise RunError("no run yet", "run `train` first") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(f"{paths.latest.name} is damaged", "run `train` again") from error


def load_run(paths: Paths, run_id: str | None = None, digest: str | None = None) -> Run:
    """Load a run, by default the latest one; refuse one with another digest than that given.

    The digests in a run's own manifest show damage. Only one that was noted elsewhere shows that
    the run was not replaced. RunError if the run is unknown or damaged, was made with another
    version of scikit-learn, or contains a type that is not trusted.
    """
    from .pipeline import load_model  # its libraries take seconds

    folder = paths.runs / (run_id or latest_run_id(paths))
    if folder.parent != paths.runs or not folder.is_dir() or run_id in (".", ".."):
        raise RunError(f"run `{folder.name}` not found", "`runs` lists the runs")
    found = check_digests(folder)
    if digest and digest.strip().lower() != found:
        raise RunError(f"run {folder.name} has the digest {found}, not {digest}")
    try:
        facts = read_json(folder / FACTS)
        _check_version(folder.name, facts["versions"])
        data, parameters = DataConfig(**facts.pop("data")), Parameters(**facts.pop("parameters"))
        model = load_model(folder, parameters, facts["classes"])
        return Run(folder.name, model, data, parameters, facts, found)
    except (KeyError, TypeError, ValueError, UntrustedTypesFoundException) as error:
        reason = str(error).splitlines()[0]
        raise RunError(f"run {folder.name} cannot be used: {reason}", "train again") from error


def check_digests(folder: Path) -> str:
    """Compare the files of a run with its manifest; return the digest of the manifest itself."""
    try:
        expected = read_json(folder / MANIFEST)
        names = sorted({*expected, *_files(folder)})
        damaged = [name for name in names if sha256_of(folder / name) != expected[name]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(f"run {folder.name} is damaged: {error}", "train again") from error
    if damaged:
        raise RunError(f"run {folder.name} is damaged: {damaged[0]} was changed", "train again")
    return sha256_of(folder / MANIFEST)


def list_runs(paths: Paths) -> list[dict[str, Any]]:
    """Return what is known about each run that can be read, the best one first."""
    runs = []
    for folder in paths.runs.glob("[!.]*"):
        try:
            check_digests(folder)
        except RunError:
            continue  # `load_run` says what is wrong with it
        runs.append(read_json(folder / FACTS))
    return sorted(runs, key=lambda run: -run["scores"]["model"]["f1_weighted"])


def _check_version(run_id: str, versions: dict[str, str]) -> None:
    """Refuse a model of another minor version of scikit-learn: it may predict differently."""
    made, here = versions["scikit-learn"], version("scikit-learn")
    if made.split(".")[:2] != here.split(".")[:2]:
        raise RunError(
            f"run {run_id} was made with scikit-learn {made}, and this is {here}",
            f"train again, or install scikit-learn {made}",
        )


@contextmanager
def connect(paths: Paths) -> Iterator[Any]:
    """Yield MLflow; RunError if its store cannot be reached or refuses what the block logs."""
    for variable, value in _QUIET.items():
        os.environ.setdefault(variable, value)
    import mlflow  # takes a second, and reads the variables
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    paths.stores.mkdir(parents=True, exist_ok=True)
    # What MLflow and the tools of its database log and warn about cannot be fixed here.
    before, server = logging.root.manager.disable, Settings().mlflow_tracking_uri
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(action="ignore"):
            mlflow.set_tracking_uri(server or f"sqlite:///{paths.stores.as_posix()}/mlflow.db")
            yield mlflow
    except (MlflowException, SQLAlchemyError) as error:
        reason = str(error).splitlines()[0]
        raise RunError(f"tracking failed: {reason}", "check MLFLOW_TRACKING_URI") from error
    finally:
        logging.disable(before)
        if not server:  # MLflow sets the variable, and another project would follow it
            os.environ.pop("MLFLOW_TRACKING_URI", None)


@contextmanager
def tracking(paths: Paths, experiment: str, name: str) -> Iterator[str]:
    """Record a run for as long as the block lasts; yield its id in MLflow."""
    with connect(paths) as mlflow:
        local = str(mlflow.get_tracking_uri()).startswith("sqlite:")
        if local and mlflow.get_experiment_by_name(experiment) is None:
            folder = (paths.stores / "mlflow-artifacts").as_uri()
            mlflow.create_experiment(experiment, artifact_location=folder)
        mlflow.set_experiment(experiment)
        with mlflow.start_run(run_name=name) as record:
            yield str(record.info.run_id)


def log(parameters: Values, metrics: Values, tags: Values, files: Sequence[Path] = ()) -> None:
    """Add to the run that is recorded."""
    import mlflow

    mlflow.log_params(dict(parameters))
    mlflow.log_metrics(dict(metrics))
    mlflow.set_tags(dict(tags))
    for file in files:
        mlflow.log_artifact(str(file))
