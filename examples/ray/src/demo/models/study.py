"""Studies: the space that is searched, and searches that can be resumed."""

import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from ..config import Arguments, Paths
from ..errors import ArgumentsError
from .space import SPACE

STUDY = "tuning"
# A trial is judged only when a few others are complete, and after its second fold: the score of
# one fold moves by two points with the rows that are in it.
_STARTUP_TRIALS = 3
_WARMUP_FOLDS = 1
_GROUND = "ground"


def open_study(paths: Paths, name: str, arguments: Arguments, data_sha256: str) -> optuna.Study:
    """Make a study that begins with the parameters in use, or resume one.

    Raises:
        ArgumentsError: it was started with other data or other fixed parameters, so that its old
            values and new ones could not be compared.
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    paths.studies.parent.mkdir(parents=True, exist_ok=True)
    study = optuna.create_study(
        storage=journal(paths),
        study_name=name,
        direction="maximize",
        load_if_exists=True,
        pruner=optuna.pruners.MedianPruner(_STARTUP_TRIALS, _WARMUP_FOLDS),
    )
    # With one fixed seed a resumed study would propose its first trials again.
    study.sampler = optuna.samplers.TPESampler(seed=arguments.seed + len(study.trials))
    _check_ground(study, name, arguments, data_sha256)
    current = {key: arguments.to_dict()[key] for key in SPACE}
    if not study.trials and all(_covers(SPACE[key], value) for key, value in current.items()):
        study.enqueue_trial(current)
    return study


def journal(paths: Paths) -> JournalStorage:
    """Return the file that keeps all studies; several processes may write to it."""
    return JournalStorage(JournalFileBackend(str(paths.studies)))


def _check_ground(study: optuna.Study, name: str, arguments: Arguments, data_sha256: str) -> None:
    """Keep what all trials of a study share, or compare it with what was kept."""
    fixed = {key: value for key, value in arguments.to_dict().items() if key not in SPACE}
    ground = {"data_sha256": data_sha256} | fixed
    kept = study.user_attrs.get(_GROUND)
    if kept is None:
        study.set_user_attr(_GROUND, ground)
    elif kept != ground:
        changed = sorted(key for key in ground if kept.get(key) != ground[key])
        raise ArgumentsError(
            f"study {name!r} was started with other values of: {', '.join(changed)}",
            "begin another study under a new name",
        )


def _covers(distribution: BaseDistribution, value: object) -> bool:
    """Return whether a value lies in the space; the parameters in use need not."""
    if isinstance(distribution, CategoricalDistribution):
        return value in distribution.choices
    if isinstance(distribution, IntDistribution | FloatDistribution):
        return isinstance(value, int | float) and distribution.low <= value <= distribution.high
    return False
