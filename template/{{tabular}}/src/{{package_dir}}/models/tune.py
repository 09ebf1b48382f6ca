"""Search better parameters by cross-validation on the training set; the test set stays unseen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import optuna

from ..config import Candidate, DataConfig, Parameters, Paths
from ..data.load import load_table
from ..data.split import split
from ..errors import ConfigError
from ..utils.files import write_json
from .tracking import track
from .train import cross_validation, main_metric

# What is tried per candidate, between the lowest and the highest value, in steps by factors.
SPACE: dict[Candidate, dict[str, Callable[[optuna.Trial, str], Any]]] = {
    "linear": {
        "C": lambda trial, name: trial.suggest_float(name, 1e-3, 1e3, log=True),
    },
    "boosted_trees": {
        "learning_rate": lambda trial, name: trial.suggest_float(name, 0.01, 0.3, log=True),
        "max_iter": lambda trial, name: trial.suggest_int(name, 20, 400, log=True),
        "max_leaf_nodes": lambda trial, name: trial.suggest_int(name, 3, 63, log=True),
        "min_samples_leaf": lambda trial, name: trial.suggest_int(name, 2, 50, log=True),
        "l2_regularization": lambda trial, name: trial.suggest_float(name, 1e-3, 10, log=True),
    },
}


@dataclass(frozen=True)
class Trial:
    """Parameters that were tried, and their scores in the cross-validation."""

    candidate: Candidate
    parameters: Parameters
    scores: dict[str, float]


@dataclass(frozen=True)
class Tuning:
    """The trials of a search, the best one first, on the same rows as the parameters in use."""

    metric: str
    before: Trial  # the parameters in use, with the better candidate
    trials: list[Trial]
    improved: bool  # whether the best parameters are better than those in use


def optimize(paths: Paths, data: DataConfig, parameters: Parameters, trials: int = 20) -> Tuning:
    """Try parameters, and write the best ones to config/args.json if they are better.

    The parameters in use are tried first, so they are never replaced by worse ones.
    """
    names = [name for name in parameters.candidates if name in SPACE]
    if not names:
        raise ConfigError("none of the `candidates` has parameters to search")
    metric = main_metric(data)
    rows, _ = split(load_table(paths, data).cells, data, parameters)

    def measure(name: Candidate, tried: Parameters) -> Trial:
        return Trial(name, tried, cross_validation(name, rows, data, tried))

    done = [measure(name, parameters) for name in names]
    before = min(done, key=lambda trial: trial.scores[metric])

    def objective(trial: optuna.Trial) -> float:
        name = cast("Candidate", trial.suggest_categorical("candidate", names))
        proposed = {key: suggest(trial, key) for key, suggest in SPACE[name].items()}
        done.append(measure(name, parameters.model_copy(update=proposed)))
        return done[-1].scores[metric]

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=parameters.seed))
    study.optimize(objective, n_trials=trials)

    done.sort(key=lambda trial: trial.scores[metric])
    best = done[0]
    tuning = Tuning(metric, before, done, best.scores[metric] < before.scores[metric])
    if tuning.improved:
        write_json(paths.parameters_json, best.parameters.model_dump(mode="json"))
    for rank, trial in enumerate(done, start=1):
        tried, name = trial.parameters.model_dump(), f"rank {rank} of {len(done)}"
        track(paths, "optimize", name, tried, trial.scores, {"candidate": trial.candidate})
    return tuning
