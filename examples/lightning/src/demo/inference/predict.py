"""Classify images, or rows of a table, with a trained classifier.

Load the artifacts once and classify many images at a time.
"""

from collections.abc import Sequence
from typing import TypedDict

import torch

from ..errors import InputError
from .artifacts import Artifacts
from .images import check_images


class Prediction(TypedDict):
    """One answer, ready for JSON; `label` is null below the threshold."""

    label: str | None
    probabilities: dict[str, float]
    run_id: str
    abstained: bool


def predict(
    images: Sequence[object], artifacts: Artifacts, threshold: float | None = None
) -> list[Prediction]:
    """Return the label of each image with the probability of every class.

    Images are nested lists of numbers, of the shape and within the limits of the run's data. It
    abstains where the best probability is below the threshold, if one is given.

    Raises:
        InputError: an image cannot be classified, or the threshold is not in 0 to 1.
    """
    if threshold is not None and not 0.0 <= threshold <= 1.0:
        raise InputError(f"the threshold must be between 0 and 1, not {threshold}")
    if not images:
        return []
    with torch.inference_mode():
        inputs = check_images(images, artifacts.facts)
        probabilities = artifacts.classifier.probabilities(inputs).double()
    return [_answer(row, artifacts, threshold or 0.0) for row in probabilities.tolist()]


def _answer(row: list[float], artifacts: Artifacts, threshold: float) -> Prediction:
    """Return the answer for one image."""
    best = max(range(len(row)), key=row.__getitem__)
    classes = artifacts.facts.classes
    abstained = row[best] < threshold
    return Prediction(
        label=None if abstained else classes[best],
        probabilities={name: round(value, 6) for name, value in zip(classes, row, strict=True)},
        run_id=artifacts.run_id,
        abstained=abstained,
    )
