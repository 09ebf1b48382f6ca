"""The short list of classifiers; the project's own is built by the project's own code."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from demo.config import Parameters
from demo.models.pipeline import build
from sklearn.ensemble import VotingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import ComplementNB, MultinomialNB
from sklearn.pipeline import FeatureUnion


@dataclass(frozen=True, slots=True)
class Features:
    """A way to make columns of texts, and the models that are tried on them.

    Attributes:
        name: As the table shows it; pieces are of so many letters, within words.
        build: Returns an unfitted vectorizer.
        models: From the name of a model to what returns it unfitted.
    """

    name: str
    build: Callable[[], Any]
    models: dict[str, Callable[[], Any]]


def list_candidates(parameters: Parameters) -> Iterator[Features]:
    """Yield the candidates, grouped by their features so that each is vectorized once."""
    chosen = {f"one-vs-rest LR C={parameters.C:g} (chosen)": lambda: build(parameters)[-1]}
    yield Features(
        f"words + pieces 3-{parameters.char_ngram_max}",
        lambda: build(parameters)[0],
        {
            **chosen,
            "one-vs-rest LR C=30": partial(_one_versus_rest, 30),
            "multinomial LR C=50": partial(_multinomial, 50),
            "averaged SGD 1e-4": partial(_averaged, 1e-4),
            "averaged SGD 3e-5": partial(_averaged, 3e-5),
        },
    )
    yield Features(
        "words + pieces 4",
        _words_and_fours,
        {
            "one-vs-rest LR C=100": partial(_one_versus_rest, 100),
            "averaged SGD 1e-4": partial(_averaged, 1e-4),
            "vote of ComplementNB and LR": _vote,
        },
    )
    yield Features("words", _words, {"one-vs-rest LR C=30": partial(_one_versus_rest, 30)})
    bayes: dict[str, Callable[[], Any]] = {
        "ComplementNB 0.3": partial(ComplementNB, alpha=0.3),
        "MultinomialNB 0.05": partial(MultinomialNB, alpha=0.05),
    }
    yield Features("words 1-2", partial(_words, longest=2), bayes)


def _words(longest: int = 1) -> TfidfVectorizer:
    return TfidfVectorizer(
        token_pattern=r"\S+",  # noqa: S106 - what counts as a word, not a secret
        ngram_range=(1, longest),
        sublinear_tf=True,
    )


def _words_and_fours() -> FeatureUnion:
    fours = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4), min_df=2, sublinear_tf=True)
    return FeatureUnion([("words", _words()), ("pieces", fours)])


def _one_versus_rest(strength: float) -> OneVsRestClassifier:
    model = LogisticRegression(
        C=strength, class_weight="balanced", solver="liblinear", random_state=0
    )
    return OneVsRestClassifier(model)


def _multinomial(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, class_weight="balanced", max_iter=500)


def _averaged(alpha: float) -> SGDClassifier:
    return SGDClassifier(
        loss="log_loss",
        alpha=alpha,
        average=True,
        class_weight="balanced",
        max_iter=50,
        tol=None,
        random_state=0,
    )


def _vote() -> VotingClassifier:
    members = [("bayes", ComplementNB(alpha=0.3)), ("regression", _multinomial(100))]
    return VotingClassifier(members, voting="soft")
