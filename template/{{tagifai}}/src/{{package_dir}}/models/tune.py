"""Search for better parameters by cross-validation on the training part alone.

Validation and test part take no part in the choice. A study can be stopped and resumed: its
trials are in a journal under stores.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import optuna
from optuna.trial import FrozenTrial, Trial, TrialState
from sklearn.metrics import f1_score

from ..config import Arguments, Paths
from ..data.dataset import load_labeled, preprocess
from ..data.labels import LabelEncoder
from ..data.split import Part, stratified_splits
from ..errors import ArgumentsError
from ..utils.files import sha256_of, write_json
from .folds import cross_validate
from .study import SPACE, STUDY, open_study
from .tracking import Record, Tracker

EXPERIMENT = "tuning"


@dataclass(frozen=True)
class TrialReport:
    """One finished trial: its parameters, and mean weighted F1 of the folds it ran."""

    number: int
    # "complete" or "pruned".
    state: str
    value: float
    running_means: tuple[float, ...]
    arguments: Arguments


@dataclass(frozen=True)
class Tuning:
    """What a search gave: the best trial of the study, and the trials of this call."""

    best: TrialReport
    trials: tuple[TrialReport, ...]


def optimize(
    paths: Paths,
    arguments: Arguments,
    study_name: str = STUDY,
    trials: int = 20,
    report: Callable[[TrialReport], None] | None = None,
) -> Tuning:
    """Run more trials of a study and write the best parameters to config/args.json.

    A new study begins with the parameters in use, so the best is never worse than they are (by
    cross-validation). `report` is called after each trial.

    Raises:
        ArgumentsError: the study was begun with other data or other fixed parameters.
        DataError: there is no labelled data, or not enough of a label.
        RunError: a trial could not be tracked.
    """
    if trials < 1:
        raise ArgumentsError(f"the number of trials must be at least 1, not {trials}")
    texts, labels = preprocess(load_labeled(paths), arguments)
    part = stratified_splits(texts, labels, arguments.seed, arguments.train_share).train
    study = open_study(paths, study_name, arguments, sha256_of(paths.labeled_csv))
    tracker = Tracker(paths, EXPERIMENT)
    done = []
    for _ in range(trials):
        finished = run_trial(study, part, arguments)
        tracker.record(_record(study_name, finished))
        done.append(finished)
        if report is not None:
            report(finished)
    best = _report(study.best_trial, arguments)
    write_json(paths.arguments_json, best.arguments.to_dict())
    return Tuning(best, tuple(done))


def run_trial(study: optuna.Study, part: Part, arguments: Arguments) -> TrialReport:
    """Try the parameters the study proposes next; a bad trial stops early."""
    trial = study.ask(SPACE)
    proposed = _propose(arguments, trial.params)
    try:
        value = objective(trial, part, proposed)
    except optuna.TrialPruned:
        study.tell(trial, state=TrialState.PRUNED)
    else:
        study.tell(trial, value)
    return _report(study.trials[trial.number], arguments)


def objective(trial: Trial, part: Part, arguments: Arguments) -> float:
    """Return the mean weighted F1 over the folds of the part.

    The running mean is reported after each fold. It grows when the trial is better, as the study
    maximizes, so it is the worse trials that are pruned.

    Raises:
        optuna.TrialPruned: the running mean is below the median of the trials before.
    """
    targets = LabelEncoder.fit(part.labels).encode(part.labels)
    scores: list[float] = []
    for step, fold in enumerate(cross_validate(part.texts, targets, arguments)):
        predicted = fold.probabilities.argmax(axis=1)
        scores.append(float(f1_score(targets[fold.rows], predicted, average="weighted")))
        trial.report(float(np.mean(scores)), step)
        if trial.should_prune():
            raise optuna.TrialPruned
    return float(np.mean(scores))


def _propose(arguments: Arguments, parameters: dict[str, Any]) -> Arguments:
    """Return a trial's own parameters, checked; the ones in use stay untouched."""
    return Arguments.from_dict(arguments.to_dict() | parameters, source="trial")


def _report(trial: FrozenTrial, arguments: Arguments) -> TrialReport:
    """Return what there is to say of a finished trial."""
    means = tuple(value for _, value in sorted(trial.intermediate_values.items()))
    return TrialReport(
        number=trial.number,
        state=trial.state.name.lower(),
        value=means[-1],
        running_means=means,
        arguments=_propose(arguments, trial.params),
    )


def _record(study_name: str, trial: TrialReport) -> Record:
    """Return a trial as it is tracked, whether it was completed or pruned."""
    return Record(
        name=f"{study_name}-{trial.number}",
        parameters=trial.arguments.to_dict(),
        metrics={"weighted_f1": trial.value},
        series={"running_mean": trial.running_means},
        tags={"study": study_name, "trial": str(trial.number), "state": trial.state},
        status="FINISHED" if trial.state == "complete" else "KILLED",
    )
