"""Search better parameters with Ray Tune: many trials at once, on all machines of a cluster.

Each trial is a cross-validation on the training set, in a process of its own; the median of the
others ends what is hopeless. The test set stays unseen.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from optuna.distributions import BaseDistribution, FloatDistribution, IntDistribution
from ray import tune
from ray.tune.schedulers import MedianStoppingRule
from ray.tune.search.optuna import OptunaSearch

from ..config import DataConfig, Parameters, Paths
from ..data.load import load_table
from ..data.split import Rows, folds, split
from ..errors import RunError
from ..utils.cluster import ONE_WORKER, Workers, cluster, first_line
from ..utils.files import write_json
from .runs import log, new_run_id, tracking
from .train import METRIC
from .worker import SCORES, Scores, fit_here

# What is tried, from lowest to highest; what is not in it stays as it is.
SPACE: dict[str, BaseDistribution] = {
    "char_ngram_max": IntDistribution(3, 5),
    "hidden": IntDistribution(16, 128, log=True),
    "dropout": FloatDistribution(0.0, 0.7),
    "learning_rate": FloatDistribution(1e-3, 5e-2, log=True),
    "weight_decay": FloatDistribution(1e-3, 1.0, log=True),
    "epochs": IntDistribution(5, 20),
}
Parts = list[tuple[Rows, Rows]]  # of each fold: rows to learn from, and the rest


@dataclass(frozen=True)
class Trial:
    """Parameters that were tried, and their scores in the cross-validation."""

    parameters: Parameters
    scores: Scores


@dataclass(frozen=True)
class Tuning:
    """The complete trials of a search, the best one first, on the same rows."""

    before: Trial  # the parameters in use
    trials: list[Trial]
    improved: bool  # whether the best parameters are better than those in use


def optimize(
    paths: Paths,
    data: DataConfig,
    parameters: Parameters,
    trials: int = 20,
    workers: Workers = ONE_WORKER,
) -> Tuning:
    """Try parameters, and write the best ones to config/args.json if they are better.

    The parameters in use are tried as well, so they are never replaced by worse ones. `workers` are
    the trials that run at the same time.
    """
    rows, _ = split(load_table(paths, data).cells, data, parameters)
    parts = [(rows.take(known), rows.take(rest)) for known, rest in folds(rows, data, parameters)]
    with cluster(workers):
        done = _search(paths, parts, parameters, trials, workers)
    before = Trial(parameters, list(_means(parts, parameters))[-1])
    done = sorted([before, *done], key=lambda trial: -trial.scores[METRIC])
    tuning = Tuning(before, done, done[0].scores[METRIC] > before.scores[METRIC])
    if tuning.improved:
        write_json(paths.parameters_json, done[0].parameters.model_dump(mode="json"))
    for rank, trial in enumerate(done, start=1):
        with tracking(paths, "optimize", f"rank {rank} of {len(done)}"):
            log(trial.parameters.model_dump(), trial.scores, {})
    return tuning


def _search(
    paths: Paths, parts: Parts, parameters: Parameters, trials: int, workers: Workers
) -> list[Trial]:
    """Let Ray run the trials that Optuna proposes; return those that were not ended early."""
    folder = paths.stores / "trials" / new_run_id()
    trial = tune.with_parameters(try_parameters, parts=parts, parameters=parameters)
    found = tune.Tuner(
        tune.with_resources(trial, workers.resources),
        tune_config=tune.TuneConfig(
            search_alg=OptunaSearch(SPACE, metric=METRIC, mode="max", seed=parameters.seed),
            # A trial is compared after its second fold: the score of a single one moves by points.
            scheduler=MedianStoppingRule("fold", METRIC, "max", grace_period=2),
            num_samples=trials,
            max_concurrent_trials=workers.number,
        ),
        run_config=tune.RunConfig(name=folder.name, storage_path=str(folder.parent), verbose=0),
    ).fit()
    shutil.rmtree(folder, ignore_errors=True)
    if found.errors:
        raise RunError(f"a trial failed: {first_line(found.errors[0])}")
    return [
        Trial(parameters.model_copy(update=row["config"]), {name: row[name] for name in SCORES})
        for row in (found[number].metrics or {} for number in range(len(found)))
        if row["fold"] == len(parts)
    ]


def try_parameters(config: dict[str, Any], parts: Parts, parameters: Parameters) -> None:
    """Report the mean scores over the folds so far: one trial."""
    for fold, means in enumerate(_means(parts, parameters.model_copy(update=config)), start=1):
        tune.report(means | {"fold": fold})


def _means(parts: Parts, parameters: Parameters) -> Iterator[Scores]:
    """Yield the mean scores over the first fold, the first two, and so on."""
    found: list[Scores] = []
    for learned, held_out in parts:
        found.append(fit_here(learned, held_out, parameters)[1])
        yield {name: float(np.mean([each[name] for each in found])) for name in SCORES}
