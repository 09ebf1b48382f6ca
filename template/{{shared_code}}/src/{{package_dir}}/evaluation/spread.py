"""Outcomes of several splits: mean and deviation of their figures, and all of them as one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from ..errors import ArgumentsError
from .metrics import Outcome, overall

FIGURES = ("weighted_f1", "macro_f1")


@dataclass(frozen=True)
class SplitOutcome:
    """What was predicted for the test part of the split of one seed."""

    seed: int
    outcome: Outcome


def split_seeds(seed: int, count: int) -> Iterator[int]:
    """Return `count` seeds: the one in use, then 0, 1, 2, ..., none of them twice.

    Raises:
        ArgumentsError: fewer than two splits, which have no deviation.
    """
    if count < 2:
        raise ArgumentsError(f"at least 2 splits are needed for a deviation, not {count}")
    others = (other for other in range(count) if other != seed)
    return iter((seed, *islice(others, count - 1)))


def summarize(outcomes: Iterable[SplitOutcome], figures: Sequence[str] = FIGURES) -> dict[str, Any]:
    """Return mean and standard deviation (of a sample), and each split's figures."""
    splits = []
    for split in outcomes:
        measured = overall(split.outcome)
        splits.append({"seed": split.seed} | {key: measured[key] for key in (*figures, "rows")})
    return {
        key: {
            "mean": float(np.mean([split[key] for split in splits])),
            "std": float(np.std([split[key] for split in splits], ddof=1)),
        }
        for key in figures
    } | {"splits": splits}


def pool(outcomes: Sequence[SplitOutcome]) -> Outcome:
    """Return the outcomes of all splits as one.

    A row counts as often as it was in a test part.
    """
    parts = [split.outcome for split in outcomes]
    return Outcome(
        inputs=[row for part in parts for row in part.inputs],
        truth=np.concatenate([part.truth for part in parts]),
        probabilities=np.concatenate([part.probabilities for part in parts]),
        classes=parts[0].classes,
    )
