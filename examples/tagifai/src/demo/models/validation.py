"""Judge parameters without the test part: a hold-out and cross-validation."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..config import Arguments
from ..data.labels import LabelEncoder
from ..data.split import Splits
from ..evaluation.metrics import Outcome, Row, abstention, calibration_error, overall
from .classifier import fit_classifier
from .folds import cross_validate
from .judging import judge


def hold_out(splits: Splits, encoder: LabelEncoder, arguments: Arguments) -> dict[str, Row]:
    """Return the metrics on both parts after fitting on the training part alone.

    The gap between the two tells how much is learned by heart.
    """
    classifier = fit_classifier(splits.train.texts, encoder.encode(splits.train.labels), arguments)
    parts = {"train": splits.train, "validation": splits.validation}
    return {name: overall(judge(classifier, part, encoder)) for name, part in parts.items()}


def held_out_metrics(
    texts: Sequence[str], encoder: LabelEncoder, labels: Sequence[str], arguments: Arguments
) -> dict[str, Any]:
    """Return F1 of each fold, and what abstaining gives over all rows held out."""
    targets = encoder.encode(labels)
    probabilities = np.zeros((len(texts), len(encoder)))
    folds = []
    for fold in cross_validate(texts, targets, arguments):
        probabilities[fold.rows] = fold.probabilities
        held_out = [texts[row] for row in fold.rows]
        outcome = Outcome(held_out, targets[fold.rows], fold.probabilities, encoder.classes)
        folds.append(overall(outcome)["weighted_f1"])
    outcome = Outcome(texts, targets, probabilities, encoder.classes)
    pooled = overall(outcome) | {"calibration_error": calibration_error(outcome)}
    return {"cross_validation": pooled | {"folds": folds}, "abstention": abstention(outcome)}
