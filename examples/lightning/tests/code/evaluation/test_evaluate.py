"""Evaluation: the right figures, one page that needs nothing else, and the same bytes again."""

import json
import re

import numpy as np
import pytest

from demo.config import Paths
from demo.errors import RunError
from demo.evaluation.evaluate import evaluate_run
from demo.evaluation.metrics import Outcome
from demo.evaluation.slices import (
    SLICES,
    slice_metrics,
    slicing,
)


def test_a_report_is_figures_as_json_and_a_page_that_needs_nothing_else(copied: Paths) -> None:
    report = evaluate_run(copied)
    performance = json.loads(report.performance_json.read_text(encoding="utf-8"))
    page = report.page.read_text(encoding="utf-8")

    assert performance["overall"]["rows"] == sum(map(sum, performance["confusion_matrix"])) == 270
    assert performance["overall"]["accuracy"] >= 0.95
    assert page.count("<svg") == 5
    assert performance["run_id"] in page
    assert performance["data"]["sha256"] in page
    # It fetches nothing and runs nothing.
    outside = set(re.findall(r"https?://[^\s\"'<>]+", page))
    assert outside <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert "<script" not in page


def test_the_same_run_and_data_give_the_same_bytes(copied: Paths) -> None:
    first = evaluate_run(copied)
    before = first.page.read_bytes(), first.performance_json.read_bytes()
    second = evaluate_run(copied)
    assert (second.page.read_bytes(), second.performance_json.read_bytes()) == before


def test_a_run_is_not_judged_on_data_that_changed(copied: Paths) -> None:
    with copied.labeled_csv.open("a", encoding="utf-8") as stream:
        stream.write(copied.labeled_csv.read_text().splitlines()[-1] + "\n")
    with pytest.raises(RunError, match="the data changed"):
        evaluate_run(copied)
    assert not copied.reports.exists()


def test_slices_measure_the_rows_they_choose() -> None:
    inputs = np.arange(10, dtype=np.float32).reshape(10, 1, 1, 1)
    truth = np.array([0, 1] * 5)
    wrong_at_the_top = np.where(np.arange(10) >= 8, 1 - truth, truth)
    outcome = Outcome(inputs, truth, np.eye(2)[wrong_at_the_top], ("a", "b"))
    measured = slice_metrics(outcome)

    assert (measured["faint"]["rows"], measured["faint"]["accuracy"]) == (2, 1.0)
    assert (measured["bold"]["rows"], measured["bold"]["accuracy"]) == (2, 0.0)


def test_a_slice_without_rows_has_no_figures() -> None:
    outcome = Outcome(np.zeros((1, 2)), np.array([0]), np.eye(2)[[0]], ("a", "b"))
    SLICES["no rows"] = lambda inputs: np.zeros(len(inputs), dtype=bool)
    try:
        empty = {"accuracy": None, "weighted_f1": None, "rows": 0}
        assert slice_metrics(outcome)["no rows"] == empty
    finally:
        del SLICES["no rows"]


def test_two_slices_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="faint"):
        slicing(SLICES["faint"])
