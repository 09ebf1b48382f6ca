"""Studies: searches that can be stopped and resumed."""

import optuna
from omegaconf import DictConfig, OmegaConf
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.study import StudyDirection

from ..config import Paths
from ..errors import ArgumentsError
from ..utils.composing import hydra_errors, to_dict
from .space import Space

# What decides over a metric, apart from what is searched.
_GROUND = ("model", "datamodule", "trainer")


def open_study(
    paths: Paths, config: DictConfig, name: str, direction: str, space: Space
) -> optuna.Study:
    """Make a study that begins with the parameters in use, or resume one.

    Raises:
        ArgumentsError: it was started with other fixed parameters or another direction, so that its
            old values and new ones could not be compared.
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    paths.studies.parent.mkdir(parents=True, exist_ok=True)
    study = optuna.create_study(
        storage=JournalStorage(JournalFileBackend(str(paths.studies))),
        study_name=name,
        direction=StudyDirection[direction.upper()],
        load_if_exists=True,
    )
    # With one fixed seed a resumed study would propose its first trials again.
    study.sampler = optuna.samplers.TPESampler(seed=config.seed + len(study.trials))
    _check_ground(study, name, config, direction, space)
    current = {key: OmegaConf.select(config, key) for key in space}
    if not study.trials and all(_covers(space[key], value) for key, value in current.items()):
        study.enqueue_trial(current)
    return study


def _check_ground(
    study: optuna.Study, name: str, config: DictConfig, direction: str, space: Space
) -> None:
    """Keep what all trials of a study share, or compare it with what was kept."""
    with hydra_errors():
        values = {
            f"{group}.{key}": value
            for group in _GROUND
            for key, value in to_dict(config[group]).items()
        }
    ground = {key: value for key, value in values.items() if key not in space}
    ground |= {"seed": config.seed, "search.direction": direction}
    kept = study.user_attrs.get("ground")
    if kept is None:
        study.set_user_attr("ground", ground)
    elif kept != ground:
        changed = sorted(key for key in kept | ground if kept.get(key) != ground.get(key))
        raise ArgumentsError(
            f"study {name!r} was started with other values of: {', '.join(changed)}",
            "begin another study, as in search.study=second",
        )


def _covers(distribution: BaseDistribution, value: object) -> bool:
    """Return whether a value lies in the space; the parameters in use need not."""
    if isinstance(distribution, CategoricalDistribution):
        return value in distribution.choices
    if isinstance(distribution, IntDistribution | FloatDistribution):
        return isinstance(value, int | float) and distribution.low <= value <= distribution.high
    return False
