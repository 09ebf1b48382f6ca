"""The model learns, its scores are honest, and chance is in the seed only."""

import numpy as np
import pandas as pd
import pytest
from example_texts import QUICK, made_up

from demo.config import DataConfig
from demo.data.split import Rows
from demo.errors import DataError
from demo.models.train import cross_validation, fit

DATA = DataConfig(source="", target="topic")


def rows(texts: list[str], labels: list[str]) -> Rows:
    frame = pd.DataFrame({"topic": labels})
    return Rows(np.array(texts, object), np.array(labels, object), frame)


@pytest.fixture
def learned() -> Rows:
    frame = made_up()
    return rows(frame["body"].tolist(), frame["topic"].tolist())


def test_it_learns_what_it_is_shown(learned: Rows) -> None:
    model = fit(learned, QUICK)
    assert list(model.classes_) == ["fruit", "metal", "river"]
    assert list(model.predict(["apple cherry", "zinc", "the rhine"])) == [
        "fruit",
        "metal",
        "river",
    ]


def test_probabilities_add_up_to_one(learned: Rows) -> None:
    probabilities = fit(learned, QUICK).predict_proba(learned.X)
    assert probabilities.sum(axis=1) == pytest.approx(1)


def test_two_fits_with_one_seed_are_the_same(learned: Rows) -> None:
    first, second = (fit(learned, QUICK).predict_proba(learned.X) for _ in range(2))
    assert np.array_equal(first, second)


@pytest.mark.parametrize(
    ("texts", "labels"), [(["", ""], ["a", "b"]), (["x y", "y z"], ["a", "a"])]
)
def test_nothing_to_learn_is_a_clear_error(texts: list[str], labels: list[str]) -> None:
    with pytest.raises(DataError, match="nothing to learn from"):
        fit(rows(texts, labels), QUICK)


def test_pieces_of_words_find_what_was_not_seen(learned: Rows) -> None:
    assert fit(learned, QUICK).predict(["cherries"]) == ["fruit"]


def test_cross_validation_scores_rows_that_were_not_learned_from(learned: Rows) -> None:
    scores = cross_validation(learned, DATA, QUICK)
    baseline = cross_validation(learned, DATA, QUICK, "baseline")
    assert baseline["accuracy"] < scores["accuracy"] <= 1
    noise = rows(learned.X.tolist(), np.random.default_rng(0).permutation(learned.y).tolist())
    assert cross_validation(noise, DATA, QUICK)["accuracy"] < scores["accuracy"]


def test_cross_validation_gives_each_score_with_its_error(learned: Rows) -> None:
    scores = cross_validation(learned, DATA, QUICK)
    assert scores.keys() >= {"f1_weighted", "f1_weighted_error", "f1_macro", "accuracy"}
    assert scores.keys() >= {"precision_macro", "recall_macro"}
    assert scores == cross_validation(learned, DATA, QUICK)
