"""The data module over the rows that `elt-data` wrote: scikit-learn's digits, or a table."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from ..errors import ArgumentsError, DataError
from ..utils.files import sha256_of
from .dataset import Splits, read_labeled, stratified_splits
from .module import LabeledDataModule


class DigitsDataModule(LabeledDataModule):
    """Splits labelled rows by seed; each is an image, or a row of numbers where shape is null."""

    def __init__(
        self,
        file: str,
        *,
        shape: Sequence[int] | None = (1, 8, 8),
        train_share: float = 0.7,
        **shared: Any,
    ) -> None:
        super().__init__(**shared)
        if not 0.5 <= train_share <= 0.9:
            problem = f"must be between 0.5 and 0.9, not {train_share}"
            raise ArgumentsError(f"datamodule.train_share {problem}")
        self.file = Path(file)
        self.shape = None if shape is None else tuple(shape)
        self.train_share = train_share

    def load(self) -> tuple[Splits, tuple[str, ...]]:
        """Read the file and split its rows.

        Raises:
            DataError: the file is missing or damaged, its rows do not fit the shape, or there are
                too few rows of a label.
        """
        numbers, labels = read_labeled(self.file)
        shape = self.shape or (numbers.shape[1],)
        if torch.Size(shape).numel() != numbers.shape[1]:
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
