"""Splits share no row, keep the shares of the labels, and repeat by seed."""

from collections import Counter

import pytest

from demo.data.split import stratified_splits
from demo.errors import DataError

LABELS = ["a"] * 120 + ["b"] * 60 + ["c"] * 20
TEXTS = [f"text {number}" for number in range(len(LABELS))]


def test_every_row_is_in_exactly_one_part() -> None:
    splits = stratified_splits(TEXTS, LABELS, seed=1)
    together = splits.train.texts + splits.validation.texts + splits.test.texts
    assert sorted(together) == sorted(TEXTS)


def test_the_parts_have_the_shares_that_were_asked_for() -> None:
    splits = stratified_splits(TEXTS, LABELS, seed=1)
    assert [len(splits.train), len(splits.validation), len(splits.test)] == [140, 30, 30]
    larger = stratified_splits(TEXTS, LABELS, seed=1, train_share=0.8)
    assert [len(larger.train), len(larger.validation), len(larger.test)] == [160, 20, 20]


def test_every_part_has_the_same_share_of_each_label() -> None:
    splits = stratified_splits(TEXTS, LABELS, seed=1)
    assert Counter(splits.train.labels) == {"a": 84, "b": 42, "c": 14}
    assert Counter(splits.test.labels) == {"a": 18, "b": 9, "c": 3}


def test_a_text_keeps_its_label() -> None:
    label_of = dict(zip(TEXTS, LABELS, strict=True))
    part = stratified_splits(TEXTS, LABELS, seed=1).validation
    assert [label_of[text] for text in part.texts] == part.labels


def test_a_seed_repeats_a_split_and_another_seed_does_not() -> None:
    first = stratified_splits(TEXTS, LABELS, seed=1)
    assert stratified_splits(TEXTS, LABELS, seed=1) == first
    assert stratified_splits(TEXTS, LABELS, seed=2) != first


@pytest.mark.parametrize("rows", [1, 2, 6])
def test_a_label_with_too_few_rows_is_named(rows: int) -> None:
    labels = ["a"] * 20 + ["rare"] * rows
    with pytest.raises(DataError, match=f"label 'rare' has {rows} row.*at least 7 are needed"):
        stratified_splits([str(row) for row in range(len(labels))], labels, seed=1)


@pytest.mark.parametrize("seed", range(10))
def test_a_label_with_just_enough_rows_is_in_every_part(seed: int) -> None:
    labels = ["a"] * 93 + ["b"] * 50 + ["rare"] * 7
    splits = stratified_splits([str(row) for row in range(150)], labels, seed=seed)
    assert all("rare" in part.labels for part in (splits.train, splits.validation, splits.test))


def test_a_single_label_is_refused() -> None:
    with pytest.raises(DataError, match="at least two labels are needed to learn, found: 'a'"):
        stratified_splits(["x"] * 20, ["a"] * 20, seed=1)


def test_no_rows_are_refused() -> None:
    with pytest.raises(DataError, match="found: none"):
        stratified_splits([], [], seed=1)
