"""Predictions of images, folders and files, and when there is none."""

import base64
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from example_images import CLASSES, PER_CLASS

from demo.config import Paths
from demo.errors import InputError
from demo.inference.predict import (
    parse_inputs,
    predict,
    predict_files,
    predict_held_out,
    write_predictions,
)
from demo.models.runs import Run

Trained = tuple[Paths, Run]


def test_images_and_folders_are_predicted_with_their_names(
    trained: Trained, tmp_path: Path
) -> None:
    paths, run = trained
    folder = paths.root / "shapes" / "lying"
    made = predict_files([folder, folder / "00.png"], run)
    assert len(made) == PER_CLASS + 1
    assert made[-1]["input"] == str(folder / "00.png")
    assert made[-1]["prediction"] == made[0]["prediction"]
    assert sum(made[0]["probabilities"].values()) == pytest.approx(1)
    write_predictions(tmp_path / "out.csv", made)
    assert list(pd.read_csv(tmp_path / "out.csv")["input"]) == [each["input"] for each in made]


def test_arrays_are_predicted_row_by_row(trained: Trained, tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.zeros((3, 16, 16), np.uint8))
    made = predict_files([tmp_path / "a.npz"], trained[1])
    assert [each["input"] for each in made] == ["row 1", "row 2", "row 3"]


def test_a_request_is_read_as_the_files_of_the_training(trained: Trained) -> None:
    paths, run = trained
    file = paths.root / "shapes" / "cross" / "00.png"
    text = base64.b64encode(file.read_bytes()).decode()
    plain, with_type = parse_inputs([text, f"data:image/png;base64,{text}"], run.data)
    assert np.array_equal(plain, with_type)
    (sent,), (read,) = predict(plain[np.newaxis], run), predict_files([file], run)
    assert sent["probabilities"] == read["probabilities"]


def test_the_model_abstains_below_a_threshold(trained: Trained) -> None:
    paths, run = trained
    file = paths.root / "shapes" / "cross" / "00.png"
    assert predict_files([file], run, 1.0)[0]["prediction"] is None
    assert predict_files([file], run, 0.0)[0]["prediction"] in CLASSES


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.png", None, "missing.png cannot be read"),
        ("a.png", b"text", "a.png is not an image"),
        ("a.npz", b"text", "a.npz cannot be read"),
        ("folder", None, "has no images"),
    ],
)
def test_a_file_that_cannot_be_predicted_is_named(
    trained: Trained, tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    (tmp_path / "folder").mkdir()
    if content:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        predict_files([tmp_path / name], trained[1])


@pytest.mark.parametrize(("text", "message"), [("a", "valid Base64"), ("aGk=", "not an image")])
def test_an_input_that_is_no_image_is_named_by_its_row(
    trained: Trained, text: str, message: str
) -> None:
    with pytest.raises(InputError, match=f"row 1: the input is .*{message}"):
        parse_inputs([text], trained[1].data)


def test_held_out_rows_come_with_what_is_true(trained: Trained) -> None:
    paths, run = trained
    made = predict_held_out(paths, run, 3)
    assert len(made) == 3
    assert all(each["true"] in run.data.classes for each in made)
