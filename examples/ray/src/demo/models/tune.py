"""Search for better parameters with Ray Tune: many trials at once, on all machines of a cluster.

Optuna proposes; each trial is a cross-validation on the training part alone, in one process.
Validation and test part take no part in the choice. A study can be stopped and resumed: its
trials are in a journal under stores.
"""

import shutil
from collections.abc import Callable
from typing import Any

import optuna
from optuna.trial import FrozenTrial
from ray import tune
from ray.tune.schedulers import MedianStoppingRule
from ray.tune.search.optuna import OptunaSearch

from ..config import Arguments, Paths
from ..data.dataset import load_labeled, preprocess
from ..data.split import Part, stratified_splits
from ..errors import ArgumentsError
from ..utils.cluster import cluster
from ..utils.files import sha256_of, write_json
from .folds import running_means
from .space import SPACE
from .study import STUDY, journal, open_study
from .tracking import Tracker
from .trials import TrialReport, Tuning, propose, report_trial, trial_record

EXPERIMENT = "tuning"
METRIC = "weighted_f1"
# A trial is judged only when a few others are complete, and after its second fold: the score of
# one fold moves by two points with the rows that are in it.
_STARTUP_TRIALS = 3
_JUDGED_FOLDS = 2

Report = Callable[[TrialReport], None]


def optimize(
    paths: Paths,
    arguments: Arguments,
    study_name: str = STUDY,
    trials: int = 20,
    report: Report | None = None,
    at_once: int = 1,
    address: str | None = None,
) -> Tuning:
    """Run more trials of a study and write the best parameters to config/args.json.

    A new study begins with the parameters in use, so the best is never worse than they are (by
    cross-validation). `report` is called when a trial ends; `at_once` trials run together.

    Raises:
        ArgumentsError: the study was started with other data or other fixed parameters.
        DataError: there is no labeled data, or not enough of a label.
        RunError: there is no cluster, or a trial could not be tracked.
    """
    if trials < 1:
        raise ArgumentsError(f"the number of trials must be at least 1, not {trials}")
    texts, labels = preprocess(load_labeled(paths), arguments)
    part = stratified_splits(texts, labels, arguments.seed, arguments.train_share).train
    study = open_study(paths, study_name, arguments, sha256_of(paths.labeled_csv))
    ended = Ended(study, arguments, Tracker(paths, EXPERIMENT), report)
    with cluster(address, at_once):
        search(paths, study, part, arguments, trials, at_once, ended)
    ended.catch_up()
    best = report_trial(study.best_trial, arguments)
    write_json(paths.arguments_json, best.arguments.to_dict())
    return Tuning(best, tuple(ended.trials))


class Ended(tune.Callback):
    """Reports and tracks the trials of a study that ended since this was made."""

    def __init__(
        self, study: optuna.Study, arguments: Arguments, tracker: Tracker, report: Report | None
    ) -> None:
        """Remember which trials ended before."""
        self.trials: list[TrialReport] = []
        self._study, self._arguments = study, arguments
        self._tracker, self._report = tracker, report
        self._known = {trial.number for trial in self._finished()}

    def on_trial_complete(self, *_: Any, **__: Any) -> None:
        """Look for trials that ended; Ray calls this."""
        self.catch_up()

    def catch_up(self) -> None:
        """Report and track what is new, each trial once."""
        for trial in self._finished():
            if trial.number not in self._known:
                self._known.add(trial.number)
                ended = report_trial(trial, self._arguments)
                self._tracker.record(trial_record(self._study.study_name, ended))
                self.trials.append(ended)
                if self._report is not None:
                    self._report(ended)

    def _finished(self) -> list[FrozenTrial]:
        """Return the trials that ended, in order."""
        return [trial for trial in self._study.trials if trial.state.is_finished()]


def search(
    paths: Paths,
    study: optuna.Study,
    part: Part,
    arguments: Arguments,
    trials: int,
    at_once: int,
    ended: Ended,
) -> None:
    """Let Ray run the trials that the study proposes; bad ones stop early."""
    folder = paths.stores / "trials"
    searcher = OptunaSearch(
        space=SPACE,
        metric=METRIC,
        mode="max",
        storage=journal(paths),
        study_name=study.study_name,
        # With one fixed seed a resumed study would propose its first trials again.
        seed=arguments.seed + len(study.trials),
    )
    stopping = MedianStoppingRule(
        grace_period=_JUDGED_FOLDS,
        min_samples_required=_STARTUP_TRIALS,
        metric=METRIC,
        mode="max",
    )
    results = tune.Tuner(
        tune.with_parameters(try_parameters, part=part, arguments=arguments),
        tune_config=tune.TuneConfig(
            search_alg=searcher,
            scheduler=stopping,
            num_samples=trials,
            max_concurrent_trials=at_once,
        ),
        run_config=tune.RunConfig(
            name=study.study_name, storage_path=str(folder), callbacks=[ended], verbose=0
        ),
    ).fit()
    if results.errors:
        raise results.errors[0]
    shutil.rmtree(folder)  # the journal and the tracking have what is worth keeping


def try_parameters(config: dict[str, Any], part: Part, arguments: Arguments) -> None:
    """Report the running mean over the folds of the part: one trial, in a process of its own."""
    for mean in running_means(part, propose(arguments, config)):
        tune.report({METRIC: mean})
