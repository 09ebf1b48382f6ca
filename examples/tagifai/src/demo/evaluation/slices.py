"""Slices: parts of the data that deserve a look of their own.

A slice is a function from a row to yes or no; `@slicing` adds it to the report:

    @slicing
    def about_video(row: SlicedRow) -> bool:
        return "video" in row.text
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .metrics import Outcome, PartialRow, overall

SHORT_WORDS = 8


@dataclass(frozen=True)
class SlicedRow:
    """What a slice function sees: the clean text and the true tag."""

    text: str
    tag: str


SliceFunction = Callable[[SlicedRow], bool]

SLICES: dict[str, SliceFunction] = {}


def slicing(function: SliceFunction) -> SliceFunction:
    """Add a slice to the report under the function's name.

    Raises:
        ValueError: there is a slice of that name already.
    """
    name = function.__name__
    if name in SLICES:
        raise ValueError(f"two slices are named {name!r}")
    SLICES[name] = function
    return function


@slicing
def nlp_convolution(row: SlicedRow) -> bool:
    """Language projects that use convolution, which is rarer there than in vision."""
    text = row.text.lower()
    # "convolut" also finds the plural, the adjective and the stem.
    return row.tag == "natural-language-processing" and ("cnn" in text or "convolut" in text)


@slicing
def short_text(row: SlicedRow) -> bool:
    """Texts of less than eight words: little to go by."""
    return len(row.text.split()) < SHORT_WORDS


def slice_metrics(outcome: Outcome) -> dict[str, PartialRow]:
    """Return accuracy and F1 of each slice; null where no row is in it."""
    rows = [
        SlicedRow(text, outcome.classes[number])
        for text, number in zip(outcome.inputs, outcome.truth, strict=True)
    ]
    return {name: _measure(outcome, rows, function) for name, function in SLICES.items()}


def _measure(outcome: Outcome, rows: Sequence[SlicedRow], function: SliceFunction) -> PartialRow:
    """Return the metrics of the rows a slice function chooses."""
    chosen = [place for place, row in enumerate(rows) if function(row)]
    if not chosen:
        return {"accuracy": None, "weighted_f1": None, "rows": 0}
    part = Outcome(
        inputs=[outcome.inputs[place] for place in chosen],
        truth=outcome.truth[np.array(chosen)],
        probabilities=outcome.probabilities[np.array(chosen)],
        classes=outcome.classes,
    )
    measured = overall(part)
    return {key: measured[key] for key in ("accuracy", "weighted_f1", "rows")}
