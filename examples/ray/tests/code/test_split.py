"""Splits: by class, by group, and by time."""

import pandas as pd
import pytest
from example_texts import made_up, prepare

from demo.config import DataConfig, Parameters, Paths
from demo.data.load import load_table
from demo.data.split import Rows, folds, groups, split
from demo.errors import DataError


def halves(paths: Paths, parameters: Parameters) -> tuple[Rows, Rows, DataConfig]:
    data = DataConfig.load(paths)
    return *split(load_table(paths, data).cells, data, parameters), data


def test_classes_keep_their_shares_and_the_seed_decides(project: Paths) -> None:
    train, test, _ = halves(project, Parameters())
    shares = [pd.Series(rows.y).value_counts(normalize=True) for rows in (train, test)]
    assert shares[0]["metal"] == pytest.approx(shares[1]["metal"], abs=0.05)
    again, other = (halves(project, Parameters(seed=seed))[1] for seed in (42, 1))
    assert list(test.cells.index) == list(again.cells.index)
    assert list(test.cells.index) != list(other.cells.index)


def test_a_group_is_never_on_both_sides(project: Paths) -> None:
    paths = prepare(project.root, made_up(), team="group")
    train, test, data = halves(paths, Parameters())
    assert not set(train.cells["team"]) & set(test.cells["team"])
    of_row = groups(train.cells, data)
    assert of_row is not None
    for learned, held_out in folds(train, data, Parameters()):
        assert not set(of_row[learned]) & set(of_row[held_out])


def test_the_test_set_is_what_comes_last(project: Paths) -> None:
    shuffled = made_up().sample(frac=1, random_state=1)
    paths = prepare(project.root, shuffled, day="time")
    train, test, data = halves(paths, Parameters())
    assert train.cells["day"].max() < test.cells["day"].min()
    for learned, held_out in folds(train, data, Parameters()):
        assert learned.max() < held_out.min()


def test_rows_of_one_moment_stay_together(project: Paths) -> None:
    paths = prepare(project.root, made_up().assign(day=lambda table: table.day.str[:7]), day="time")
    train, test, _ = halves(paths, Parameters())
    assert not set(train.cells["day"]) & set(test.cells["day"])


def test_too_few_rows_are_refused(project: Paths) -> None:
    for subset in (9, 13):
        with pytest.raises(DataError, match=r"cannot be split|too few"):
            halves(project, Parameters(subset=subset, test_share=0.3))


def test_a_subset_is_drawn_by_seed(project: Paths) -> None:
    train, test, _ = halves(project, Parameters(subset=60))
    assert len(train.y) + len(test.y) == 60
    again, _, _ = halves(project, Parameters(subset=60))
    assert list(train.cells.index) == list(again.cells.index)
