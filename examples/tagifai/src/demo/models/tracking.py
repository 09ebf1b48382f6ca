"""Track trainings and trials in MLflow.

By default the records go to stores/mlflow.db (SQLite) and the files to stores/mlflow-artifacts;
MLFLOW_TRACKING_URI names another place. `record` sends everything of a run in one batch at its
end, so an interrupted training leaves no half record; `start`, `log` and `finish` are for
long trainings that users want to watch.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..places import Places
from .tracking_store import alone, is_elsewhere, mlflow_errors, tracking_uri

if TYPE_CHECKING:  # MLflow takes a second to import
    from mlflow.entities import Metric
    from mlflow.tracking import MlflowClient


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

    def __init__(self, paths: Places, experiment: str) -> None:
        """Connect to the tracking store.

        Raises:
            RunError: the store cannot be reached or does not accept the experiment.
        """
        with mlflow_errors():
            from mlflow.tracking import MlflowClient

            with alone(paths):
                self._client = MlflowClient(tracking_uri=tracking_uri(paths))
                self._experiment_id = _experiment_id(self._client, experiment, paths)

    def record(self, record: Record) -> str:
        """Send one record and return the id MLflow gave it.

        Raises:
            RunError: the store refused it.
        """
        run_id = self.start(record.name)
        self.finish(run_id, record)
        return run_id

    def start(self, name: str) -> str:
        """Begin a record that is to be seen while it grows; return the id MLflow gave it.

        Raises:
            RunError: the store refused it.
        """
        with mlflow_errors():
            run = self._client.create_run(self._experiment_id, run_name=name)
            return str(run.info.run_id)

    def log(self, run_id: str, metrics: Mapping[str, float], step: int) -> None:
        """Add the values of one step to a record that was started.

        Raises:
            RunError: the store refused them.
        """
        with mlflow_errors():
            from mlflow.entities import Metric

            now = int(time.time() * 1000)
            values = [Metric(key, value, now, step) for key, value in metrics.items()]
            self._client.log_batch(run_id, metrics=values)

    def finish(self, run_id: str, record: Record) -> None:
        """Complete a record that was started.

        Raises:
            RunError: the store refused it.
        """
        with mlflow_errors():
            from mlflow.entities import Param, RunTag

            self._client.log_batch(
                run_id,
                metrics=_metrics(record),
                params=[Param(key, str(value)) for key, value in record.parameters.items()],
                tags=[RunTag(key, value) for key, value in record.tags.items()],
            )
            if record.folder is not None:
                self._client.log_artifacts(run_id, str(record.folder))
            self._client.set_terminated(run_id, status=record.status)


def _experiment_id(client: "MlflowClient", name: str, paths: Places) -> str:
    """Return the id of the experiment; another machine may make it at the same moment."""
    from mlflow.exceptions import MlflowException

    if found := client.get_experiment_by_name(name):
        return str(found.experiment_id)
    # A server has a place of its own for files; beside a local database this is it.
    local = None if is_elsewhere() else (paths.stores / "mlflow-artifacts").as_uri()
    try:
        return str(client.create_experiment(name, artifact_location=local))
    except MlflowException:
        if found := client.get_experiment_by_name(name):
            return str(found.experiment_id)
        raise


def _metrics(record: Record) -> "list[Metric]":
    """Return values and series as MLflow's metrics, with the present time (ms)."""
    from mlflow.entities import Metric

    now = int(time.time() * 1000)
    single = [Metric(key, value, now, 0) for key, value in record.metrics.items()]
    steps = [
        Metric(key, value, now, step)
        for key, values in record.series.items()
        for step, value in enumerate(values)
    ]
    return single + steps
