"""The charts of a report, each as one SVG element."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from .drawing import FIRST, INK, SECOND, THIRD, drawing
from .metrics import PartialRow, Row


def confusion_chart(counts: Sequence[Sequence[int]], classes: Sequence[str]) -> str:
    """Draw how often each class was taken for each other; ink is a share of the row."""
    with drawing("confusion") as drawn:
        axes = drawn.axes
        for row, line in enumerate(counts):
            for column, count in enumerate(line):
                shade = 0.04 + 0.66 * count / max(1, sum(line))
                color = FIRST if row == column else SECOND
                axes.add_patch(_cell(column, row, color, shade))
                axes.text(column, row, str(count), ha="center", va="center")
        _name_ticks(axes, classes)
        axes.set(xlabel="predicted", ylabel="true")
        axes.set_xlim(-0.5, len(classes) - 0.5)
        axes.set_ylim(len(classes) - 0.5, -0.5)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
    return drawn.svg


def class_chart(classes: Mapping[str, Row]) -> str:
    """Draw precision, recall and F1 of each class as bars."""
    figures = (("precision", FIRST), ("recall", SECOND), ("f1", THIRD))
    with drawing("classes") as drawn:
        axes = drawn.axes
        for place, (key, color) in enumerate(figures):
            offsets = [number + (place - 1) * 0.26 for number in range(len(classes))]
            values = [row[key] for row in classes.values()]
            axes.barh(offsets, values, height=0.23, color=color, label=key)
        axes.set_yticks(range(len(classes)), [_wrap(name) for name in classes])
        axes.invert_yaxis()
        axes.set_xlim(0, 1)
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)
    return drawn.svg


def calibration_chart(bins: Sequence[Row]) -> str:
    """Draw how often it is right against how sure it is; the area shows the rows."""
    with drawing("calibration") as drawn:
        axes = drawn.axes
        most = max(row["rows"] for row in bins)
        sizes = [12 + 220 * row["rows"] / most for row in bins]
        confidence = [row["confidence"] for row in bins]
        accuracy = [row["accuracy"] for row in bins]
        axes.plot([0, 1], [0, 1], "--", color=INK, linewidth=0.8, alpha=0.5)
        axes.plot(confidence, accuracy, color=FIRST, linewidth=1)
        axes.scatter(confidence, accuracy, s=sizes, color=FIRST, alpha=0.7, linewidths=0)
        axes.set(xlabel="mean confidence", ylabel="share that is right")
        axes.set(xlim=(0, 1.03), ylim=(0, 1.06))
        axes.grid()
    return drawn.svg


def coverage_chart(table: Sequence[PartialRow]) -> str:
    """Draw precision against coverage; each point is a threshold."""
    answered = [row for row in table if row["precision"] is not None]
    with drawing("coverage") as drawn:
        axes = drawn.axes
        coverage = [row["coverage"] or 0.0 for row in answered]
        precision = [row["precision"] or 0.0 for row in answered]
        axes.plot(coverage, precision, "o-", color=THIRD)
        axes.set(xlabel="share of rows answered", ylabel="share of answers that is right")
        axes.set(xlim=(min(coverage) - 0.05, 1.02), ylim=(min(precision) - 0.02, 1.01))
        axes.grid()
    return drawn.svg


def _cell(column: int, row: int, color: str, shade: float) -> Rectangle:
    """Return one cell of a matrix; its shade is an opacity, so that it suits any page."""
    return Rectangle((column - 0.48, row - 0.48), 0.96, 0.96, color=color, alpha=shade, linewidth=0)


def _name_ticks(axes: Axes, classes: Sequence[str]) -> None:
    """Write the class names along both axes."""
    names = [_wrap(name) for name in classes]
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)


def _wrap(name: str) -> str:
    """Break a long class name at its hyphens."""
    return name.replace("-", "-\n") if len(name) > 9 else name
