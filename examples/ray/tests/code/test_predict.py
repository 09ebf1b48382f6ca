"""Predictions of texts and files, and when there is none."""

from pathlib import Path

import pandas as pd
import pytest
from example_texts import made_up

from demo.config import Paths
from demo.errors import InputError
from demo.inference.predict import (
    MOST_CHARACTERS,
    predict,
    predict_file,
    predict_held_out,
    write_predictions,
)
from demo.models.runs import Run

Trained = tuple[Paths, Run]


def test_the_most_probable_class_is_predicted(trained: Trained) -> None:
    (made,) = predict(["A silver and <b>copper</b> coin"], trained[1])
    assert made["prediction"] == "metal"
    assert max(made["probabilities"], key=made["probabilities"].get) == "metal"
    assert sum(made["probabilities"].values()) == pytest.approx(1)
    assert predict([], trained[1]) == []


def test_texts_are_cleaned_as_in_training(trained: Trained) -> None:
    plain, marked = predict(["apple plum", "The <i>APPLE</i> &amp; plum!"], trained[1])
    assert plain == marked


def test_the_model_abstains_below_a_threshold(trained: Trained) -> None:
    _, run = trained
    assert predict(["apple nile"], run, 0.999)[0]["prediction"] is None
    assert predict(["apple nile"], run, 0.0)[0]["prediction"] is not None


@pytest.mark.parametrize("text", ["zzzz qqqq", "!?", "the of"])
def test_the_model_abstains_where_it_knows_nothing_of_a_text(trained: Trained, text: str) -> None:
    assert predict([text], trained[1])[0]["prediction"] is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("  \n", "row 2: the text is empty"),
        ("x" * (MOST_CHARACTERS + 1), "row 2: the text has more than 20,000 characters"),
        ("\ud800", "row 2: the text is not valid Unicode"),
    ],
    ids=["empty", "long", "half a character"],
)
def test_a_text_that_cannot_be_predicted_is_named(
    trained: Trained, text: str, message: str
) -> None:
    with pytest.raises(InputError) as error:
        predict(["fine", text], trained[1])
    assert error.value.message == message


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_tables_are_predicted_with_the_names_of_their_rows(
    trained: Trained, tmp_path: Path, ending: str
) -> None:
    paths, run = trained
    made = predict_file(paths.root / "texts.csv", run)
    assert [each["row"] for each in made] == list(range(1, 121))
    write_predictions(tmp_path / f"out.{ending}", made)
    read = pd.read_csv if ending == "csv" else lambda path: pd.read_json(path, lines=True)
    assert list(read(tmp_path / f"out.{ending}")["key"]) == list(made_up()["key"])


def test_a_text_file_has_a_text_a_line(trained: Trained, tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text("apple plum\nzinc\n")
    made = predict_file(tmp_path / "t.txt", trained[1])
    assert [each["prediction"] for each in made] == ["fruit", "metal"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.csv", None, "not found"),
        ("missing.txt", None, "cannot be read"),
        ("t.csv", "a,b\n1,2\n", "has no column with text"),
        ("t.csv", "head,key\nzinc,1\n,2\n", "row 2: the text is empty"),
    ],
)
def test_a_file_that_cannot_be_predicted_is_refused(
    trained: Trained, tmp_path: Path, name: str, content: str | None, message: str
) -> None:
    if content:
        (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=message):
        predict_file(tmp_path / name, trained[1])


def test_held_out_rows_come_with_what_is_true(trained: Trained) -> None:
    paths, run = trained
    made = predict_held_out(paths, run, 3)
    assert len(made) == 3
    assert all(each["true"] in run.data.classes for each in made)
