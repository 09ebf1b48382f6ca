"""Metrics against figures worked out by hand."""

import numpy as np
import pytest

from demo.evaluation.metrics import (
    THRESHOLDS,
    Outcome,
    abstention,
    by_class,
    calibration,
    calibration_error,
    confusion,
    overall,
)

CLASSES = ("a", "b", "c")


def outcome(truth: list[int], probabilities: list[list[float]]) -> Outcome:
    inputs = [f"input {number}" for number in range(len(truth))]
    return Outcome(inputs, np.array(truth), np.array(probabilities), CLASSES)


def certain(truth: list[int], predicted: list[int]) -> Outcome:
    return outcome(truth, np.eye(len(CLASSES))[predicted].tolist())


def test_weighted_figures_count_each_class_by_its_rows_and_macro_equally() -> None:
    measured = overall(certain(truth=[0, 0, 0, 1], predicted=[0, 0, 1, 1]))

    # Class a: precision 1, recall 2/3, F1 0.8. Class b: precision 1/2, recall 1, F1 2/3.
    assert measured["weighted_f1"] == pytest.approx((3 * 0.8 + 2 / 3) / 4)
    assert measured["macro_f1"] == pytest.approx((0.8 + 2 / 3 + 0) / 3)
    assert measured["weighted_precision"] == pytest.approx((3 * 1 + 0.5) / 4)
    assert measured["weighted_recall"] == measured["accuracy"] == 0.75
    assert measured["rows"] == 4


def test_an_absent_class_lends_its_name_to_no_other() -> None:
    measured = by_class(certain(truth=[0, 2, 2], predicted=[0, 2, 2]))

    assert list(measured) == list(CLASSES)
    assert measured["b"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "rows": 0}
    assert measured["c"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "rows": 2}


def test_confusion_has_a_row_and_a_column_for_every_class() -> None:
    counts = confusion(certain(truth=[0, 0, 2], predicted=[0, 2, 2]))

    assert counts == [[1, 0, 1], [0, 0, 0], [0, 0, 1]]


def test_abstaining_trades_coverage_for_precision() -> None:
    sure_and_right, unsure_and_wrong = [0.9, 0.05, 0.05], [0.5, 0.3, 0.2]
    table = abstention(outcome([0, 1], [sure_and_right, unsure_and_wrong]))
    by_threshold = {row["threshold"]: row for row in table}

    assert tuple(by_threshold) == THRESHOLDS
    assert by_threshold[0.0] == {"threshold": 0.0, "coverage": 1.0, "precision": 0.5}
    assert by_threshold[0.6] == {"threshold": 0.6, "coverage": 0.5, "precision": 1.0}
    assert by_threshold[1.0] == {"threshold": 1.0, "coverage": 0.0, "precision": None}


def test_calibration_compares_confidence_with_accuracy_bin_by_bin() -> None:
    judged = outcome([0, 0, 1], [[1.0, 0.0, 0.0], [0.8, 0.1, 0.1], [0.8, 0.1, 0.1]])

    assert calibration(judged) == [
        {"confidence": pytest.approx(0.8), "accuracy": 0.5, "rows": 2},
        {"confidence": 1.0, "accuracy": 1.0, "rows": 1},
    ]
    assert calibration_error(judged) == pytest.approx(0.3 * 2 / 3)
