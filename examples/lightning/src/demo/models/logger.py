"""Lightning's loop tells this logger what it measures; the whole training is one record."""

from argparse import Namespace
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lightning.fabric.loggers.logger import rank_zero_experiment
from lightning.pytorch.loggers.logger import Logger
from lightning.pytorch.utilities import rank_zero_only

from ..config import Paths
from .tracking import Record, Tracker

# Lightning's words for how a training ended, and MLflow's.
_STATUS = {"success": "FINISHED", "failed": "FAILED", "interrupted": "KILLED"}


class TrackingLogger(Logger):
    """Tracks a training in MLflow, in one piece at its end; it connects before it begins."""

    def __init__(self, root: str, output: str, experiment: str) -> None:
        """Connect to the tracking store.

        Raises:
            RunError: the store cannot be reached.
        """
        super().__init__()
        paths = Paths(Path(root))
        self._experiment = experiment
        self._run = Path(output).relative_to(paths.runs).as_posix()
        self._tracker = Tracker(paths, experiment)
        self._parameters: dict[str, Any] = {}
        self._series: defaultdict[str, list[float]] = defaultdict(list)

    @property
    def name(self) -> str:
        """The experiment."""
        return self._experiment

    @property
    def version(self) -> str:
        """The run."""
        return self._run

    @property
    @rank_zero_experiment
    def experiment(self) -> Tracker:
        """What sends the record."""
        return self._tracker

    @rank_zero_only
    def log_hyperparams(
        self,
        params: dict[str, Any] | Namespace,
        *args: Any,  # noqa: ARG002 - other loggers take more
        **kwargs: Any,  # noqa: ARG002
    ) -> None:
        """Keep the parameters."""
        self._parameters.update(params if isinstance(params, dict) else vars(params))

    @rank_zero_only
    def log_metrics(self, metrics: Mapping[str, float], step: int | None = None) -> None:  # noqa: ARG002
        """Keep what was measured; its place in the series stands for the epoch."""
        for key, value in metrics.items():
            self._series[key].append(float(value))

    @rank_zero_only
    def finalize(self, status: str) -> None:
        """Send the record, once."""
        if self._series:
            series, self._series = dict(self._series), defaultdict(list)
            self._tracker.record(
                Record(
                    name=self._run,
                    parameters=self._parameters,
                    metrics={key: values[-1] for key, values in series.items()},
                    series={key: values[:-1] for key, values in series.items()},
                    tags={"run_id": self._run},
                    status=_STATUS.get(status, "FAILED"),
                )
            )
