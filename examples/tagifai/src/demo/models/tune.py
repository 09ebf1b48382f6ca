"""Search better parameters by cross-validation on the training set; the test set stays unseen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import optuna

from ..config import DataConfig, Parameters, Paths
from ..data.load import load_table
from ..data.split import split
from ..utils.files import write_json
from .runs import log, tracking
from .train import METRIC, cross_validation

# What is tried, between the lowest and the highest value; what is not in it stays as it is.
SPACE: dict[str, Callable[[optuna.Trial, str], Any]] = {
    "ngram_max": lambda trial, name: trial.suggest_int(name, 1, 2),
    "char_ngram_max": lambda trial, name: trial.suggest_int(name, 3, 5),
    "min_df": lambda trial, name: trial.suggest_int(name, 1, 3),
    "sublinear_tf": lambda trial, name: trial.suggest_categorical(name, [True, False]),
    "C": lambda trial, name: trial.suggest_float(name, 0.1, 1000, log=True),
}


@dataclass(frozen=True)
class Trial:
    """Parameters that were tried, and their scores in the cross-validation."""

    parameters: Parameters
    scores: dict[str, float]


@dataclass(frozen=True)
class Tuning:
    """The trials of a search, the best one first, on the same rows as the parameters in use."""

    before: Trial  # the parameters in use
    trials: list[Trial]
    improved: bool  # whether the best parameters are better than those in use


def optimize(paths: Paths, data: DataConfig, parameters: Parameters, trials: int = 20) -> Tuning:
    """Try parameters, and write the best ones to config/args.json if they are better.

    The parameters in use are tried first, so they are never replaced by worse ones.
    """
    rows, _ = split(load_table(paths, data).cells, data, parameters)
    before = Trial(parameters, cross_validation(rows, data, parameters))
    done = [before]

    def objective(trial: optuna.Trial) -> float:
        proposed = {name: suggest(trial, name) for name, suggest in SPACE.items()}
        tried = parameters.model_copy(update=proposed)
        done.append(Trial(tried, cross_validation(rows, data, tried)))
        return done[-1].scores[METRIC]

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    sampler = optuna.samplers.TPESampler(seed=parameters.seed)
    study = optuna.create_study(direction="maximize", sampler=sampler)
    study.optimize(objective, n_trials=trials)

    done.sort(key=lambda trial: -trial.scores[METRIC])
    best = done[0]
    tuning = Tuning(before, done, best.scores[METRIC] > before.scores[METRIC])
    if tuning.improved:
        write_json(paths.parameters_json, best.parameters.model_dump(mode="json"))
    for rank, trial in enumerate(done, start=1):
        with tracking(paths, "optimize", f"rank {rank} of {len(done)}"):
            log(trial.parameters.model_dump(), trial.scores, {})
    return tuning
