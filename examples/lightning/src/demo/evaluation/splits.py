"""Repeated splits: how good the recipe is, rather than one lucky split.

A single split of 270 test rows moves accuracy by a point; a mean over some seeds does not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

from omegaconf import DictConfig, OmegaConf

from ..data.module import make_data_module
from ..models.judging import judge
from ..models.recipe import fit_by_recipe
from .spread import SplitOutcome, split_seeds

FIGURES = ("accuracy", "weighted_f1", "macro_f1")
# What decides the figures of a training, beside its data.
_GROUPS = ("datamodule", "model", "trainer", "callbacks", "extras", "seed")


@dataclass(frozen=True)
class MeasuredSplit(SplitOutcome):
    """The same, with how its training went: epochs, best epoch, history."""

    measured: Mapping[str, Any]


def repeated_splits(config: DictConfig, count: int) -> Iterator[MeasuredSplit]:
    """Split, train as `train` does, and judge the test part, for `count` seeds.

    The first is the seed in use, then come 0, 1, 2, ... Nothing is kept or tracked. The test part
    of MNIST is always the same: there the seed decides the rest.

    Raises:
        ArgumentsError: fewer than two splits, or a parameter makes no sense.
        DataError: there is no labeled data, or not enough of a label.
    """
    for seed in split_seeds(config.seed, count):
        drawn = config.copy()
        drawn.seed, drawn.logger = seed, {}
        with TemporaryDirectory() as folder:
            drawn.paths.output = folder
            module = make_data_module(drawn)
            fitted = fit_by_recipe(drawn, module)
        outcome = judge(fitted.classifier, module.splits.test, fitted.facts.classes)
        yield MeasuredSplit(seed, outcome, fitted.measured)


def parameters_of(config: DictConfig) -> dict[str, Any]:
    """Return all that decides the figures of a training, ready for JSON."""
    parts = OmegaConf.masked_copy(config, list(_GROUPS))
    values: Any = OmegaConf.to_container(parts, resolve=False)
    return {str(key): value for key, value in values.items()}
