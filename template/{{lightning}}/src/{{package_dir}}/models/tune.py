"""Search for better parameters: every trial is a training with a run of its own.

The parameters come from configs/optimize.yaml, and the best go to configs/tuned/best.yaml, where
`train` finds them. A study can be stopped and resumed: its trials are in a journal under stores.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import optuna
from omegaconf import DictConfig, OmegaConf
from optuna.trial import FrozenTrial, TrialState

from ..config import Paths
from ..errors import ArgumentsError, RunError
from ..inference.artifacts import run_id_of
from ..utils.composing import compose_config, hydra_errors, new_run_folder, to_dict
from ..utils.files import write_text
from ..utils.parameters import Between, OneOf, check_fields
from .space import Space, parse_space
from .study import open_study
from .train import train_run

RESULTS = "optimization_results.yaml"


@dataclass(frozen=True)
class Search:
    """What configs/optimize.yaml says of a search."""

    study: str
    metric: str
    direction: Annotated[str, OneOf(("minimize", "maximize"))]
    trials: Annotated[int, Between(1, 100_000)]


@dataclass(frozen=True)
class TrialReport:
    """One finished trial; a training whose loss left the numbers has no value."""

    number: int
    value: float | None
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Tuning:
    """What a search gave: the best trial of the study, and the trials of this call."""

    metric: str
    best: TrialReport
    trials: tuple[TrialReport, ...]


def optimize(
    paths: Paths,
    overrides: Sequence[str] = (),
    trials: int | None = None,
    report: Callable[[TrialReport], None] | None = None,
) -> Tuning:
    """Run more trials of a study and write the best parameters to configs/tuned/best.yaml.

    A new study begins with the parameters in use, so the best is never worse than they are (by
    validation). `report` is called after each trial.

    Raises:
        ArgumentsError: the search makes no sense, or the study was started with other data or other
            fixed parameters.
        DataError: there is no labeled data, or not enough of a label.
        RunError: no trial could be finished.
    """
    config = compose_config(paths, overrides, "optimize")
    search, space = _read_search(config, trials)
    study = open_study(paths, config, search.study, search.direction, space)
    with hydra_errors():
        run_id_of(paths, Path(config.hydra.run.dir))
        folder = Path(config.hydra.run.dir).parent
    done = []
    for _ in range(search.trials):
        done.append(_run_trial(paths, study, search, space, overrides, folder))
        if report is not None:
            report(done[-1])
    if not any(trial.value is not None for trial in study.trials):
        raise RunError("no trial could be finished", "search lower learning rates")
    best = _report(study.best_trial)
    _keep(paths, search, best, folder)
    return Tuning(search.metric, best, tuple(done))


def _read_search(config: DictConfig, trials: int | None) -> tuple[Search, Space]:
    """Return what to search, checked."""
    with hydra_errors():
        values = to_dict(config.search)
    parameters = values.pop("parameters", None)
    if not isinstance(parameters, dict) or not parameters:
        raise ArgumentsError("search.parameters must name at least one parameter")
    if trials is not None:
        values["trials"] = trials
    search = Search(**check_fields(Search, values, "search"))
    return search, parse_space(parameters)


def _run_trial(
    paths: Paths,
    study: optuna.Study,
    search: Search,
    space: Space,
    overrides: Sequence[str],
    folder: Path,
) -> TrialReport:
    """Train with the parameters the study proposes next."""
    trial = study.ask(space)
    # As JSON writes them, Hydra reads numbers, words, true, false and null.
    proposed = [f"{name}={json.dumps(value)}" for name, value in trial.params.items()]
    config = compose_config(paths, [*overrides, *proposed], "optimize")
    config.hydra.run.dir = str(folder / str(len(list(folder.glob("[0-9]*")))))
    try:
        artifacts = train_run(paths, config, new_run_folder(config))
    except RunError:
        study.tell(trial, state=TrialState.FAIL)
    else:
        study.tell(trial, _value(artifacts.performance["best"], search.metric))
    return _report(study.trials[trial.number])


def _value(best: Mapping[str, float], metric: str) -> float:
    """Return a metric of the best epoch."""
    if metric not in best:
        raise ArgumentsError(f"there is no metric {metric!r}", f"there are: {', '.join(best)}")
    return best[metric]


def _report(trial: FrozenTrial) -> TrialReport:
    """Return what there is to say of a finished trial."""
    return TrialReport(trial.number, trial.value, dict(trial.params))


def _keep(paths: Paths, search: Search, best: TrialReport, folder: Path) -> None:
    """Write the best parameters to where `train` finds them, and beside the runs."""
    nested = OmegaConf.create()
    for name, value in best.parameters.items():
        OmegaConf.update(nested, name, value)
    heading = f"# @package _global_\n# Trial {best.number} of the study {search.study}: "
    heading += f"{search.metric} {best.value:.4f}. `train tuned=none` leaves this out.\n"
    write_text(paths.tuned, heading + OmegaConf.to_yaml(nested))
    results = {
        "name": "optuna",
        "best_evaluated_params": dict(best.parameters),
        "best_evaluated_result": best.value,
    }
    write_text(folder / RESULTS, OmegaConf.to_yaml(OmegaConf.create(results)))
