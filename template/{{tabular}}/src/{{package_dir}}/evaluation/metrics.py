"""Scores of predictions: over all rows, by class, by slice, and by confidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn import metrics

from ..config import DataConfig, Role
from ..data.clean import numbers
from ..data.split import Rows

Scores = dict[str, float]
_FEWEST_ROWS = 10  # of a slice: scores of fewer rows are noise
_MOST_VALUES = 8  # slices of one categorical column


@dataclass(frozen=True)
class Predictions:
    """What a model says about rows, and what is true."""

    y: np.ndarray  # true, one per row
    predicted: np.ndarray
    probabilities: np.ndarray | None = None  # rows x classes; None in a regression
    classes: Sequence[str] = ()  # that the model knows

    @classmethod
    def of(cls, model: Any, rows: Rows) -> "Predictions":
        """Return what a fitted model predicts for rows."""
        if not hasattr(model, "predict_proba"):
            return cls(rows.y, model.predict(rows.X))
        probabilities = model.predict_proba(rows.X)
        predicted = model.classes_[probabilities.argmax(axis=1)]
        return cls(rows.y, predicted, probabilities, list(model.classes_))

    def where(self, mask: np.ndarray) -> "Predictions":
        """Return the predictions of some rows."""
        some = None if self.probabilities is None else self.probabilities[mask]
        return Predictions(self.y[mask], self.predicted[mask], some, self.classes)

    def probability(self, name: str) -> np.ndarray:
        """Return the probability of a class for each row."""
        return np.asarray(self.probabilities)[:, list(self.classes).index(name)]

    @property
    def confidence(self) -> np.ndarray:
        """The probability of the predicted class for each row."""
        return np.asarray(np.max(np.asarray(self.probabilities), axis=1))


def measure(predictions: Predictions, positive: str | None = None) -> Scores:
    """Return the scores of a task; one that the rows do not allow is left out.

    ROC AUC and average precision are those of the positive class, or else the mean of all classes.
    """
    y, predicted = predictions.y, predictions.predicted
    if predictions.probabilities is None:
        return {
            "mae": float(metrics.mean_absolute_error(y, predicted)),
            "rmse": float(metrics.root_mean_squared_error(y, predicted)),
        } | ({"r2": float(metrics.r2_score(y, predicted))} if len(y) > 1 else {})
    scores = {
        "accuracy": float(metrics.accuracy_score(y, predicted)),
        "f1_macro": float(metrics.f1_score(y, predicted, average="macro", zero_division=0)),
        "f1_weighted": float(metrics.f1_score(y, predicted, average="weighted", zero_division=0)),
    }
    present = [positive] if positive else [name for name in predictions.classes if name in y]
    if len(set(y)) > 1:
        shares = [(y == name, predictions.probability(name)) for name in present]
        auc = [metrics.roc_auc_score(*pair) for pair in shares]
        precision = [metrics.average_precision_score(*pair) for pair in shares]
        scores["roc_auc"], scores["average_precision"] = (
            float(np.mean(auc)),
            float(np.mean(precision)),
        )
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


def by_slice(
    predictions: Predictions, cells: pd.DataFrame, data: DataConfig
) -> dict[str, dict[str, Scores]]:
    """Return the scores by column, for each value or range of values with enough rows."""
    slices: dict[str, dict[str, Scores]] = {}
    for name in data.named(Role.CATEGORICAL, Role.NUMERIC):
        labels = _labels(cells[name], data, name)
        for label, count in labels.value_counts().head(_MOST_VALUES).sort_index().items():
            if count >= _FEWEST_ROWS:
                scores = measure(predictions.where((labels == label).to_numpy()), data.positive)
                slices.setdefault(name, {})[str(label)] = {"rows": float(count), **scores}
    return slices


def _labels(cells: pd.Series, data: DataConfig, name: str) -> pd.Series:
    """Return the slice of each row: its value, or the quarter of the rows that its number is in."""
    if data.columns[name].role == Role.CATEGORICAL:
        return cells.fillna("(missing)")
    values = numbers(cells, data)
    labels = pd.Series(pd.Categorical(values), values.index)
    if values.nunique() > _MOST_VALUES:
        labels = pd.qcut(values, 4, duplicates="drop").cat.remove_unused_categories()
        quarters = values.groupby(labels, observed=True)
        names = [f"{quarter.min():.10g} to {quarter.max():.10g}" for _, quarter in quarters]
        labels = labels.cat.rename_categories(names)
    return labels.cat.add_categories("(missing)").fillna("(missing)")


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
