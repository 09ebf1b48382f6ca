"""The model learns, its scores are honest, and chance is in the seed only."""

import numpy as np
import pandas as pd
import pytest
import torch
from example_texts import QUICK, made_up

from demo.config import DataConfig, Parameters, Paths
from demo.data.split import Rows
from demo.errors import DataError
from demo.models.pipeline import (
    Classifier,
    baseline,
    build,
    judge,
)
from demo.models.runs import Run
from demo.models.worker import (
    balance,
    fit_here,
    hold_out,
    score,
)

DATA = DataConfig(source="", target="topic")


def rows(texts: list[str], labels: list[str]) -> Rows:
    frame = pd.DataFrame({"topic": labels})
    return Rows(np.array(texts, object), np.array(labels, object), frame)


def fit(some: Rows, parameters: Parameters = QUICK) -> Classifier:
    return fit_here(*hold_out(some, DATA, parameters), parameters)[0]


@pytest.fixture
def learned() -> Rows:
    frame = made_up()
    return rows(frame["body"].tolist(), frame["topic"].tolist())


def test_it_learns_what_it_is_shown(learned: Rows) -> None:
    model = fit(learned)
    assert model.classes_ == ["fruit", "metal", "river"]
    probabilities = model.predict_proba(["apple cherry", "zinc", "the rhine"])
    assert probabilities.argmax(axis=1).tolist() == [0, 1, 2]
    assert probabilities.sum(axis=1) == pytest.approx(1)


def test_two_fits_with_one_seed_are_the_same(learned: Rows) -> None:
    first, second, other = (
        fit(learned, QUICK.model_copy(update={"seed": seed})).predict_proba(learned.X)
        for seed in (1, 1, 2)
    )
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_a_fit_leaves_the_global_generator_alone(learned: Rows) -> None:
    before = torch.random.get_rng_state()
    fit(learned)
    assert torch.equal(torch.random.get_rng_state(), before)


@pytest.mark.parametrize(
    ("texts", "labels"), [(["", ""], ["a", "b"]), (["x y", "y z"], ["a", "a"])]
)
def test_nothing_to_learn_is_a_clear_error(texts: list[str], labels: list[str]) -> None:
    with pytest.raises(DataError, match="nothing to learn from"):
        build(rows(texts, labels), QUICK)


def test_pieces_of_words_find_what_was_not_seen(learned: Rows) -> None:
    probabilities, known = judge(fit(learned), ["cherries", "qqq", ""])
    assert probabilities[0].argmax() == 0
    assert known.tolist() == [True, False, False]


def test_rare_classes_count_as_much_as_others() -> None:
    weights = balance(np.array([0, 0, 0, 1]))
    assert (weights * torch.tensor([3, 1])).tolist() == pytest.approx([2, 2])


def test_held_out_rows_are_not_learned_from(learned: Rows) -> None:
    known, held_out = hold_out(learned, DATA, QUICK)
    assert not set(known.cells.index) & set(held_out.cells.index)
    assert len(known.y) + len(held_out.y) == len(learned.y)


def test_a_fit_is_scored_by_rows_and_as_a_mean_of_classes() -> None:
    found = score(np.array(["a", "a", "a", "b"]), np.array(["a", "a", "b", "b"]))
    assert found["accuracy"] == pytest.approx(3 / 4)
    assert found["precision_macro"] == pytest.approx((1 + 1 / 2) / 2)
    assert found["recall_macro"] == pytest.approx((2 / 3 + 1) / 2)
    assert found["f1_macro"] == pytest.approx((4 / 5 + 2 / 3) / 2)
    assert found["f1_weighted"] == pytest.approx((3 * 4 / 5 + 2 / 3) / 4)


def test_the_baseline_predicts_the_most_frequent_class() -> None:
    guess = baseline(rows(["a", "b", "c"], ["x", "y", "y"]))
    assert guess.predict(np.zeros(2)).tolist() == ["y", "y"]


def test_workers_learn_as_one_process_does(trained: tuple[Paths, Run]) -> None:
    paths, run = trained
    epochs = run.facts["epochs"]
    assert len(epochs) == QUICK.epochs
    assert epochs[-1]["train_loss"] < epochs[0]["train_loss"]
    best = min(epochs, key=lambda epoch: epoch["val_loss"])
    assert run.facts["best_epoch"] == epochs.index(best) + 1
    assert run.facts["scores"]["model"]["accuracy"] == best["accuracy"]
    assert run.facts["scores"]["baseline"]["accuracy"] < best["accuracy"]
    assert not list((paths.stores / "checkpoints").iterdir())
