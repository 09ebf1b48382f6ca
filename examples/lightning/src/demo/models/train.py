"""Train a classifier, keep what it takes to use it, and track it."""

import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import lightning.pytorch as pl
import torch
from lightning.pytorch.callbacks import LearningRateMonitor
from lightning.pytorch.tuner.tuning import Tuner
from omegaconf import DictConfig

from ..config import Paths
from ..data.dataset import Part
from ..data.module import LabeledDataModule
from ..errors import ArgumentsError
from ..evaluation.metrics import Outcome, overall
from ..inference.artifacts import Artifacts, read_run, run_id_of, save_artifacts
from ..inference.latest import set_latest
from ..utils.composing import (
    compose_config,
    hydra_errors,
    hydra_files,
    make,
    new_run_folder,
    recompose_config,
    to_dict,
)
from ..utils.files import write_files
from ..utils.logs import kept_messages
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


def begin_run(
    paths: Paths, overrides: Sequence[str], name: str = "train", rerun: str | None = None
) -> tuple[DictConfig, Path]:
    """Return the parameters of a new run, and the folder made for it.

    Args:
        paths: The project.
        overrides: What the command line says otherwise than configs/.
        name: The file in configs/ to begin with.
        rerun: An earlier run whose parameters are taken instead.

    Raises:
        ArgumentsError: the parameters make no sense.
        RunError: the earlier run is unknown or damaged.
    """
    if rerun is None:
        config = compose_config(paths, overrides, name)
    else:
        _, contents = read_run(paths, rerun)
        kept = (contents[".hydra/config.yaml"], contents[".hydra/hydra.yaml"])
        config = recompose_config(paths, *kept, overrides)
    with hydra_errors():
        return config, new_run_folder(config)


def train_model(paths: Paths, config: DictConfig, folder: Path) -> Artifacts:
    """Train with the parameters, save the run in its folder, and make it the latest.

    The order matters: until the last step the former run stays the latest, so a training that is
    stopped or fails changes nothing for those who predict.

    Raises:
        ArgumentsError: a parameter is out of range, or does not fit the others.
        DataError: there is no labelled data, or not enough of a label.
        RunError: the training cannot be tracked.
    """
    artifacts = train_run(paths, config, folder)
    set_latest(paths, artifacts.run_id)
    return artifacts


def train_run(paths: Paths, config: DictConfig, folder: Path) -> Artifacts:
    """Train with the parameters and save the run in its folder."""
    hydra = hydra_files(config)
    write_files({folder / name: content for name, content in hydra.items()})
    config = config.copy()
    config.paths.output = str(folder)
    with kept_messages(folder):
        artifacts = _train(config, run_id_of(paths, folder))
    save_artifacts(paths, artifacts, hydra)
    return artifacts


def judge(classifier: Classifier, part: Part, classes: tuple[str, ...]) -> Outcome:
    """Return what a trained classifier says of a part."""
    with torch.inference_mode():
        probabilities = classifier.eval().probabilities(part.inputs).double()
    return Outcome(part.inputs.numpy(), part.targets.numpy(), probabilities.numpy(), classes)


def _train(config: DictConfig, run_id: str) -> Artifacts:
    """Train, go back to the best epoch, and measure training and validation part."""
    start = time.perf_counter()
    torch.set_num_threads(config.extras.threads)
    pl.seed_everything(config.seed, workers=True, verbose=False)
    module: LabeledDataModule = make(config.datamodule)
    facts = module.facts()
    known = {
        "in_features": list(facts.shape),
        "num_classes": len(facts.classes),
        "mean": list(facts.mean),
        "std": list(facts.std),
    }
    model = to_dict(config.model) | known
    classifier: Classifier = make(model)
    history = History()
    with _meant_warnings():
        trainer = _trainer(config, history)
        if config.extras.find_learning_rate:
            model["learning_rate"] = _find_learning_rate(trainer, classifier, module)
        trainer.fit(
            classifier, datamodule=module, ckpt_path=config.extras.resume, weights_only=True
        )
    measured = history.summary()
    _take_best(trainer, classifier)
    performance = {
        "data": module.describe(),
        "train": overall(judge(classifier, module.splits.train, facts.classes)),
        "validation": overall(judge(classifier, module.splits.validation, facts.classes)),
        "learning_rate": classifier.learning_rate,
        **measured,
        "seconds": round(time.perf_counter() - start, 3),
    }
    return Artifacts(run_id, model, facts, classifier, performance)


def _trainer(config: DictConfig, history: History) -> pl.Trainer:
    """Return the trainer, with all callbacks and loggers that are chosen."""
    loggers = [make(node) for node in config.logger.values()]
    callbacks = [make(node) for node in config.callbacks.values()]
    if not loggers:  # this callback fails where nobody listens
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
