"""The charts of a run, each with a sentence that says how to read it."""

from collections.abc import Iterator, Mapping
from typing import Any

from .chart import Chart
from .charts import calibration_chart, class_chart, confusion_chart, coverage_chart
from .history_chart import history_chart


def draw_charts(performance: Mapping[str, Any]) -> Iterator[Chart]:
    """Draw what `evaluate` measured."""
    classes = performance["classes"]
    yield Chart(
        "confusion",
        "Confusion matrix",
        confusion_chart(performance["confusion_matrix"], list(classes)),
        "Rows are the true classes, columns the predicted ones; orange cells are mistakes.",
    )
    yield draw_training(performance)
    yield Chart(
        "classes", "Classes", class_chart(classes), "Precision, recall and F1 of each class."
    )
    yield Chart(
        "calibration",
        "Calibration",
        calibration_chart(performance["calibration"]),
        "Above the diagonal the classifier is more often right than it says, below it less often. "
        "Larger points stand for more rows.",
    )
    yield Chart(
        "coverage",
        "Coverage against precision",
        coverage_chart(performance["abstention"]),
        "What abstaining below a threshold gives on the test part.",
    )


def draw_training(performance: Mapping[str, Any]) -> Chart:
    """Draw how the loss fell; every run knows that, evaluated or not."""
    return Chart(
        "training",
        "Training",
        history_chart(performance["history"], performance["best_epoch"]),
        "Loss of the training and the validation part. The weights of the marked epoch are kept: "
        "where validation turns upwards, rows are learned by heart.",
    )
