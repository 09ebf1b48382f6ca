"""Train a classifier, keep what it takes to use it, and track it."""

import time
from collections.abc import Sequence
from pathlib import Path

from omegaconf import DictConfig

from ..config import Paths
from ..data.module import make_data_module
from ..evaluation.metrics import overall
from ..inference.artifacts import Artifacts, read_run, run_id_of, save_artifacts
from ..inference.latest import set_latest
from ..utils.composing import (
    compose_config,
    hydra_errors,
    hydra_files,
    new_run_folder,
    recompose_config,
)
from ..utils.files import write_files
from ..utils.logs import kept_messages
from .judging import judge
from .recipe import fit_by_recipe


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
        run_id_of(paths, Path(config.hydra.run.dir))
        return config, new_run_folder(config)


def train_model(paths: Paths, config: DictConfig, folder: Path) -> Artifacts:
    """Train with the parameters, save the run in its folder, and make it the latest.

    The order matters: until the last step the former run stays the latest, so a training that is
    stopped or fails changes nothing for those who predict.

    Raises:
        ArgumentsError: a parameter is out of range, or does not fit the others.
        DataError: there is no labeled data, or not enough of a label.
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


def _train(config: DictConfig, run_id: str) -> Artifacts:
    """Train by the recipe, and measure training and validation part."""
    start = time.perf_counter()
    module = make_data_module(config)
    fitted = fit_by_recipe(config, module)
    classifier, classes = fitted.classifier, fitted.facts.classes
    performance = {
        "data": module.describe(),
        "train": overall(judge(classifier, module.splits.train, classes)),
        "validation": overall(judge(classifier, module.splits.validation, classes)),
        "learning_rate": classifier.learning_rate,
        **fitted.measured,
        "seconds": round(time.perf_counter() - start, 3),
    }
    return Artifacts(run_id, fitted.model, fitted.facts, classifier, performance)
