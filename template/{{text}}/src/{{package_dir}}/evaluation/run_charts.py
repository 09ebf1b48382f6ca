"""The charts of a run, each with a sentence that says how to read it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .chart import Chart
from .charts import calibration_chart, class_chart, confusion_chart, coverage_chart
from .curve_chart import learning_chart
from .metrics import PartialRow


def draw_charts(performance: Mapping[str, Any]) -> Iterator[Chart]:
    """Draw what `evaluate` measured."""
    classes = performance["classes"]
    yield Chart(
        "confusion",
        "Confusion matrix",
        confusion_chart(performance["confusion_matrix"], list(classes)),
        "Rows are the true classes, columns the predicted ones; orange cells are mistakes.",
    )
    yield Chart(
        "classes", "Classes", class_chart(classes), "Precision, recall and F1 of each class."
    )
    yield Chart(
        "learning",
        "Learning curve",
        learning_chart(performance["learning_curve"]),
        "Learned from part of the training rows, judged on the validation part. A line that "
        "still climbs at the right end asks for more rows.",
    )
    yield Chart(
        "calibration",
        "Calibration",
        calibration_chart(performance["calibration"]),
        "Above the diagonal the classifier is more often right than it says, below it less often. "
        "Larger points stand for more rows.",
    )
    yield draw_coverage(performance["abstention"])


def draw_coverage(table: Sequence[PartialRow]) -> Chart:
    """Draw what abstaining below a threshold gives; training measures that, too."""
    return Chart(
        "coverage",
        "Coverage against precision",
        coverage_chart(table),
        "What abstaining below a threshold gives, on rows the classifier had not learned from.",
    )
