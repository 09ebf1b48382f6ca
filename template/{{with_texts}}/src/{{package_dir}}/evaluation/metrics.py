"""Scores of predictions: over all rows, by class, by slice, by confidence, and over splits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from sklearn import metrics

from ..config import DataConfig, Parameters, Role
from ..data.split import Rows, split

Scores = dict[str, float]
_FEWEST_ROWS = 5  # of a slice: scores of fewer rows are noise
_MOST_GROUPS = 8  # that are slices
SHORT_WORDS = 8

# Slices are parts of the data that deserve a look of their own: a name, and a function of a clean
# text. Add yours here; groups are slices as well.
SLICES: dict[str, Callable[[str], bool]] = {
    "short text": lambda text: len(text.split()) < SHORT_WORDS,
    "long text": lambda text: len(text.split()) >= 4 * SHORT_WORDS,
}


@dataclass(frozen=True)
class Predictions:
    """What a model says about rows, and what is true."""

    y: np.ndarray  # true classes, one per row
    probabilities: np.ndarray  # rows x classes
    classes: Sequence[str]  # that the model knows

    @classmethod
    def of(cls, model: Any, rows: Rows) -> "Predictions":
        """Return what a fitted model predicts for rows."""
        return cls(rows.y, model.predict_proba(rows.X), list(model.classes_))

    def where(self, mask: np.ndarray) -> "Predictions":
        """Return the predictions of some rows."""
        return Predictions(self.y[mask], self.probabilities[mask], self.classes)

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


def by_slice(predictions: Predictions, rows: Rows, data: DataConfig) -> dict[str, Scores]:
    """Return the scores of each slice and of the largest groups, if they have enough rows."""
    masks = {
        name: np.array([wanted(text) for text in rows.X], bool) for name, wanted in SLICES.items()
    }
    for name in data.named(Role.GROUP):
        values = rows.cells[name]
        for value in values.value_counts().index[:_MOST_GROUPS]:
            masks[f"{name} {value}"] = (values == value).to_numpy()
    found = {}
    for name, mask in masks.items():
        if mask.sum() >= _FEWEST_ROWS:
            scores = measure(predictions.where(mask))
            kept = {key: scores[key] for key in ("accuracy", "f1_weighted", "f1_macro")}
            found[name] = {"rows": float(mask.sum()), **kept}
    return found


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


def over_splits(
    fit: Callable[[Rows, Parameters], Any],
    cells: pd.DataFrame,
    data: DataConfig,
    parameters: Parameters,
    splits: int,
) -> list[Scores]:
    """Return the scores on the test set of several splits, each with a seed and a fit of its own.

    The seeds are that of the parameters, and then 0, 1, 2, ... One split of a small data set moves
    by points from seed to seed.
    """
    others = (seed for seed in range(splits) if seed != parameters.seed)
    found = []
    for seed in [parameters.seed, *islice(others, splits - 1)]:
        other = parameters.model_copy(update={"seed": seed})
        training, test = split(cells, data, other)
        found.append(measure(Predictions.of(fit(training, other), test)))
    return found


def summarize(scores: Sequence[Mapping[str, float]]) -> dict[str, Scores]:
    """Return mean and standard deviation of each score over several splits."""
    table = pd.DataFrame(list(scores))
    deviations = table.std(ddof=1).fillna(0)  # one split has none
    return {
        str(name): {"mean": float(mean), "deviation": float(deviation)}
        for (name, mean), deviation in zip(table.mean().items(), deviations, strict=True)
    }
