"""Scores, the report, and predictions of rows and files."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from example_tables import made_up

from demo.config import Paths
from demo.errors import InputError
from demo.evaluation.metrics import (
    Predictions,
    by_class,
    calibration,
    coverage,
    measure,
)
from demo.evaluation.report import evaluate
from demo.inference.predict import (
    predict,
    predict_file,
    predict_held_out,
    write_predictions,
)
from demo.models.runs import Run

Trained = tuple[Paths, Run]
SURE = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.3, 0.7]])
FOUR = Predictions(np.array(list("abba")), np.array(list("abab")), SURE, ["a", "b"])


def test_scores_are_those_that_can_be_counted_by_hand() -> None:
    assert measure(FOUR, "b") == pytest.approx(
        {
            "accuracy": 0.5,
            "f1_macro": 0.5,
            "f1_weighted": 0.5,
            "roc_auc": 0.75,
            "average_precision": 5 / 6,
        }
    )
    assert by_class(FOUR)["a"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "rows": 2}
    assert coverage(FOUR)[-2] == {"threshold": 0.8, "answered": 0.5, "right": 1.0}
    assert sum(row["rows"] for row in calibration(FOUR)) == 4
    numbers = Predictions(np.array([1.0, 3.0]), np.array([2.0, 3.0]))
    assert measure(numbers) == pytest.approx({"mae": 0.5, "rmse": 0.5**0.5, "r2": 0.5})


def test_rows_of_one_class_have_no_ranking() -> None:
    assert "roc_auc" not in measure(FOUR.where(FOUR.y == "a"), "b")


def test_the_report_has_the_baseline_the_slices_and_the_columns(trained: Trained) -> None:
    paths, run = trained
    measured, path = evaluate(paths)
    page = path.read_text(encoding="utf-8")
    assert measured["scores"].keys() == measured["baseline"].keys()
    assert next(iter(measured["importance"])) == "number"
    assert {"kind", "number"} <= set(measured["slices"])
    assert all(" to " in name for name in measured["slices"]["number"] if name != "(missing)")
    assert run.run_id in page
    assert "data:image/png;base64," in page
    assert json.loads(path.with_name("scores.json").read_text())["rows"] == measured["rows"]


def test_cells_of_any_type_are_predicted_alike(trained: Trained) -> None:
    _, run = trained
    typed = {"number": 1.5, "kind": "a", "day": "2024-02-01", "note": "red", "team": None}
    text = {"number": " 1.5 ", "kind": "a", "day": "2024-02-01", "note": "red", "team": ""}
    assert predict([typed], run) == predict([text], run)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"number": "many"}, "row 2, column `number`: 'many' is not a number"),
        ({"day": "soon"}, "row 2, column `day`: 'soon' is not a date"),
        ({"other": 1}, "row 2: column `other` is unknown"),
    ],
)
def test_a_cell_that_cannot_be_predicted_is_named(
    trained: Trained, row: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError) as error:
        predict([{}, row], trained[1])
    assert error.value.message == message


def test_the_model_abstains_below_a_threshold(trained: Trained) -> None:
    _, run = trained
    if run.data.task == "regression":
        with pytest.raises(InputError, match="predicts numbers"):
            predict([{}], run, 0.5)
    else:
        assert predict([{}], run, 1.0)[0]["prediction"] is None


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_files_are_predicted_with_the_names_of_their_rows(
    trained: Trained, tmp_path: Path, ending: str
) -> None:
    paths, run = trained
    made = predict_file(paths.root / "table.csv", run)
    assert [each["row"] for each in made] == list(range(1, 241))
    write_predictions(tmp_path / f"out.{ending}", made)
    read = pd.read_csv if ending == "csv" else lambda path: pd.read_json(path, lines=True)
    assert list(read(tmp_path / f"out.{ending}")["key"]) == list(made_up().key)
    with pytest.raises(InputError, match="not found"):
        predict_file(tmp_path / "missing.csv", run)


def test_held_out_rows_come_with_what_is_true(trained: Trained) -> None:
    paths, run = trained
    made = predict_held_out(paths, run, 3)
    assert len(made) == 3
    assert all("true" in each for each in made)
