"""Slices: parts of the data that deserve a look of their own.

A slice is a function from all inputs to yes or no for each; `@slicing` adds it to the report.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from .metrics import Outcome, PartialRow, overall

Inputs = npt.NDArray[np.float32]
SliceFunction = Callable[[Inputs], npt.NDArray[np.bool_]]

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
def faint(inputs: Inputs) -> npt.NDArray[np.bool_]:
    """The fifth with the lowest sum: thin strokes, little to go by."""
    return _sums(inputs) <= np.quantile(_sums(inputs), 0.2)


@slicing
def bold(inputs: Inputs) -> npt.NDArray[np.bool_]:
    """The fifth with the highest sum: thick strokes that close gaps."""
    return _sums(inputs) >= np.quantile(_sums(inputs), 0.8)


def slice_metrics(outcome: Outcome) -> dict[str, PartialRow]:
    """Return accuracy and F1 of each slice; null where no row is in it."""
    inputs = np.asarray(outcome.inputs)
    return {name: _measure(outcome, function(inputs)) for name, function in SLICES.items()}


def _measure(outcome: Outcome, chosen: npt.NDArray[np.bool_]) -> PartialRow:
    """Return the metrics of the chosen rows."""
    if not chosen.any():
        return {"accuracy": None, "weighted_f1": None, "rows": 0}
    part = Outcome(
        inputs=np.asarray(outcome.inputs)[chosen],
        truth=outcome.truth[chosen],
        probabilities=outcome.probabilities[chosen],
        classes=outcome.classes,
    )
    measured = overall(part)
    return {key: measured[key] for key in ("accuracy", "weighted_f1", "rows")}


def _sums(inputs: Inputs) -> Inputs:
    """Return the sum of the numbers of each input."""
    sums: Inputs = inputs.reshape(len(inputs), -1).sum(axis=1)
    return sums
