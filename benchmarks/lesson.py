"""The algorithm of the tagifai lesson (Made With ML), written anew to be measured.

Pieces of 2 to 7 characters, random oversampling, 100 epochs of stochastic gradient descent with
the losses of each epoch, and a threshold below which a text is "other".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import log_loss

EPOCHS = 100
LEARNING_RATE = 0.1
ALPHA = 1e-4

Classes: TypeAlias = npt.NDArray[np.int64]
Probabilities: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A fitted classifier of the lesson.

    Attributes:
        vectorizer: Turns clean texts into weighted pieces.
        model: Gives the probability of each class.
        threshold: The first quartile of its confidence in the validation part.
        losses: Of the training and of the validation part, one pair an epoch.
    """

    vectorizer: TfidfVectorizer
    model: SGDClassifier
    threshold: float
    losses: tuple[tuple[float, float], ...]

    def probabilities(self, texts: Sequence[str]) -> Probabilities:
        """Return the probability of each class for clean texts, shape (texts, classes)."""
        probabilities: Probabilities = self.model.predict_proba(self.vectorizer.transform(texts))
        return probabilities


def fit_lesson(
    texts: Sequence[str],
    classes: Classes,
    validation_texts: Sequence[str],
    validation_classes: Classes,
    seed: int,
) -> Lesson:
    """Fit as the lesson does, on clean texts; its measuring of the test part is left out.

    One generator shuffles every epoch anew; with a number instead all epochs would be alike.
    """
    chance = np.random.RandomState(seed)
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(2, 7))
    features = vectorizer.fit_transform(texts)
    validation = vectorizer.transform(validation_texts)
    rows = oversample(classes, chance)
    drawn, drawn_classes = features[rows], classes[rows]
    model = SGDClassifier(
        loss="log_loss",
        penalty="l2",
        alpha=ALPHA,
        max_iter=1,
        tol=None,  # Changes nothing in one iteration, but keeps it from warning of the one.
        learning_rate="constant",
        eta0=LEARNING_RATE,
        warm_start=True,
        random_state=chance,
    )
    losses = []
    for _ in range(EPOCHS):
        model.fit(drawn, drawn_classes)
        loss = log_loss(classes, model.predict_proba(features))
        losses.append((loss, log_loss(validation_classes, model.predict_proba(validation))))
    confidence = model.predict_proba(validation).max(axis=1)
    return Lesson(vectorizer, model, float(np.quantile(confidence, 0.25)), tuple(losses))


def oversample(classes: Classes, chance: np.random.RandomState) -> Classes:
    """Return row numbers, each class drawn up to the size of the largest."""
    sizes = np.bincount(classes)
    drawn = [
        chance.choice(np.flatnonzero(classes == number), sizes.max() - size)
        for number, size in enumerate(sizes)
    ]
    rows: Classes = np.concatenate([np.arange(len(classes)), *drawn])
    return rows


def decide(probabilities: Probabilities, threshold: float, other: int) -> list[int]:
    """Return a class for each text: the most probable, or `other` where none passes."""
    return [int(row.argmax()) if row.max() > threshold else other for row in probabilities]


def clean_as_lesson(text: str, stopwords: Sequence[str]) -> str:
    """Clean a text in the lesson's order; its pattern of stop words is built for each text."""
    stopword = re.compile(r"\b(" + "|".join(stopwords) + r")\b\s*")
    text = stopword.sub("", text.lower())
    text = re.sub(r"([!-/:-@\[-`{-~])", r" \1 ", text)
    text = re.sub(r"[^A-Za-z0-9]+", " ", text)
    return re.sub(r"http\S+", "", re.sub(r" +", " ", text).strip())
