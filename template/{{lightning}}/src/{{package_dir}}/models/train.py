"""Fit the network, store the run and track it."""

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from pickle import UnpicklingError
from tempfile import TemporaryDirectory

import lightning.pytorch as pl
import numpy as np
import torch
from hydra.errors import InstantiationException
from hydra.utils import instantiate
from lightning.fabric.utilities.exceptions import MisconfigurationException
from sklearn.metrics import accuracy_score, f1_score, log_loss

from ..config import DataConfig, Parameters, Paths
from ..data.load import Rows, load_source
from ..data.split import Splits, split
from ..errors import ConfigError, RunError
from ..utils.files import write_json
from .classifier import Classifier, History, RowsDataModule
from .networks import Network, predict_probabilities
from .runs import Run, new_run_id, save_run, track_run

LOGGER = logging.getLogger(__name__)
# What Lightning and PyTorch warn about although it is meant so.
_MEANT = (
    r".*does not have many workers.*",  # the rows are in memory
    r".*smaller than the logging interval.*",  # a small data set
    r".*GPU available but not used.*",  # `trainer=cpu` says so
    r".*isinstance\(treespec, LeafSpec\).*",  # between Lightning and PyTorch
)
# What they raise for parameters that do not fit: a key that the trainer does not have, a metric
# that is not logged, a checkpoint with more than weights, too little memory.
_FAILURES = (
    *(InstantiationException, MisconfigurationException, UnpicklingError),
    *(OSError, RuntimeError, KeyError, TypeError, ValueError),
)


@dataclass(frozen=True)
class Fitted:
    """A network with the weights of its best epoch, and what was measured on the way."""

    network: Network
    epochs: dict[str, list[float | None]]  # by metric, a value per epoch
    best_epoch: int  # from 0


def train(
    paths: Paths,
    data: DataConfig,
    parameters: Parameters,
    experiment: str = "train",
    name: str | None = None,
) -> Run:
    """Train on the data of config/data.toml and make the run the latest one.

    The order matters: until the last step the former run stays the latest one, so a training that
    is interrupted or fails changes nothing for those who predict.

    `experiment` and `name` are those in MLflow.

    Raises:
        ConfigError: the parameters do not fit each other or the data.
        DataError: the data cannot be read or learned from.
        RunError: the run could not be tracked, or its loss is not finite.
    """
    rows, source = load_source(paths, data)
    splits = split(rows, parameters)
    run_id = new_run_id(parameters.model.name)
    fitted = fit(splits, data, parameters, paths.training / run_id)
    baseline = baseline_probabilities(splits.train, len(splits.validation), data)
    facts = {
        "scores": {
            "baseline": _scores(splits.validation, baseline, data),
            "model": validate(fitted, splits, data),
        },
        "source": source,
        "rows": {part: len(getattr(splits, part)) for part in ("train", "validation", "test")},
        "best_epoch": fitted.best_epoch,
        "epochs": fitted.epochs,
    }
    run = Run(run_id, fitted.network, data, parameters, facts)
    save_run(paths, run)
    track_run(paths, run, experiment, name or run_id)
    write_json(paths.latest, {"run_id": run_id})
    return run


def fit(
    splits: Splits, data: DataConfig, parameters: Parameters, folder: Path | None = None
) -> Fitted:
    """Train a network; curves and checkpoints go to a folder, or are not kept.

    Raises:
        ConfigError: the parameters do not fit each other or the data.
        RunError: the loss is not finite.
    """
    if folder is None:
        with TemporaryDirectory() as temporary:
            return fit(splits, data, parameters, Path(temporary))
    set_seeds(parameters.seed)
    if parameters.threads:
        torch.set_num_threads(parameters.threads)
    network = Network(data.shape, len(data.classes), parameters.model)
    network.scale_by(splits.train.X)
    LOGGER.debug("network: %s", network)
    classifier, history = Classifier(network, parameters.model), History()
    with _training_errors():
        trainer = make_trainer(parameters, folder, history)
        rows = RowsDataModule(splits, data, parameters)
        trainer.fit(classifier, rows, ckpt_path=parameters.resume, weights_only=True)
    if history.best_epoch is None:
        raise RunError("the validation loss is not finite", "lower `model.learning_rate`")
    if best := getattr(trainer.checkpoint_callback, "best_model_path", ""):
        checkpoint = torch.load(best, map_location="cpu", weights_only=True)
        classifier.load_state_dict(checkpoint["state_dict"])
    return Fitted(network.cpu(), dict(history.epochs), history.best_epoch)


def make_trainer(parameters: Parameters, folder: Path, history: History) -> pl.Trainer:
    """Return the trainer that config/trainer/ describes, with the chosen callbacks and loggers."""
    logging.getLogger("lightning.pytorch").setLevel(logging.WARNING)
    loggers = [instantiate(node, save_dir=str(folder)) for node in parameters.logger.values()]
    callbacks = [instantiate(node) for node in parameters.callbacks.values()]
    trainer: pl.Trainer = instantiate(
        parameters.trainer,
        callbacks=[*callbacks, history],
        logger=loggers,
        default_root_dir=str(folder),
        _convert_="all",  # Lightning needs lists, not those of Hydra
    )
    return trainer


def set_seeds(seed: int) -> None:
    """Make everything that draws random numbers repeatable, on GPUs too."""
    pl.seed_everything(seed, workers=True, verbose=False)  # Python, NumPy, PyTorch, loaders
    os.environ["PYTHONHASHSEED"] = str(seed)  # of processes that are started from here
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False  # it would choose other algorithms in each run


def baseline_probabilities(training: Rows, number: int, data: DataConfig) -> np.ndarray:
    """Return the shares of the classes in a training set as the probabilities of some rows."""
    shares = [float(np.mean(training.labels == name)) for name in data.classes]
    return np.tile(shares, (number, 1))


def validate(fitted: Fitted, splits: Splits, data: DataConfig) -> dict[str, float]:
    """Return the scores of a network on the validation set."""
    probabilities = predict_probabilities(fitted.network, splits.validation.X)
    return _scores(splits.validation, probabilities, data)


def _scores(rows: Rows, probabilities: np.ndarray, data: DataConfig) -> dict[str, float]:
    """Return the scores of probabilities, shape (rows, classes)."""
    classes = np.array(data.classes)
    predicted, order = classes[probabilities.argmax(axis=1)], np.argsort(classes)
    return {
        "accuracy": float(accuracy_score(rows.labels, predicted)),
        "f1_macro": float(f1_score(rows.labels, predicted, average="macro", zero_division=0)),
        "loss": float(log_loss(rows.labels, probabilities[:, order], labels=classes[order])),
    }


@contextmanager
def _training_errors() -> Iterator[None]:
    """Turn what only a training shows to be wrong with parameters into an error of the user's."""
    try:
        with warnings.catch_warnings():
            for pattern in _MEANT:
                warnings.filterwarnings("ignore", pattern)
            yield
    except _FAILURES as error:
        LOGGER.debug("the training failed", exc_info=True)
        reason = " ".join(str(error).split())[:300]
        hint = "see config/, or add `--verbose`"
        raise ConfigError(f"the training failed: {reason}", hint) from error
