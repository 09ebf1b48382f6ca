"""The chart of a learning curve, as one SVG element."""

from collections.abc import Sequence

from .drawing import FIRST, SECOND, drawing
from .metrics import Row


def learning_chart(points: Sequence[Row]) -> str:
    """Draw weighted F1 against the number of training rows."""
    with drawing("learning") as drawn:
        axes = drawn.axes
        rows = [point["rows"] for point in points]
        for key, color in (("train", SECOND), ("validation", FIRST)):
            axes.plot(rows, [point[key] for point in points], "o-", color=color, label=key)
        axes.set(xlabel="training rows", ylabel="weighted F1")
        axes.set_ylim(top=1.02)
        axes.grid()
        axes.legend(loc="lower right")
    return drawn.svg
