"""Repeated splits: seeds, figures, and no row in two parts."""

import statistics
from dataclasses import replace

import pytest

from demo.config import Arguments
from demo.errors import ArgumentsError, DataError
from demo.evaluation.splits import repeated_splits
from demo.evaluation.spread import pool, summarize

LABELS = ["vision"] * 30 + ["language"] * 30
TEXTS = [f"image pixel {n % 7}" for n in range(30)] + [f"image word {n % 5}" for n in range(30)]


def test_the_seed_in_use_comes_first_and_no_seed_twice() -> None:
    def seeds(first: int) -> list[int]:
        arguments = replace(Arguments(), seed=first)
        return [split.seed for split in repeated_splits(TEXTS, LABELS, arguments, 4)]

    assert seeds(42) == [42, 0, 1, 2]
    assert seeds(1) == [1, 0, 2, 3]


def test_mean_and_deviation_are_those_of_the_splits() -> None:
    noisy = [*LABELS[:25], *LABELS[35:40], *LABELS[30:]]
    outcomes = list(repeated_splits(TEXTS, noisy, Arguments(), 5))
    summary = summarize(outcomes)
    scores = [split["weighted_f1"] for split in summary["splits"]]

    assert list(summary) == ["weighted_f1", "macro_f1", "splits"]
    assert list(summary["splits"][0]) == ["seed", "weighted_f1", "macro_f1", "rows"]
    assert summary["weighted_f1"]["mean"] == pytest.approx(statistics.mean(scores))
    assert summary["weighted_f1"]["std"] == pytest.approx(statistics.stdev(scores))


def test_the_same_splits_give_the_same_figures() -> None:
    first, second = (summarize(repeated_splits(TEXTS, LABELS, Arguments(), 3)) for _ in range(2))

    assert first == second


def test_pooling_keeps_every_row_of_every_test_part() -> None:
    outcomes = list(repeated_splits(TEXTS, LABELS, Arguments(), 3))
    pooled = pool(outcomes)

    assert len(pooled.inputs) == len(pooled.truth) == len(pooled.probabilities) == 3 * 9


@pytest.mark.parametrize("count", [-1, 0, 1])
def test_a_deviation_needs_two_splits(count: int) -> None:
    with pytest.raises(ArgumentsError, match="at least 2 splits"):
        list(repeated_splits(TEXTS, LABELS, Arguments(), count))


def test_one_class_is_a_clear_error() -> None:
    with pytest.raises(DataError):
        list(repeated_splits(TEXTS, ["vision"] * 60, Arguments(), 2))
