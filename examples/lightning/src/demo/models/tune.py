"""Search better parameters by the loss on the validation set; the test set stays unseen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import optuna
from omegaconf import OmegaConf

from ..config import DataConfig, Parameters, Paths
from ..data.load import load_source
from ..data.split import split
from ..errors import RunError
from ..utils.files import write_text
from .runs import track
from .train import fit, validate

METRIC = "loss"  # a lower value is better
# What is tried, between the lowest and the highest value; what is not in it stays as it is.
SPACE: dict[str, Callable[[optuna.Trial, str], Any]] = {
    "model.learning_rate": lambda trial, name: trial.suggest_float(name, 3e-4, 3e-2, log=True),
    "model.weight_decay": lambda trial, name: trial.suggest_float(name, 1e-4, 0.1, log=True),
    "model.dropout": lambda trial, name: trial.suggest_float(name, 0.0, 0.5),
    "batch_size": lambda trial, name: trial.suggest_categorical(name, [32, 64, 128]),
}


@dataclass(frozen=True)
class Trial:
    """Parameters that were tried, and their scores on the validation set."""

    changes: dict[str, Any]  # by the keys of SPACE; none for the parameters in use
    scores: dict[str, float]


@dataclass(frozen=True)
class Tuning:
    """The trials of a search, the best one first, on the same rows as the parameters in use."""

    before: Trial  # the parameters in use
    trials: list[Trial]
    improved: bool  # whether the best parameters are better than those in use


def optimize(paths: Paths, data: DataConfig, parameters: Parameters, trials: int = 20) -> Tuning:
    """Try parameters, and write the best ones to config/tuned/ if they are better.

    The parameters in use are tried first, so they are never replaced by worse ones.
    """
    splits = split(load_source(paths, data)[0], parameters)

    def measure(changes: dict[str, Any]) -> Trial:
        fitted = fit(splits, data, change(parameters, changes))
        return Trial(changes, validate(fitted, splits, data))

    done = [before := measure({})]

    def objective(trial: optuna.Trial) -> float:
        changes = {name: suggest(trial, name) for name, suggest in SPACE.items()}
        try:
            done.append(measure(changes))
        except RunError as error:  # its loss is not finite
            raise optuna.TrialPruned from error
        return done[-1].scores[METRIC]

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=parameters.seed))
    study.optimize(objective, n_trials=trials)

    done.sort(key=lambda trial: trial.scores[METRIC])
    best = done[0]
    tuning = Tuning(before, done, best.scores[METRIC] < before.scores[METRIC])
    if tuning.improved:
        heading = (
            "# @package _global_\n# Written by `optimize`; `train tuned=none` leaves it out.\n"
        )
        text = heading + OmegaConf.to_yaml(_nested(best.changes))
        write_text(paths.tuned / f"{parameters.model.name}.yaml", text)
    tags = {"model": parameters.model.name}
    for rank, trial in enumerate(done, start=1):
        name = f"rank {rank} of {len(done)}"
        track(paths, "optimize", name, trial.changes, trial.scores, tags)
    return tuning


def change(parameters: Parameters, changes: Mapping[str, Any]) -> Parameters:
    """Return parameters with other values for some keys."""
    changed = OmegaConf.merge(parameters.model_dump(), _nested(changes))
    return Parameters.of(OmegaConf.to_container(changed))


def _nested(changes: Mapping[str, Any]) -> Any:
    """Return keys such as `model.dropout` as a mapping of mappings."""
    values = OmegaConf.create()
    for name, value in changes.items():
        OmegaConf.update(values, name, value, force_add=True)
    return values
