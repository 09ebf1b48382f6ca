"""Split texts and labels into parts with the same share of each label."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import DataError

_HINT = "add rows, or lower min_freq in config/args.json"


@dataclass(frozen=True)
class Part:
    """Texts and their labels, in the same order."""

    texts: list[str]
    labels: list[str]

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.texts)


@dataclass(frozen=True)
class Splits:
    """Three parts without a common row: to learn from, to choose by, to report on."""

    train: Part
    validation: Part
    test: Part


@dataclass(frozen=True)
class RowSplits:
    """The rows of three parts, by their places."""

    train: list[int]
    validation: list[int]
    test: list[int]


def stratified_splits(
    texts: Sequence[str], labels: Sequence[str], seed: int, train_share: float = 0.7
) -> Splits:
    """Split by seed into train, validation and test; the last two get half of the rest each.

    Raises:
        DataError: there is one label only, or a label with too few rows to be in all parts.
    """
    rows = split_rows(labels, seed, train_share)
    return Splits(
        *(_take(texts, labels, part) for part in (rows.train, rows.validation, rows.test))
    )


def split_rows(labels: Sequence[str], seed: int, train_share: float) -> RowSplits:
    """Split as `stratified_splits` does, where the labels are at hand and the texts are not.

    Raises:
        DataError: there is one label only, or a label with too few rows to be in all parts.
    """
    from sklearn.model_selection import train_test_split  # half a second, for this call only

    check_classes(labels, train_share)
    rows = list(range(len(labels)))
    train, rest = train_test_split(rows, train_size=train_share, stratify=labels, random_state=seed)
    rest_labels = [labels[row] for row in rest]
    validation, test = train_test_split(
        rest, train_size=0.5, stratify=rest_labels, random_state=seed
    )
    return RowSplits(train, validation, test)


def check_classes(labels: Sequence[str], train_share: float) -> None:
    """Check that every label has the rows to be in all three parts.

    Raises:
        DataError: there is no label, one label only, or one with too few rows, which is named.
    """
    counts = Counter(labels)
    if len(counts) < 2:
        found = ", ".join(repr(label) for label in counts) or "none"
        raise DataError(f"at least two labels are needed to learn, found: {found}", _HINT)
    # One row of each label must reach both halves of what training leaves over.
    needed = math.ceil(round(2 / (1 - train_share), 6))
    label, rows = min(counts.items(), key=lambda item: (item[1], item[0]))
    if rows < needed:
        raise DataError(
            f"label {label!r} has {rows} {'row' if rows == 1 else 'rows'}, "
            f"at least {needed} are needed to split",
            _HINT,
        )


def _take(texts: Sequence[str], labels: Sequence[str], rows: Sequence[int]) -> Part:
    """Return the given rows as a part."""
    return Part([texts[row] for row in rows], [labels[row] for row in rows])
