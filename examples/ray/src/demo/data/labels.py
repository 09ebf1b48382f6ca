"""Labels: which tags count, and their numbers."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from ..errors import DataError
from ..utils.files import read_json, write_json


def replace_out_of_scope(labels: Iterable[str], accepted: Collection[str], other: str) -> list[str]:
    """Replace each label that is not accepted by `other`."""
    return [label if label in accepted else other for label in labels]


def replace_minority(labels: Sequence[str], minimum: int, other: str) -> list[str]:
    """Replace each label that occurs less than `minimum` times by `other`."""
    counts = Counter(labels)
    return [label if counts[label] >= minimum else other for label in labels]


@dataclass(frozen=True)
class LabelEncoder:
    """Number the labels: a class is its place in `classes`."""

    classes: tuple[str, ...]

    @classmethod
    def fit(cls, labels: Iterable[str]) -> Self:
        """Number the distinct labels in alphabetical order, so that row order does not matter."""
        return cls(tuple(sorted(set(labels))))

    def __len__(self) -> int:
        """Return the number of classes."""
        return len(self.classes)

    def encode(self, labels: Iterable[str]) -> npt.NDArray[np.int64]:
        """Return the number of each label, shape (labels,).

        Raises:
            DataError: a label was not there when the encoder was fitted.
        """
        numbers = {label: number for number, label in enumerate(self.classes)}
        try:
            return np.array([numbers[label] for label in labels], dtype=np.int64)
        except KeyError as error:
            raise DataError(
                f"unknown label {error.args[0]!r}", f"known labels: {', '.join(self.classes)}"
            ) from error

    def decode(self, numbers: Iterable[int]) -> list[str]:
        """Return the label of each number.

        Raises:
            DataError: a number belongs to no class.
        """
        decoded = []
        for number in numbers:
            if not 0 <= number < len(self.classes):
                raise DataError(f"no label has the number {number}")
            decoded.append(self.classes[number])
        return decoded

    def save(self, path: Path) -> None:
        """Write the classes as JSON."""
        write_json(path, {"classes": list(self.classes)})

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote.

        Raises:
            DataError: the file is missing or is not what `save` writes.
        """
        try:
            content = read_json(path)
        except (OSError, ValueError) as error:
            raise DataError(f"{path}: cannot be read as labels: {error}") from error
        classes = content.get("classes") if isinstance(content, dict) else None
        if not isinstance(classes, list) or not all(isinstance(name, str) for name in classes):
            raise DataError(f"{path}: must hold a list of class names")
        return cls(tuple(classes))
