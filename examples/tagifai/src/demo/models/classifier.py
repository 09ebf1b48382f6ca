"""The classifier: words and pieces of words (TF-IDF), then logistic regression.

It was chosen by cross-validation on training rows among naive Bayes, linear and voting models. Its
probabilities are nearly as often right as they say, it fits in about an eighth of a second, and
it can be stored without running code.
"""

from collections.abc import Sequence

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import FeatureUnion
from sklearn.pipeline import Pipeline as Classifier
from threadpoolctl import threadpool_limits

from ..config import Arguments
from ..errors import DataError
from ..evaluation.metrics import Indices

__all__ = ["Classifier", "build_classifier", "build_model", "build_vectorizer", "fit_classifier"]

# Texts are clean by then: words stand between blanks, and a single letter is a word too.
_WORD = r"\S+"
_SHORTEST_PIECE = 3


def build_vectorizer(arguments: Arguments) -> FeatureUnion:
    """Return an unfitted vectorizer of words and of pieces of words, side by side.

    Words carry the meaning; pieces catch what a word shares with its plural, a compound or a
    misspelling. Pieces do not reach over blanks.
    """
    words = TfidfVectorizer(
        lowercase=False,
        token_pattern=_WORD,
        ngram_range=(1, arguments.ngram_max),
        sublinear_tf=arguments.sublinear_tf,
    )
    pieces = TfidfVectorizer(
        lowercase=False,
        analyzer="char_wb",
        ngram_range=(_SHORTEST_PIECE, arguments.char_ngram_max),
        min_df=arguments.min_df,
        sublinear_tf=arguments.sublinear_tf,
    )
    return FeatureUnion([("words", words), ("pieces", pieces)])


def build_model(arguments: Arguments) -> OneVsRestClassifier:
    """Return an unfitted model: one regression per class, rare classes weighted up."""
    return OneVsRestClassifier(
        LogisticRegression(
            C=arguments.C,
            class_weight="balanced",
            # A Newton method: for texts like these ten steps are enough.
            solver="liblinear",
            random_state=arguments.seed,
        )
    )


def build_classifier(arguments: Arguments) -> Classifier:
    """Return vectorizer and model as one unfitted estimator of clean texts."""
    return Classifier(
        [("vectorizer", build_vectorizer(arguments)), ("model", build_model(arguments))]
    )


def fit_classifier(texts: Sequence[str], targets: Indices, arguments: Arguments) -> Classifier:
    """Fit a classifier on clean texts and their encoded labels.

    Raises:
        DataError: no column or only one class is left to learn from.
    """
    try:
        # The steps of the solver are so short that a second thread only waits for the first.
        with threadpool_limits(1):
            return build_classifier(arguments).fit(texts, targets)
    except ValueError as error:
        raise DataError(
            f"there is nothing to learn from: {error}", "check the texts, or lower min_df"
        ) from error
