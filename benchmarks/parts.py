"""Three parts of the rows, as the lesson splits them: to learn from, to choose by, to score on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from demo.data.split import Rows
from sklearn.model_selection import train_test_split

TRAIN_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Part:
    """Texts and their labels, in the same order."""

    texts: list[str]
    labels: list[str]

    def rows(self) -> Rows:
        """Return the part as the project's own code takes it; it uses no other column."""
        return Rows(np.array(self.texts, object), np.array(self.labels, object), None)

    def take(self, positions: Sequence[int]) -> "Part":
        """Return the rows at some positions."""
        return Part([self.texts[row] for row in positions], [self.labels[row] for row in positions])


@dataclass(frozen=True, slots=True)
class Splits:
    """Three parts without a common row."""

    train: Part
    validation: Part
    test: Part

    @property
    def learning(self) -> Part:
        """The rows that the project learns from: it scores parameters by cross-validation."""
        train, validation = self.train, self.validation
        return Part(train.texts + validation.texts, train.labels + validation.labels)


def stratified_splits(texts: Sequence[str], labels: Sequence[str], seed: int) -> Splits:
    """Split by seed, with the same share of each label; validation and test halve the rest."""
    whole, places = Part(list(texts), list(labels)), list(range(len(labels)))
    train, rest = train_test_split(
        places, train_size=TRAIN_SHARE, stratify=labels, random_state=seed
    )
    of_rest = [labels[row] for row in rest]
    validation, test = train_test_split(rest, train_size=0.5, stratify=of_rest, random_state=seed)
    return Splits(whole.take(train), whole.take(validation), whole.take(test))
