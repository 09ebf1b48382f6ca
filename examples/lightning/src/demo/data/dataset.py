"""Labeled data as tensors, split into parts with the same share of each label."""

import csv
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.utils.data import TensorDataset

from ..errors import DataError


@dataclass(frozen=True)
class Part:
    """Rows and their labels: `inputs` has shape (rows, *shape), `targets` (rows,)."""

    inputs: Tensor
    targets: Tensor

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.targets)

    def dataset(self) -> TensorDataset:
        """Return the rows as PyTorch's loaders want them."""
        return TensorDataset(self.inputs, self.targets)


@dataclass(frozen=True)
class Splits:
    """Three parts without a common row: to learn from, to choose by, to report on."""

    train: Part
    validation: Part
    test: Part


def read_labeled(path: Path) -> tuple[Tensor, list[str]]:
    """Return the numbers, shape (rows, columns), and the labels that `elt-data` wrote.

    Raises:
        DataError: there is no such file, or it is not what `elt-data` writes.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream, strict=True)
        numbers = np.array([np.array(row[1:], dtype=np.float32) for row in rows])
    except FileNotFoundError as error:
        raise DataError(f"no such file: {path}", "run elt-data first") from error
    except (OSError, ValueError, csv.Error) as error:
        raise DataError(f"{path} cannot be read: {error}", "run elt-data again") from error
    _check_table(path, header, numbers)
    return torch.from_numpy(numbers), [row[0] for row in rows]


def _check_table(path: Path, header: Sequence[str], numbers: npt.NDArray[np.float32]) -> None:
    """Check that a table has labels, numbers beside them, and rows of both."""
    if header[:1] != ["label"] or len(header) < 2:
        raise DataError(f"{path} has no label with numbers behind it", "run elt-data again")
    if not len(numbers):
        raise DataError(f"{path} has no rows", "run elt-data again")
    if numbers.shape[1] != len(header) - 1:
        raise DataError(f"{path} has rows of another length than its header", "run elt-data again")
    wrong = np.flatnonzero(~np.isfinite(numbers).all(axis=1))
    if len(wrong):
        place = f"row {wrong[0] + 1}"
        raise DataError(f"{path}, {place}, holds a number that is not finite", "run elt-data again")


def stratified_splits(
    inputs: Tensor, targets: Tensor, classes: Sequence[str], seed: int, train_share: float
) -> Splits:
    """Split by seed into train, validation and test; the last two get half of the rest each.

    Raises:
        DataError: there is one label only, or a label with too few rows to be in all parts.
    """
    from sklearn.model_selection import train_test_split

    numbers = targets.tolist()
    _check_classes([classes[number] for number in numbers], train_share)
    train, rest = train_test_split(
        range(len(numbers)), train_size=train_share, stratify=numbers, random_state=seed
    )
    left = [numbers[row] for row in rest]
    validation, test = train_test_split(rest, train_size=0.5, stratify=left, random_state=seed)
    return Splits(*(Part(inputs[rows], targets[rows]) for rows in (train, validation, test)))


def _check_classes(labels: Sequence[str], train_share: float) -> None:
    """Check that every label has the rows to be in all three parts."""
    counts = Counter(labels)
    if len(counts) < 2:
        found = ", ".join(repr(label) for label in counts) or "none"
        raise DataError(f"at least two labels are needed to learn, found: {found}", "add rows")
    # One row of each label must reach both halves of what training leaves over.
    needed = math.ceil(round(2 / (1 - train_share), 6))
    label, rows = min(counts.items(), key=lambda item: (item[1], item[0]))
    if rows < needed:
        raise DataError(
            f"label {label!r} has {rows} {'row' if rows == 1 else 'rows'}, "
            f"at least {needed} are needed to split",
            "add rows, or remove the label",
        )
