"""The runs: each stored whole or not at all, checked before it is used, and tracked in MLflow."""

import logging
import os
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from ..config import DataConfig, Parameters, Paths, Settings
from ..errors import ConfigError, RunError
from ..utils.files import build_folder, read_json, sha256_of, write_json
from .networks import Network

MODEL, FACTS, MANIFEST = "model.safetensors", "run.json", "manifest.json"
# What is raised for files of a run that do not fit this code.
_MISFITS = (KeyError, TypeError, ValueError, RuntimeError, ConfigError, SafetensorError)
LIBRARIES = ("lightning", "numpy", "pillow", "safetensors", "torch")
# MLflow reads them when it is imported; values that are set already stay.
_QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",  # nothing leaves this machine without asking
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",  # name a server that is down in seconds
}


@dataclass(frozen=True)
class Run:
    """One training: the fitted network, and all that it takes to use and repeat it."""

    run_id: str  # also the name of its folder; sorts by time, and names the model
    network: Network
    data: DataConfig
    parameters: Parameters
    facts: dict[str, Any]  # scores, numbers of rows, digest of the data, epochs, versions
    digest: str = ""  # of its manifest, which has the digests of its files; empty until stored


def new_run_id(model: str) -> str:
    """Return a name for a run: the time (UTC), the model, and a few random characters."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{model}-{uuid4().hex[:6]}"


def save_run(paths: Paths, run: Run) -> None:
    """Write the folder of a run, the manifest with the digests of its files last."""
    facts = run.facts | {
        "run_id": run.run_id,
        "data": run.data.model_dump(mode="json"),
        "parameters": run.parameters.model_dump(mode="json"),
        "versions": {name: version(name) for name in LIBRARIES},
    }
    with build_folder(paths.runs / run.run_id) as folder:
        save_file(run.network.state_dict(), folder / MODEL)
        write_json(folder / FACTS, facts)
        write_json(folder / MANIFEST, {name: sha256_of(folder / name) for name in (MODEL, FACTS)})


def latest_run_id(paths: Paths) -> str:
    """Return the name of the latest run.

    Raises:
        RunError: nothing was trained yet, or the file that names the run is damaged.
    """
    try:
        return str(read_json(paths.latest)["run_id"])
    except FileNotFoundError as error:
        raise RunError("no run yet", "run `train` first") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(f"{paths.latest.name} is damaged", "run `train` again") from error


def load_run(paths: Paths, run_id: str | None = None, digest: str | None = None) -> Run:
    """Load a run, by default the latest one; refuse one with another digest than that given.

    The digests in a run's own manifest show damage. Only one that was noted elsewhere shows that
    the run was not replaced.

    Raises:
        RunError: the run is unknown, damaged, has another digest, or does not fit this code.
    """
    folder = paths.runs / (run_id or latest_run_id(paths))
    if folder.parent != paths.runs or not folder.is_dir() or run_id in (".", ".."):
        raise RunError(f"run `{folder.name}` not found", "`runs` lists the runs")
    found = check_digests(folder)
    if digest and digest.strip().lower() != found:
        raise RunError(f"run {folder.name} has the digest {found}, not {digest}")
    try:
        facts = read_json(folder / FACTS)
        data, parameters = DataConfig(**facts.pop("data")), Parameters(**facts.pop("parameters"))
        with torch.device("meta"):  # sizes without memory, until they are found to fit the file
            network = Network(data.shape, len(data.classes), parameters.model)
        network.load_state_dict(load_file(folder / MODEL), assign=True)
        return Run(folder.name, network.eval(), data, parameters, facts, found)
    except _MISFITS as error:
        reason = " ".join(str(error).split())
        raise RunError(f"run {folder.name} cannot be used: {reason}", "train again") from error


def check_digests(folder: Path) -> str:
    """Compare the files of a run with its manifest; return the digest of the manifest itself."""
    try:
        expected = read_json(folder / MANIFEST)
        damaged = [name for name in (MODEL, FACTS) if sha256_of(folder / name) != expected[name]]
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
    return sorted(runs, key=lambda run: float(run["scores"]["model"]["loss"]))


def track_run(paths: Paths, run: Run, experiment: str, name: str) -> None:
    """Track a run with its parameters, scores, epochs and the digest of its data."""
    facts, values = run.facts, run.parameters.model_dump()
    parameters = {f"model.{key}": value for key, value in values["model"].items()}
    parameters |= {key: value for key, value in values.items() if not isinstance(value, dict)}
    tags = {"run_id": run.run_id, "source_sha256": facts["source"]["sha256"]}
    files = [paths.runs / run.run_id / file for file in (FACTS, MANIFEST)]
    scores = facts["scores"]["model"]
    track(paths, experiment, name, parameters, scores, tags, files, facts["epochs"])


def track(
    paths: Paths,
    experiment: str,
    name: str,
    parameters: Mapping[str, Any],
    metrics: Mapping[str, float],
    tags: Mapping[str, str],
    files: Sequence[Path] = (),
    epochs: Mapping[str, Sequence[float | None]] | None = None,
) -> None:
    """Record a run of an experiment: in stores/mlflow.db, or where MLFLOW_TRACKING_URI says.

    Raises:
        RunError: the store cannot be reached or refuses the record.
    """
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
                for metric, values in (epochs or {}).items():
                    for epoch, measured in enumerate(values):
                        if measured is not None:
                            mlflow.log_metric(metric, measured, step=epoch)
                for file in files:
                    mlflow.log_artifact(str(file))
    except (MlflowException, SQLAlchemyError) as error:
        reason = str(error).splitlines()[0]
        raise RunError(f"tracking failed: {reason}", "check MLFLOW_TRACKING_URI") from error
    finally:
        logging.disable(before)
        if not server:  # MLflow sets the variable, and another project would follow it
            os.environ.pop("MLFLOW_TRACKING_URI", None)
