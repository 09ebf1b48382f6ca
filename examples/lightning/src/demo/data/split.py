"""Split rows into training, validation and test set."""

from dataclasses import dataclass
from math import ceil

import numpy as np
from sklearn.model_selection import train_test_split

from ..config import DataConfig, Parameters
from ..errors import DataError
from .load import Rows


@dataclass(frozen=True)
class Splits:
    """Three sets without a common row: to learn from, to choose by, to measure on."""

    train: Rows
    validation: Rows
    test: Rows


def split(rows: Rows, parameters: Parameters) -> Splits:
    """Split rows by seed, with the same share of each class in every set.

    Rows that the source marks as a test set are it; then no other row is taken for it.

    Raises:
        DataError: there are too few rows of a class.
    """
    if parameters.subset and parameters.subset < len(rows):
        some = np.random.default_rng(parameters.seed).permutation(len(rows))
        rows = rows.take(np.sort(some[: parameters.subset]))
    if rows.is_test.any():
        rest, test = rows.take(~rows.is_test), rows.take(rows.is_test)
    else:
        rest, test = _draw(rows, ceil(parameters.test_share * len(rows)), parameters.seed)
    train, validation = _draw(rest, ceil(parameters.validation_share * len(rows)), parameters.seed)
    return Splits(train, validation, test)


def _draw(rows: Rows, number: int, seed: int) -> tuple[Rows, Rows]:
    """Return what is left, and as many rows as are wanted: at least one of each class."""
    number = max(number, len(set(rows.labels.tolist())))
    try:
        left, drawn = train_test_split(
            np.arange(len(rows)), test_size=number, stratify=rows.labels, random_state=seed
        )
    except ValueError as error:
        raise DataError(f"the rows cannot be split: {error}", "add rows of each class") from error
    return rows.take(left), rows.take(drawn)


def targets(rows: Rows, data: DataConfig) -> np.ndarray:
    """Return the number of the class of each row."""
    place = {name: number for number, name in enumerate(data.classes)}
    return np.array([place[label] for label in rows.labels.tolist()], np.int64)
