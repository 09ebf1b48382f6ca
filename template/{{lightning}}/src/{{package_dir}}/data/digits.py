"""The data module over the rows that `elt-data` wrote: scikit-learn's digits, or a table."""

from collections.abc import Sequence
from math import prod
from pathlib import Path
from typing import Annotated, Any, TypedDict

import torch

from ..errors import ArgumentsError, DataError
from ..utils.files import sha256_of
from ..utils.parameters import Between, check_fields
from .dataset import Splits, read_labeled, stratified_splits
from .module import LabeledDataModule


class TableOptions(TypedDict, total=False):
    """What can be said of a table of labeled rows."""

    file: str
    train_share: Annotated[float, Between(0.5, 0.9)]


class DigitsDataModule(LabeledDataModule):
    """Splits labeled rows by seed; each is an image, or a row of numbers where shape is null."""

    def __init__(
        self,
        file: str,
        *,
        shape: Sequence[int] | None = (1, 8, 8),
        train_share: float = 0.7,
        **shared: Any,
    ) -> None:
        super().__init__(**shared)
        check_fields(TableOptions, {"file": file, "train_share": train_share}, "datamodule")
        self.file = Path(file)
        self.shape = None if shape is None else _shape(shape)
        self.train_share = train_share

    def load(self) -> tuple[Splits, tuple[str, ...]]:
        """Read the file and split its rows.

        Raises:
            DataError: the file is missing or damaged, its rows do not fit the shape, or there are
                too few rows of a label.
        """
        numbers, labels = read_labeled(self.file)
        shape = self.shape or (numbers.shape[1],)
        if prod(shape) != numbers.shape[1]:
            raise DataError(
                f"{self.file} has {numbers.shape[1]} numbers a row, datamodule.shape is {shape}",
                "set datamodule.shape, as in datamodule.shape=[1,8,8], or to null for a table",
            )
        classes = tuple(sorted(set(labels)))
        place = {name: number for number, name in enumerate(classes)}
        targets = torch.tensor([place[label] for label in labels])
        inputs = numbers.reshape(-1, *shape)
        parts = stratified_splits(inputs, targets, classes, self.seed, self.train_share)
        return parts, classes

    def digest(self) -> str:
        """Return the SHA-256 of the file."""
        return sha256_of(self.file)


def _shape(shape: Sequence[int]) -> tuple[int, ...]:
    """Return a shape: channels, height and width of an image, or the length of a row."""
    sizes = tuple(shape) if isinstance(shape, list | tuple) else ()
    if len(sizes) not in (1, 3) or any(type(size) is not int or size < 1 for size in sizes):
        problem = f"must be as in [1,8,8], or null for a table, not {shape!r}"
        raise ArgumentsError(f"datamodule.shape {problem}")
    return sizes
