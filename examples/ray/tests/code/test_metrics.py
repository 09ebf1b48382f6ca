"""Scores that can be counted by hand, and the report."""

import json

import numpy as np
import pandas as pd
import pytest

from demo.config import (
    Column,
    DataConfig,
    Paths,
    Role,
)
from demo.data.split import Rows
from demo.evaluation.metrics import (
    SHORT_WORDS,
    Predictions,
    by_class,
    by_slice,
    calibration,
    coverage,
    measure,
    summarize,
)
from demo.evaluation.report import evaluate
from demo.models.runs import Run

SURE = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.3, 0.7]])
FOUR = Predictions(np.array(list("abba"), object), SURE, ["a", "b"])
EIGHT = Predictions(np.array(list("abbaabba"), object), np.vstack([SURE, SURE]), ["a", "b"])


def test_overall_scores_are_weighted_by_rows_and_as_a_mean_of_classes() -> None:
    three = FOUR.where(np.array([True, True, True, False]))
    scores = measure(three)
    assert scores["accuracy"] == pytest.approx(2 / 3)
    assert scores["precision_macro"] == pytest.approx((1 / 2 + 1) / 2)
    assert scores["recall_macro"] == pytest.approx((1 + 1 / 2) / 2)
    assert scores["precision_weighted"] == pytest.approx((1 / 2 + 1 + 1) / 3)
    assert scores["f1_weighted"] == pytest.approx(2 / 3)


def test_a_class_that_is_never_predicted_scores_zero() -> None:
    sure = Predictions(np.array(list("ab"), object), np.array([[1.0, 0.0], [0.9, 0.1]]), ["a", "b"])
    assert measure(sure)["recall_macro"] == 0.5
    assert measure(sure)["f1_macro"] == pytest.approx(1 / 3)


def sliced(texts: list[str]) -> dict[str, dict[str, float]]:
    cells = pd.DataFrame({"team": list("xxxxxyyy")})
    data = DataConfig(source="", target="t", columns={"team": Column(role=Role.GROUP)})
    return by_slice(EIGHT, Rows(np.array(texts, object), EIGHT.y, cells), data)


def test_a_slice_has_the_scores_of_its_rows_and_their_number() -> None:
    short, long = "few words", " ".join(["word"] * SHORT_WORDS)
    found = sliced([short] * 6 + [long] * 2)
    assert found["short text"]["rows"] == 6
    assert found["short text"]["accuracy"] == pytest.approx(4 / 6)
    assert found["team x"]["accuracy"] == pytest.approx(3 / 5)


def test_slices_with_few_rows_are_left_out() -> None:
    found = sliced(["few words"] * 2 + [" ".join(["word"] * SHORT_WORDS)] * 6)
    assert found.keys() == {"team x"}


def test_the_spread_over_splits_is_a_mean_and_a_deviation() -> None:
    found = summarize([{"f1": 0.8, "accuracy": 1.0}, {"f1": 0.6, "accuracy": 1.0}])
    assert found["f1"] == pytest.approx({"mean": 0.7, "deviation": 0.02**0.5})
    assert found["accuracy"] == {"mean": 1.0, "deviation": 0.0}


def test_one_split_has_no_deviation() -> None:
    assert summarize([{"f1": 0.8}]) == {"f1": {"mean": 0.8, "deviation": 0.0}}


def test_classes_coverage_and_calibration_are_counted() -> None:
    assert by_class(FOUR)["a"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "rows": 2}
    assert coverage(FOUR)[-2] == {"threshold": 0.8, "answered": 0.5, "right": 1.0}
    assert sum(row["rows"] for row in calibration(FOUR)) == 4


def test_the_report_has_the_baseline_the_classes_and_the_splits(trained: tuple[Paths, Run]) -> None:
    paths, run = trained
    measured, path = evaluate(paths, splits=3)
    page = path.read_text(encoding="utf-8")
    assert measured["scores"].keys() == measured["baseline"].keys()
    assert measured["scores"]["f1_weighted"] > measured["baseline"]["f1_weighted"]
    assert measured["splits"][0] == measured["scores"]
    assert len(measured["splits"]) == 3
    assert measured["over_splits"]["accuracy"]["mean"] <= 1
    assert run.run_id in page
    assert "data:image/png;base64," in page
    assert all(name in page for name in run.data.classes)
    assert json.loads(path.with_name("scores.json").read_text())["rows"] == measured["rows"]
