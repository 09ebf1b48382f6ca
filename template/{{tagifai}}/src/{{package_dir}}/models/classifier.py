"""The classifier: word phrases weighted by TF-IDF, then a naive Bayes model.

It trains in a tenth of a second. Why this one: see the README's section about the model.
"""

from collections.abc import Sequence

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import Pipeline

from ..config import Arguments
from ..evaluation.metrics import Indices

# Texts are clean by then: words stand between blanks, and a single letter is a word too.
_WORD = r"\S+"


def build_vectorizer(arguments: Arguments) -> TfidfVectorizer:
    """Return an unfitted vectorizer of phrases of 1 to `ngram_max` words."""
    return TfidfVectorizer(
        lowercase=False,
        token_pattern=_WORD,
        ngram_range=(1, arguments.ngram_max),
        min_df=arguments.min_df,
        sublinear_tf=arguments.sublinear_tf,
    )


def build_model(arguments: Arguments) -> ComplementNB:
    """Return an unfitted model; the complement form copes with classes of unequal size."""
    return ComplementNB(alpha=arguments.alpha)


def build_classifier(arguments: Arguments) -> Pipeline:
    """Return vectorizer and model as one unfitted estimator, from clean texts to classes."""
    return Pipeline(
        [("vectorizer", build_vectorizer(arguments)), ("model", build_model(arguments))]
    )


def fit_classifier(texts: Sequence[str], targets: Indices, arguments: Arguments) -> Pipeline:
    """Fit a classifier on clean texts and their encoded labels."""
    return build_classifier(arguments).fit(texts, targets)
