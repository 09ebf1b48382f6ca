"""The pieces of text that the built-in encoder knows, and how much each one says."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from ..config import Arguments
from ..errors import DataError

_SHORTEST_PIECE = 3
# Before a whole word, so that it never counts as a piece with the same letters.
_WHOLE = "="
# Around a word, so that how it begins and how it ends are pieces of their own.
_EDGE = " "

Ids = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float32]


def features(text: str, piece_max: int) -> Iterator[str]:
    """Give the words of a clean text and their pieces, each as often as it occurs."""
    for word in text.split():
        yield _WHOLE + word
        edged = _EDGE + word + _EDGE
        for length in range(_SHORTEST_PIECE, piece_max + 1):
            for start in range(len(edged) - length + 1):
                yield edged[start : start + length]


def count_texts(texts: Iterable[str], piece_max: int) -> Counter[str]:
    """Return in how many of the texts each feature is; counts of parts can be added up."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(features(text, piece_max)))
    return counts


@dataclass(frozen=True)
class Vocabulary:
    """Number and weight the features of the training texts; all others are not seen."""

    names: tuple[str, ...]
    # Inverse document frequency of each name: what is in every text says little.
    rarity: tuple[float, ...]
    piece_max: int

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Return the number of each name."""
        return {name: number for number, name in enumerate(self.names)}

    @classmethod
    def fit(cls, counts: Mapping[str, int], rows: int, arguments: Arguments) -> Self:
        """Number what is in enough of the `rows` texts, in alphabetical order.

        A piece must be in `min_df` texts; a whole word needs only one.

        Raises:
            DataError: nothing is left.
        """
        least = {name: 1 if name.startswith(_WHOLE) else arguments.min_df for name in counts}
        names = sorted(name for name, count in counts.items() if count >= least[name])
        if not names:
            raise DataError("there is nothing to learn from: the texts hold no word")
        rarity = (1 + math.log((1 + rows) / (1 + counts[name])) for name in names)
        return cls(tuple(names), tuple(round(value, 6) for value in rarity), arguments.piece_max)

    def __len__(self) -> int:
        """Return the number of features."""
        return len(self.names)

    def encode(self, text: str) -> tuple[Ids, Weights]:
        """Return the numbers of a clean text's features, and what each one weighs.

        The weights of the words have length one together, and so have those of the pieces. What
        is repeated counts by its logarithm: the fifth "image" adds less than the first.
        """
        counts = Counter(name for name in features(text, self.piece_max) if name in self.numbers)
        ids = [self.numbers[name] for name in counts]
        repeated = zip(ids, counts.values(), strict=True)
        raw = [self.rarity[number] * (1 + math.log(count)) for number, count in repeated]
        weights = np.array(raw, dtype=np.float32)
        words = np.array([name.startswith(_WHOLE) for name in counts], dtype=bool)
        for group in (words, ~words):
            weights[group] /= np.linalg.norm(weights[group]) or 1.0
        return np.array(ids, dtype=np.int64), weights

    def to_dict(self) -> dict[str, object]:
        """Return the vocabulary as it is stored."""
        rarity = dict(zip(self.names, self.rarity, strict=True))
        return {"piece_max": self.piece_max, "rarity": rarity}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Read what `to_dict` gave.

        Raises:
            ValueError, KeyError, TypeError, AttributeError: it is something else.
        """
        rarity = values["rarity"]
        return cls(tuple(rarity), tuple(map(float, rarity.values())), int(values["piece_max"]))
