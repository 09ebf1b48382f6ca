"""Search for better parameters by cross-validation on the training part alone.

Validation and test part take no part in the choice. A study can be stopped and resumed: its
trials are in a journal under stores.
"""

from collections.abc import Callable

import optuna
from optuna.trial import Trial, TrialState

from ..config import Arguments, Paths
from ..data.dataset import load_labeled, preprocess
from ..data.split import Part, stratified_splits
from ..errors import ArgumentsError
from ..utils.files import sha256_of, write_json
from .folds import running_means
from .space import SPACE
from .study import STUDY, open_study
from .tracking import Tracker
from .trials import TrialReport, Tuning, propose, report_trial, trial_record

EXPERIMENT = "tuning"


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
        tracker.record(trial_record(study_name, finished))
        done.append(finished)
        if report is not None:
            report(finished)
    best = report_trial(study.best_trial, arguments)
    write_json(paths.arguments_json, best.arguments.to_dict())
    return Tuning(best, tuple(done))


def run_trial(study: optuna.Study, part: Part, arguments: Arguments) -> TrialReport:
    """Try the parameters the study proposes next; a bad trial stops early."""
    trial = study.ask(SPACE)
    proposed = propose(arguments, trial.params)
    try:
        value = objective(trial, part, proposed)
    except optuna.TrialPruned:
        study.tell(trial, state=TrialState.PRUNED)
    else:
        study.tell(trial, value)
    return report_trial(study.trials[trial.number], arguments)


def objective(trial: Trial, part: Part, arguments: Arguments) -> float:
    """Return the mean weighted F1 over the folds of the part.

    The running mean is reported after each fold. It grows when the trial is better, as the study
    maximizes, so it is the worse trials that are pruned.

    Raises:
        optuna.TrialPruned: the running mean is below the median of the trials before.
    """
    mean = 0.0
    for step, mean in enumerate(running_means(part, arguments)):
        trial.report(mean, step)
        if trial.should_prune():
            raise optuna.TrialPruned
    return mean
