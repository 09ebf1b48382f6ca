"""Scores of predictions: over all rows, by class and by confidence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn import metrics

from ..config import DataConfig
from ..data.load import Rows
from ..models.networks import Network, predict_probabilities

Scores = dict[str, float]


@dataclass(frozen=True)
class Predictions:
    """What a model says about rows, and what is true."""

    y: np.ndarray  # true classes, one per row
    probabilities: np.ndarray  # rows x classes
    classes: Sequence[str]  # that the model knows

    @classmethod
    def of(cls, network: Network, rows: Rows, data: DataConfig) -> "Predictions":
        """Return what a network predicts for rows."""
        return cls(rows.labels, predict_probabilities(network, rows.X), data.classes)

    @property
    def predicted(self) -> np.ndarray:
        """The most probable class of each row."""
        names = np.asarray(self.classes, object)
        return np.asarray(names[self.probabilities.argmax(axis=1)])

    @property
    def confidence(self) -> np.ndarray:
        """The probability of the predicted class of each row."""
        return np.asarray(self.probabilities.max(axis=1))


def measure(predictions: Predictions) -> Scores:
    """Return accuracy, and precision, recall and F1: weighted by rows, and as a mean of classes."""
    y, predicted = predictions.y, predictions.predicted
    scores = {"accuracy": float(metrics.accuracy_score(y, predicted))}
    for average in ("weighted", "macro"):
        found = metrics.precision_recall_fscore_support(
            y, predicted, average=average, zero_division=0
        )
        names = ("precision", "recall", "f1")
        for name, value in zip(names, found[:3], strict=True):
            scores[f"{name}_{average}"] = float(value)
    return scores


def by_class(predictions: Predictions) -> dict[str, Scores]:
    """Return precision, recall, F1 and the number of rows of each class."""
    labels = list(predictions.classes)
    columns = metrics.precision_recall_fscore_support(
        predictions.y, predictions.predicted, labels=labels, zero_division=0
    )
    names = ("precision", "recall", "f1", "rows")
    return {
        label: dict(zip(names, map(float, values), strict=True))
        for label, *values in zip(labels, *columns, strict=True)
    }


def calibration(predictions: Predictions, bins: int = 5) -> list[Scores]:
    """Return how often predictions are right, by how probable the model says that they are."""
    confidence, right = predictions.confidence, predictions.y == predictions.predicted
    found = pd.DataFrame({"confidence": confidence, "right": right, "rows": 1.0})
    groups = found.groupby(pd.Series(pd.qcut(confidence, bins, duplicates="drop")), observed=True)
    table = groups.agg({"rows": "sum", "confidence": "mean", "right": "mean"})
    return [{str(name): float(value) for name, value in row.items()} for _, row in table.iterrows()]


def coverage(predictions: Predictions) -> list[Scores]:
    """Return what abstaining below a threshold gives: share of rows answered, and right ones."""
    confidence, right = predictions.confidence, predictions.y == predictions.predicted
    found = []
    for threshold in (0.0, 0.5, 0.6, 0.7, 0.8, 0.9):
        if (sure := confidence >= threshold).any():
            shares = {"answered": float(sure.mean()), "right": float(right[sure].mean())}
            found.append({"threshold": threshold} | shares)
    return found
