"""Slices choose the rows they name, and are measured on their own."""

from collections.abc import Iterator

import numpy as np
import pytest

from demo.evaluation.metrics import Outcome
from demo.evaluation.slices import (
    SLICES,
    SlicedRow,
    nlp_convolution,
    short_text,
    slice_metrics,
    slicing,
)

LANGUAGE = "natural-language-processing"


@pytest.fixture
def registry() -> Iterator[None]:
    """Forget the slices a test adds."""
    before = dict(SLICES)
    yield
    SLICES.clear()
    SLICES.update(before)


@pytest.mark.parametrize("text", ["text cnn", "TextCNN", "convolutional encoder", "Convolution"])
def test_language_projects_with_convolution_are_found_in_any_case(text: str) -> None:
    assert nlp_convolution(SlicedRow(text, LANGUAGE))


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(SlicedRow("cnn", "computer-vision"), id="another tag"),
        pytest.param(SlicedRow("transformer", LANGUAGE), id="no convolution"),
    ],
)
def test_other_projects_are_not_in_the_convolution_slice(row: SlicedRow) -> None:
    assert not nlp_convolution(row)


def test_a_text_is_short_below_eight_words() -> None:
    assert short_text(SlicedRow("one two three four five six seven", "other"))
    assert not short_text(SlicedRow("one two three four five six seven eight", "other"))


@pytest.mark.usefixtures("registry")
def test_a_decorated_function_becomes_a_slice_with_its_own_figures() -> None:
    @slicing
    def about_video(row: SlicedRow) -> bool:
        return "video" in row.text

    texts = ["video one", "video two", "a photo"]
    judged = Outcome(texts, np.array([0, 0, 1]), np.eye(2)[[0, 1, 1]], ("a", "b"))
    measured = slice_metrics(judged)["about_video"]

    assert measured == {
        "accuracy": 0.5,
        "weighted_f1": pytest.approx(2 / 3),
        "rows": 2,
    }


@pytest.mark.usefixtures("registry")
def test_two_slices_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="short_text"):
        slicing(short_text)


def test_a_slice_without_rows_has_no_figures() -> None:
    judged = Outcome(["one long text " * 4], np.array([0]), np.eye(1), ("a",))

    nothing = {"accuracy": None, "weighted_f1": None, "rows": 0}
    assert slice_metrics(judged)["short_text"] == nothing
