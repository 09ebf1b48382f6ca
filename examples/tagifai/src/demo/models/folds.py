"""Cross-validation: every row is judged by a classifier that has not seen it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from ..config import Arguments
from ..data.labels import LabelEncoder
from ..data.split import Part
from ..evaluation.metrics import Indices, Probabilities
from .classifier import fit_classifier

FOLDS = 5


@dataclass(frozen=True)
class Fold:
    """The rows a fold held out, and their probabilities, shape (rows, classes)."""

    rows: Indices
    probabilities: Probabilities


def cross_validate(
    texts: Sequence[str], targets: Indices, arguments: Arguments, folds: int = FOLDS
) -> Iterator[Fold]:
    """Yield fold by fold, so that a search can stop a hopeless trial early.

    A label with fewer rows than folds lowers the number of folds: each must hold one of its rows.
    """
    folds = min(folds, int(np.bincount(targets).min()))
    splitter = StratifiedKFold(folds, shuffle=True, random_state=arguments.seed)
    for learned, held_out in splitter.split(targets, targets):
        classifier = fit_classifier([texts[row] for row in learned], targets[learned], arguments)
        yield Fold(held_out, classifier.predict_proba([texts[row] for row in held_out]))


def running_means(part: Part, arguments: Arguments) -> Iterator[float]:
    """Yield the mean weighted F1 of the folds so far, fold by fold; the last one counts."""
    targets = LabelEncoder.fit(part.labels).encode(part.labels)
    scores: list[float] = []
    for fold in cross_validate(part.texts, targets, arguments):
        predicted = fold.probabilities.argmax(axis=1)
        scores.append(float(f1_score(targets[fold.rows], predicted, average="weighted")))
        yield float(np.mean(scores))
