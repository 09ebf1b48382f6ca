"""The chart of a training, as one SVG element."""

import math
from collections.abc import Mapping, Sequence

from .drawing import FIRST, INK, SECOND, drawing


def history_chart(history: Mapping[str, Sequence[float | None]], best_epoch: int) -> str:
    """Draw the loss of both parts against the epoch; a line marks the epoch that is kept."""
    with drawing("history") as drawn:
        axes = drawn.axes
        for name, color in (("train", SECOND), ("val", FIRST)):
            values = [math.nan if each is None else each for each in history[f"loss/{name}"]]
            axes.plot(range(len(values)), values, color=color, label=name)
        axes.axvline(best_epoch, color=INK, linewidth=0.8, alpha=0.5, linestyle="--")
        axes.set(xlabel="epoch", ylabel="loss", yscale="log")
        axes.grid()
        axes.legend(loc="upper right")
    return drawn.svg
