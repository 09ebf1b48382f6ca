"""The recipe: from the parameters of a run and its data to a classifier at its best epoch."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import Annotated, Any

import lightning.pytorch as pl
import torch
from lightning.fabric.utilities.exceptions import MisconfigurationException
from lightning.pytorch.callbacks import LearningRateMonitor
from lightning.pytorch.tuner.tuning import Tuner
from loguru import logger
from omegaconf import DictConfig

from ..data.module import DataFacts, LabeledDataModule
from ..errors import ArgumentsError
from ..utils.composing import hydra_errors, make, to_dict
from ..utils.logs import LOG_FILE
from ..utils.parameters import Between, check_fields
from .classifier import Classifier
from .history import History

# What Lightning and PyTorch warn about although it is meant so, each with the reason.
_MEANT = (
    r".*does not have many workers.*",  # the rows are in memory
    r".*The dirpath has changed.*",  # a run that goes on from another one's checkpoint
    r".*number of training batches .* smaller than the logging interval.*",  # a small data set
    r".*GPU available but not used.*",  # `trainer=cpu` says so
    r".*isinstance\(treespec, LeafSpec\).*",  # between Lightning and PyTorch
)


# What PyTorch and Lightning raise of parameters that only a training shows to be wrong: a loss that
# does not fit the outputs, a metric that is not logged, a checkpoint of another network, no memory.
_FAILURES = (
    AssertionError,
    KeyError,
    MisconfigurationException,
    RuntimeError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True)
class Seed:
    """The one source of chance."""

    seed: Annotated[int, Between(0, 2**32 - 1)]


@dataclass(frozen=True)
class Extras:
    """What configs/extras says."""

    threads: Annotated[int, Between(1, 1_000)]
    find_learning_rate: bool
    resume: str | None


@dataclass(frozen=True)
class Fitted:
    """A classifier at its best epoch, and how it came there."""

    # The node that the classifier is made from, and what it had to know of the data.
    model: Mapping[str, Any]
    facts: DataFacts
    classifier: Classifier
    # As `History.summary` gives it.
    measured: Mapping[str, Any]


def fit_by_recipe(config: DictConfig, module: LabeledDataModule) -> Fitted:
    """Train as the parameters say, and go back to the best epoch.

    Checkpoints and curves go to `config.paths.output`.

    Raises:
        ArgumentsError: a parameter is out of range, or does not fit the others.
        DataError: there is no labeled data, or not enough of a label.
        RunError: the training cannot be tracked, or its loss left the numbers.
    """
    extras = _read_extras(config)
    torch.set_num_threads(extras.threads)
    facts = module.facts()
    pl.seed_everything(config.seed, workers=True, verbose=False)
    known = {
        "in_features": list(facts.shape),
        "num_classes": len(facts.classes),
        "mean": list(facts.mean),
        "std": list(facts.std),
    }
    with hydra_errors():
        model = to_dict(config.model) | known
    classifier = make(model)
    if not isinstance(classifier, Classifier):
        raise ArgumentsError(f"model._target_ gives no classifier, but {type(classifier).__name__}")
    history = History()
    with _meant_warnings(), _training_errors():
        trainer = _trainer(config, history)
        if extras.find_learning_rate:
            model["learning_rate"] = _find_learning_rate(trainer, classifier, module)
        trainer.fit(classifier, datamodule=module, ckpt_path=extras.resume, weights_only=True)
    measured = history.summary()
    _take_best(trainer, classifier)
    return Fitted(model, facts, classifier, measured)


def _read_extras(config: DictConfig) -> Extras:
    """Return what configs/extras says, checked, and with it what no object checks by itself."""
    with hydra_errors():
        extras = Extras(**check_fields(Extras, to_dict(config.extras), "extras"))
        check_fields(Seed, {"seed": config.seed}, "train.yaml")
        epochs = config.trainer.get("max_epochs")
    if extras.resume is not None and not Path(extras.resume).is_file():
        raise ArgumentsError(f"no such file: {extras.resume}", "extras.resume names a checkpoint")
    if epochs is not None and (type(epochs) is not int or epochs < 1):
        problem = f"must be a whole number of 1 or more, not {epochs!r}"
        raise ArgumentsError(f"trainer.max_epochs {problem}")
    return extras


@contextmanager
def _training_errors() -> Iterator[None]:
    """Turn what a training shows to be wrong with the parameters into an error of the user's."""
    try:
        yield
    except UnpicklingError as error:
        # PyTorch proposes to load it all the same, and to run what is in it.
        raise ArgumentsError(
            "extras.resume names no file of weights", "take one of a run's checkpoints/"
        ) from error
    except _FAILURES as error:
        logger.opt(exception=error).debug("the training failed")
        said = str(error).strip().partition("\n")[0] or type(error).__name__
        raise ArgumentsError(
            f"the training failed: {said}", f"the folder of the run has all of it in {LOG_FILE}"
        ) from error


def _trainer(config: DictConfig, history: History) -> pl.Trainer:
    """Return the trainer, with all callbacks and loggers that are chosen."""
    loggers = [make(node) for node in config.logger.values()]
    callbacks = [make(node) for node in config.callbacks.values()]
    if not loggers:  # this callback fails without a logger
        callbacks = [each for each in callbacks if not isinstance(each, LearningRateMonitor)]
    trainer: pl.Trainer = make(
        config.trainer,
        callbacks=[*callbacks, history],
        logger=loggers,
        default_root_dir=config.paths.output,
    )
    return trainer


def _find_learning_rate(
    trainer: pl.Trainer, classifier: Classifier, module: LabeledDataModule
) -> float:
    """Set and return the learning rate at which the loss falls fastest.

    Raises:
        ArgumentsError: the loss falls at none of those that are tried.
    """
    finder = Tuner(trainer).lr_find(classifier, datamodule=module, max_lr=0.3, num_training=60)
    suggestion = finder.suggestion() if finder is not None else None
    if suggestion is None:
        raise ArgumentsError("no learning rate makes the loss fall", "set model.learning_rate")
    return float(suggestion)


def _take_best(trainer: pl.Trainer, classifier: Classifier) -> None:
    """Go back to the weights of the best epoch, if a checkpoint keeps them."""
    path = getattr(trainer.checkpoint_callback, "best_model_path", "")
    if path:
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
        classifier.load_state_dict(checkpoint["state_dict"])
    classifier.cpu()


@contextmanager
def _meant_warnings() -> Iterator[None]:
    """Keep warnings about what is meant so off the terminal."""
    with warnings.catch_warnings():
        for pattern in _MEANT:
            warnings.filterwarnings("ignore", pattern)
        yield
