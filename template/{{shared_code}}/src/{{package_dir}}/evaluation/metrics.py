"""Metrics: overall, per class, and how far probabilities can be trusted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

Indices = npt.NDArray[np.int64]
Probabilities = npt.NDArray[np.float64]
Row = dict[str, float]
# Null where there is nothing to measure.
PartialRow = dict[str, float | None]

# Steps of a twentieth are finer than some hundred rows can tell apart.
THRESHOLDS = tuple(round(step / 20, 2) for step in range(21))
BINS = 10


@dataclass(frozen=True)
class Outcome:
    """What a classifier said of rows it had not learned from.

    `inputs` are the rows themselves (texts, images, ...), `truth` has shape (rows,),
    `probabilities` (rows, classes); classes are numbered as in `classes`, whether or not each of
    them occurs here.
    """

    inputs: Sequence[Any] | npt.NDArray[Any]
    truth: Indices
    probabilities: Probabilities
    classes: tuple[str, ...]

    @property
    def predicted(self) -> Indices:
        """Return the most probable class of each row."""
        predicted: Indices = self.probabilities.argmax(axis=1)
        return predicted

    @property
    def confidence(self) -> Probabilities:
        """Return the probability of the predicted class of each row."""
        confidence: Probabilities = self.probabilities.max(axis=1)
        return confidence

    @property
    def correct(self) -> npt.NDArray[np.bool_]:
        """Return which rows were predicted rightly."""
        correct: npt.NDArray[np.bool_] = self.predicted == self.truth
        return correct


def overall(outcome: Outcome) -> Row:
    """Return metrics over all rows.

    "Weighted" counts each class by its rows, "macro" equally.
    """
    precision, recall, f1, _ = _scores(outcome, average="weighted")
    return {
        "weighted_precision": float(precision),
        "weighted_recall": float(recall),
        "weighted_f1": float(f1),
        "macro_f1": float(_scores(outcome, average="macro")[2]),
        "accuracy": float(outcome.correct.mean()),
        "rows": len(outcome.truth),
    }


def by_class(outcome: Outcome) -> dict[str, Row]:
    """Return precision, recall and F1 of each class; zero if it does not occur.

    The order of the classes is fixed, so an absent class cannot lend its name to another.
    """
    precision, recall, f1, rows = _scores(outcome, average=None)
    return {
        name: {
            "precision": float(precision[number]),
            "recall": float(recall[number]),
            "f1": float(f1[number]),
            "rows": int(rows[number]),
        }
        for number, name in enumerate(outcome.classes)
    }


def confusion(outcome: Outcome) -> list[list[int]]:
    """Return how often each class (row) was predicted as each class (column)."""
    labels = range(len(outcome.classes))
    counts = confusion_matrix(outcome.truth, outcome.predicted, labels=labels)
    return [[int(count) for count in row] for row in counts]


def abstention(outcome: Outcome) -> list[PartialRow]:
    """Return, per threshold, the share of rows answered and how many of them are right.

    Precision is null where nothing is answered.
    """
    table: list[PartialRow] = []
    for threshold in THRESHOLDS:
        answered = outcome.confidence >= threshold
        precision = float(outcome.correct[answered].mean()) if answered.any() else None
        coverage = float(answered.mean())
        table.append({"threshold": threshold, "coverage": coverage, "precision": precision})
    return table


def calibration(outcome: Outcome) -> list[Row]:
    """Return mean confidence and accuracy per bin of confidence, without empty bins."""
    bins = np.minimum((outcome.confidence * BINS).astype(int), BINS - 1)
    return [
        {
            "confidence": float(outcome.confidence[bins == number].mean()),
            "accuracy": float(outcome.correct[bins == number].mean()),
            "rows": int((bins == number).sum()),
        }
        for number in np.unique(bins)
    ]


def calibration_error(outcome: Outcome) -> float:
    """Return the mean gap of confidence and accuracy, weighted by rows."""
    gaps = [abs(row["confidence"] - row["accuracy"]) * row["rows"] for row in calibration(outcome)]
    return sum(gaps) / len(outcome.truth)


def _scores(outcome: Outcome, average: str | None) -> tuple[Probabilities, ...]:
    """Return precision, recall, F1 and rows over the fixed list of classes."""
    scores: tuple[Probabilities, ...] = precision_recall_fscore_support(
        outcome.truth,
        outcome.predicted,
        labels=range(len(outcome.classes)),
        average=average,
        zero_division=0.0,
    )
    return scores
