"""Repeated splits: how good the recipe is, rather than one lucky split.

A single split of 144 test rows moves weighted F1 by two points; a mean over some seeds does not.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np

from ..config import Arguments
from ..data.labels import LabelEncoder
from ..data.split import stratified_splits
from ..errors import ArgumentsError
from ..models.judging import judge
from ..models.recipe import fit_by_recipe
from .metrics import Outcome, overall

FIGURES = ("weighted_f1", "macro_f1")


@dataclass(frozen=True)
class SplitOutcome:
    """What was predicted for the test part of the split of one seed."""

    seed: int
    outcome: Outcome


def repeated_splits(
    texts: Sequence[str], labels: Sequence[str], arguments: Arguments, count: int
) -> Iterator[SplitOutcome]:
    """Split, train as `train` does, and judge the test part, for `count` seeds.

    The first is the seed in use, then come 0, 1, 2, ...: with the default seed and 11 splits the
    same splits on which the figures of the lesson's code were measured.

    Raises:
        ArgumentsError: fewer than two splits, which have no deviation.
        DataError: there are too few labels, or too few rows of one.
    """
    if count < 2:
        raise ArgumentsError(f"at least 2 splits are needed for a deviation, not {count}")
    encoder = LabelEncoder.fit(labels)
    others = (seed for seed in range(count) if seed != arguments.seed)
    for seed in (arguments.seed, *islice(others, count - 1)):
        drawn = replace(arguments, seed=seed)
        splits = stratified_splits(texts, labels, seed, arguments.train_share)
        classifier = fit_by_recipe(splits, encoder, drawn)
        yield SplitOutcome(seed, judge(classifier, splits.test, encoder))


def summarize(outcomes: Iterable[SplitOutcome]) -> dict[str, Any]:
    """Return mean and standard deviation (of a sample), and each split's figures."""
    splits = []
    for split in outcomes:
        measured = overall(split.outcome)
        splits.append({"seed": split.seed} | {key: measured[key] for key in (*FIGURES, "rows")})
    return {
        key: {
            "mean": float(np.mean([split[key] for split in splits])),
            "std": float(np.std([split[key] for split in splits], ddof=1)),
        }
        for key in FIGURES
    } | {"splits": splits}


def pool(outcomes: Sequence[SplitOutcome]) -> Outcome:
    """Return the outcomes of all splits as one.

    A row counts as often as it was in a test part.
    """
    parts = [split.outcome for split in outcomes]
    return Outcome(
        inputs=[text for part in parts for text in part.inputs],
        truth=np.concatenate([part.truth for part in parts]),
        probabilities=np.concatenate([part.probabilities for part in parts]),
        classes=parts[0].classes,
    )
