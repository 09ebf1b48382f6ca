"""Evaluate a run on the test part of its own split, or the recipe on many splits."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omegaconf import DictConfig, OmegaConf

from ..config import Paths
from ..data.module import LabeledDataModule, make_data_module
from ..errors import RunError
from ..inference.artifacts import check_targets, load_artifacts, read_run
from ..models.judging import judge
from ..utils.composing import recompose_config, to_dict
from ..utils.files import read_json, write_files
from .metrics import (
    Outcome,
    abstention,
    by_class,
    calibration,
    calibration_error,
    confusion,
    overall,
)
from .page import render_page
from .slices import slice_metrics
from .splits import FIGURES, parameters_of, repeated_splits
from .spread import pool, summarize

PERFORMANCE = "performance.json"
PAGE = "report.html"
# Folder of the report over many splits; a run's report has the name of the run.
SPLITS = "splits"


@dataclass(frozen=True)
class Report:
    """What was measured, and the two files it was written to."""

    performance: Mapping[str, Any]
    performance_json: Path
    page: Path


def evaluate_run(paths: Paths, run_id: str | None = None) -> Report:
    """Measure a run, the latest if none is named, on the test part of its own split.

    Raises:
        RunError: the run is unknown or damaged, or the data changed since it was trained, so that
            its test part is gone.
        DataError: there is no labeled data.
    """
    artifacts = load_artifacts(paths, run_id)
    config = config_of_run(paths, artifacts.run_id)
    module = load_data(config)
    digest = module.digest()
    if artifacts.performance["data"]["sha256"] != digest:
        raise RunError(
            f"the data changed since run {artifacts.run_id} was trained: its test part is gone",
            "train again, or restore the data the run was trained on",
        )
    outcome = judge(artifacts.classifier, module.splits.test, artifacts.facts.classes)
    kept = ("data", "learning_rate", "epochs", "best_epoch", "history")
    performance = {
        "run_id": artifacts.run_id,
        "model": artifacts.model,
        **{key: artifacts.performance[key] for key in kept},
        **_measure(outcome),
        "splits": known_splits(paths, config, digest),
    }
    rows = performance["overall"]["rows"]
    title = f"Run {artifacts.run_id}"
    return _write(paths, artifacts.run_id, title, f"Evaluation on {rows:,} test rows", performance)


def evaluate_splits(paths: Paths, config: DictConfig, count: int) -> Report:
    """Measure the recipe over `count` seeded splits; no trained run is needed.

    `performance["splits"]` holds accuracy, weighted_f1 and macro_f1, each with mean and std, and a
    list with the figures of each split.

    Raises:
        ArgumentsError: fewer than two splits, or a parameter makes no sense.
        DataError: there is no labeled data, or not enough of a label.
        RunError: the loss of a training left the numbers.
    """
    outcomes = list(repeated_splits(config, count))
    module = load_data(config)
    performance = {
        "run_id": None,
        "model": to_dict(config.model),
        "parameters": parameters_of(config),
        "data": module.describe(),
        # The charts show one training: that of the seed in use.
        **{key: outcomes[0].measured[key] for key in ("epochs", "best_epoch", "history")},
        **_measure(pool(outcomes)),
        "splits": summarize(outcomes, FIGURES),
    }
    rows = performance["data"]["rows"]
    subtitle = f"Evaluation on splits of {rows:,} labeled rows"
    return _write(paths, SPLITS, f"{count} splits", subtitle, performance)


def known_splits(paths: Paths, config: DictConfig, digest: str) -> dict[str, Any] | None:
    """Return what was measured over splits, if it was with these data and parameters."""
    try:
        known = read_json(paths.reports / SPLITS / PERFORMANCE)
        if known["data"]["sha256"] == digest and known["parameters"] == parameters_of(config):
            return dict(known["splits"])
    except (OSError, ValueError, KeyError, TypeError):
        # A report is a by-product: without a readable one the splits count as not measured.
        return None
    return None


def config_of_run(paths: Paths, run_id: str) -> DictConfig:
    """Return the parameters of a run.

    Raises:
        RunError: the run is unknown or damaged, or its data module is code that is not trusted.
    """
    _, contents = read_run(paths, run_id)
    config = recompose_config(paths, contents[".hydra/config.yaml"], contents[".hydra/hydra.yaml"])
    check_targets(OmegaConf.to_container(config.datamodule), f"run {run_id}")
    return config


def load_data(config: DictConfig) -> LabeledDataModule:
    """Return the data module that parameters describe, loaded.

    Raises:
        DataError: the data is unavailable.
    """
    module = make_data_module(config)
    module.setup()
    return module


def _measure(outcome: Outcome) -> dict[str, Any]:
    """Return every metric of an outcome."""
    return {
        "overall": overall(outcome),
        "classes": by_class(outcome),
        "slices": slice_metrics(outcome),
        "confusion_matrix": confusion(outcome),
        "calibration": calibration(outcome),
        "calibration_error": calibration_error(outcome),
        "abstention": abstention(outcome),
    }


def _write(
    paths: Paths, name: str, title: str, subtitle: str, performance: Mapping[str, Any]
) -> Report:
    """Write the report's JSON and page; both are complete before either is replaced."""
    folder = paths.reports / name
    page = render_page(title, subtitle, performance)
    content = json.dumps(performance, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    report = Report(performance, folder / PERFORMANCE, folder / PAGE)
    write_files({report.page: page.encode(), report.performance_json: content.encode()})
    return report
