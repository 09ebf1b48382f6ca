"""What is fitted: words and pieces of words (TF-IDF), then logistic regression.

It was chosen by cross-validation on training rows among naive Bayes, linear and voting models. Its
probabilities are nearly as often right as they say, and it can be stored without running code.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import skops.io
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import FeatureUnion, Pipeline

from ..config import Parameters

LIBRARIES = ("numpy", "pandas", "scikit-learn", "skops")
MODEL = "model.skops"
_MOST_BYTES = 2 << 30  # of a model, decompressed: a small file could fill the memory
Kind = Literal["baseline", "model"]
# Texts are clean by then: blanks separate words, and a single letter is a word too.
_WORD = r"\S+"
_SHORTEST_PIECE = 3


def build(parameters: Parameters, kind: Kind = "model") -> Pipeline:
    """Return the unfitted model, or the baseline that predicts the most frequent class."""
    if kind == "baseline":
        words = TfidfVectorizer(token_pattern=_WORD)
        return Pipeline([("vectorizer", words), ("model", DummyClassifier())])
    return Pipeline([("vectorizer", _vectorizer(parameters)), ("model", _classifier(parameters))])


def _vectorizer(parameters: Parameters) -> FeatureUnion:
    """Return words and pieces of words, side by side.

    Words carry the meaning; pieces catch what a word shares with its plural, a compound or a
    misspelling. Pieces do not reach over blanks.
    """
    words = TfidfVectorizer(
        lowercase=False,
        token_pattern=_WORD,
        ngram_range=(1, parameters.ngram_max),
        sublinear_tf=parameters.sublinear_tf,
    )
    pieces = TfidfVectorizer(
        lowercase=False,
        analyzer="char_wb",
        ngram_range=(_SHORTEST_PIECE, parameters.char_ngram_max),
        min_df=parameters.min_df,
        sublinear_tf=parameters.sublinear_tf,
    )
    return FeatureUnion([("words", words), ("pieces", pieces)])


def _classifier(parameters: Parameters) -> OneVsRestClassifier:
    """Return one logistic regression per class."""
    return OneVsRestClassifier(
        LogisticRegression(
            C=parameters.C,
            class_weight=parameters.class_weight,
            # A Newton method: for texts like these ten steps are enough.
            solver="liblinear",
            random_state=parameters.seed,
        )
    )


def judge(model: Pipeline, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the probabilities of clean texts, and of which ones anything is known."""
    features = model[:-1].transform(texts)
    # CSR: the difference of two row pointers is the number of known columns in that row.
    return model[-1].predict_proba(features), np.diff(features.indptr) > 0


def save_model(model: Pipeline, folder: Path) -> None:
    """Write a fitted model, in a format that runs no code."""
    skops.io.dump(model, folder / MODEL, compression=ZIP_DEFLATED, compresslevel=6)


def load_model(folder: Path, _: Parameters, classes: Sequence[str]) -> Pipeline:
    """Read a fitted model; ValueError if it would fill the memory, or has other classes."""
    with ZipFile(folder / MODEL) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > _MOST_BYTES:
        raise ValueError(f"{MODEL} has {size:,} bytes, more than {_MOST_BYTES:,}")
    model: Pipeline = skops.io.load(folder / MODEL, trusted=[])
    if list(model.classes_) != list(classes):
        raise ValueError(f"{MODEL} has other classes")
    return model
