"""What a training measured, epoch by epoch."""

import math
from collections import defaultdict
from typing import Any

import lightning.pytorch as pl

from ..errors import RunError
from .classifier import MONITOR


class History(pl.Callback):
    """Keeps loss and metrics of every epoch."""

    def __init__(self) -> None:
        super().__init__()
        self.series: defaultdict[str, list[float]] = defaultdict(list)

    def on_train_epoch_end(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:  # noqa: ARG002
        """Keep what was measured in the epoch, validation included."""
        for name, value in trainer.callback_metrics.items():
            self.series[name].append(float(value))

    def best_epoch(self) -> int:
        """Return the epoch, from 0, with the lowest validation loss.

        Raises:
            RunError: there was no epoch with a validation loss, or none was a number.
        """
        losses = self.series[MONITOR]
        if not losses:
            raise RunError("there is no validation loss", "train one epoch at least")
        finite = [loss for loss in losses if math.isfinite(loss)]
        if not finite:
            raise RunError("the loss is not finite", "lower model.learning_rate")
        return losses.index(min(finite))

    def summary(self) -> dict[str, Any]:
        """Return the values of every epoch, and those of the best, ready for JSON.

        A value that is not finite becomes null, as JSON has no word for it.
        """
        best = self.best_epoch()
        series = {
            name: [value if math.isfinite(value) else None for value in values]
            for name, values in sorted(self.series.items())
        }
        return {
            "epochs": len(self.series[MONITOR]),
            "best_epoch": best,
            "best": {name: values[best] for name, values in series.items()},
            "history": series,
        }
