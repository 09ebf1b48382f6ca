"""What training may expect of the labeled data.

The sample is checked; set PROJECT_ROOT to check the data of that project instead.
"""

import os
from pathlib import Path

import pandas as pd
import pytest

from demo.config import Arguments, Paths
from demo.data.dataset import (
    join_text,
    load_labeled,
    preprocess,
)
from demo.places import ROOT_VARIABLE


@pytest.fixture(scope="module")
def root(sample: Paths) -> Paths:
    """The project whose data are checked."""
    chosen = os.environ.get(ROOT_VARIABLE)
    return Paths(Path(chosen)) if chosen else sample


@pytest.fixture(scope="module")
def frame(root: Paths) -> pd.DataFrame:
    """The labeled data."""
    return load_labeled(root)


@pytest.fixture(scope="module")
def labels(root: Paths, frame: pd.DataFrame) -> "pd.Series[str]":
    """The labels as training sees them."""
    return pd.Series(preprocess(frame, Arguments.load(root.arguments_json))[1])


def test_the_columns_are_the_expected_ones(frame: pd.DataFrame) -> None:
    assert frame.columns.tolist() == ["id", "title", "description", "tag"]
    assert frame["id"].dtype == "int64"


def test_nothing_is_missing(frame: pd.DataFrame) -> None:
    assert not frame.isna().any(axis=None)
    assert (frame["title"].str.strip() != "").all()


def test_no_project_is_there_twice(frame: pd.DataFrame) -> None:
    assert frame["id"].is_unique
    assert not frame.duplicated(["title", "description"]).any()


def test_tags_are_lower_case_words_with_hyphens(frame: pd.DataFrame) -> None:
    assert frame["tag"].str.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*").all()


def test_texts_are_titles_and_descriptions_not_documents(frame: pd.DataFrame) -> None:
    lengths = pd.Series([len(text) for text in join_text(frame)])
    assert lengths.max() <= 2_000
    assert 50 <= lengths.mean() <= 500


def test_there_are_several_classes_and_none_has_nearly_all_rows(labels: "pd.Series[str]") -> None:
    shares = labels.value_counts(normalize=True)
    assert len(shares) >= 2
    assert shares.max() < 0.8


def test_every_class_has_rows_enough_to_be_measured(labels: "pd.Series[str]") -> None:
    # A test part of 15 % then has ten rows or more of each.
    assert labels.value_counts().min() >= 70
