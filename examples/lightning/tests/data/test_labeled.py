"""What training may expect of the labeled data.

The digits are checked; set DATA_PATH to a folder with a labeled.csv to check that instead.
"""

from collections import Counter
from pathlib import Path

import pytest
import torch
from torch import Tensor

from demo.data.dataset import read_labeled


@pytest.fixture(scope="module")
def labeled(data_path: Path) -> tuple[Tensor, list[str]]:
    """Numbers and labels."""
    return read_labeled(data_path / "labeled.csv")


def test_no_row_is_there_twice(labeled: tuple[Tensor, list[str]]) -> None:
    numbers, _ = labeled
    assert len(torch.unique(numbers, dim=0)) == len(numbers)


def test_every_label_has_the_rows_to_be_measured(labeled: tuple[Tensor, list[str]]) -> None:
    counts = Counter(labeled[1])
    assert len(counts) >= 2
    assert min(counts.values()) >= 20


def test_no_row_is_blank(labeled: tuple[Tensor, list[str]]) -> None:
    assert (labeled[0].std(dim=1) > 0).all()
