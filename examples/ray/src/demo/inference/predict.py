"""Tag texts with a trained classifier.

Load the artifacts once and predict many texts at a time. Importing this module is light: neither
tracking nor tables nor plots come with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

import numpy as np

from ..data.clean import clean_texts
from ..errors import InputError
from .answer import answer
from .artifacts import Artifacts

# A project's title and description have about 140 characters; more than this is not one.
MAX_CHARACTERS = 10_000


class Stated(TypedDict, total=False):
    """What is said beside an answer when a threshold is given.

    Coverage (share of texts answered) and precision (share of answers that are right; null if
    none was given) are what was measured at that threshold on rows the classifier had not learned
    from, and not on test rows.
    """

    threshold: float
    coverage: float
    precision: float | None


class Prediction(Stated):
    """One answer, ready for JSON.

    `tag` is null when the classifier abstains: below the threshold, or when it knows nothing
    of the text, neither a word nor a piece of one.
    """

    text: str
    tag: str | None
    probabilities: dict[str, float]
    run_id: str
    abstained: bool


def predict(
    texts: Sequence[str], artifacts: Artifacts, threshold: float | None = None
) -> list[Prediction]:
    """Return the tag of each text with the probability of every class.

    Each text must have 1 to 10,000 characters, not only white space; the run's own cleaning is
    applied. It abstains where nothing of a text is known, and below the threshold if one is given.

    Raises:
        InputError: a text is empty, too long or no text, or the threshold is not in 0 to 1.
    """
    checked = check_texts(texts)
    stated: Stated = {} if threshold is None else _state_threshold(threshold, artifacts.performance)
    if not checked:
        return []
    clean = clean_texts(checked, artifacts.arguments)
    probabilities, evident = answer(artifacts.classifier, clean)
    answered = evident & (probabilities.max(axis=1) >= (threshold or 0.0))
    rows = zip(
        checked,
        probabilities.argmax(axis=1).tolist(),
        answered.tolist(),
        np.round(probabilities, 6).tolist(),
        strict=True,
    )
    classes = artifacts.label_encoder.classes
    return [
        Prediction(
            text=text,
            tag=classes[best] if answers else None,
            probabilities=dict(zip(classes, row, strict=True)),
            run_id=artifacts.run_id,
            abstained=not answers,
            **stated,
        )
        for text, best, answers, row in rows
    ]


def check_texts(texts: Iterable[object]) -> list[str]:
    """Return the texts if each can be tagged; the cheap checks come first.

    Raises:
        InputError: names the first text that cannot, by its place (from 1).
    """
    if isinstance(texts, str | bytes):
        raise InputError("one text was given where a list of texts is wanted")
    return [_check_text(text, place) for place, text in enumerate(texts, start=1)]


def _check_text(text: object, place: int) -> str:
    """Return one text if it can be tagged."""
    if not isinstance(text, str):
        raise InputError(f"text {place} is not a text but {type(text).__name__}")
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"text {place} has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read",
            "give a title and a description, not a whole document",
        )
    if not text.strip():
        raise InputError(f"text {place} is empty", "give a title, a description or both")
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise InputError(
            f"text {place} is not valid Unicode: it holds half a character (a lone surrogate)",
            "save the text as UTF-8",
        )
    return text


def _state_threshold(threshold: float, performance: Mapping[str, Any]) -> Stated:
    """Return what training measured at the nearest threshold at or below this."""
    if not 0.0 <= threshold <= 1.0:
        raise InputError(f"the threshold must be between 0 and 1, not {threshold}")
    measured = [row for row in performance["abstention"] if row["threshold"] <= threshold]
    row = max(measured, key=lambda row: float(row["threshold"]))
    return {
        "threshold": threshold,
        "coverage": row["coverage"],
        "precision": row["precision"],
    }
