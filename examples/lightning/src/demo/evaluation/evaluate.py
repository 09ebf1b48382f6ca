"""Evaluate a run on the test part of its own split."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omegaconf import OmegaConf

from ..config import Paths
from ..data.module import LabeledDataModule
from ..errors import RunError
from ..inference.artifacts import check_targets, load_artifacts, read_run
from ..models.train import judge
from ..utils.composing import make, recompose_config
from ..utils.files import write_files
from .metrics import (
    abstention,
    by_class,
    calibration,
    calibration_error,
    confusion,
    overall,
)
from .page import render_page
from .slices import slice_metrics

PERFORMANCE = "performance.json"
PAGE = "report.html"


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
        DataError: there is no labelled data.
    """
    artifacts = load_artifacts(paths, run_id)
    module = load_data(paths, artifacts.run_id)
    if artifacts.performance["data"]["sha256"] != module.digest():
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
        "overall": overall(outcome),
        "classes": by_class(outcome),
        "slices": slice_metrics(outcome),
        "confusion_matrix": confusion(outcome),
        "calibration": calibration(outcome),
        "calibration_error": calibration_error(outcome),
        "abstention": abstention(outcome),
    }
    return _write(paths, artifacts.run_id, performance)


def load_data(paths: Paths, run_id: str) -> LabeledDataModule:
    """Return the data module of a run, as its parameters describe it.

    Raises:
        RunError: the run is unknown or damaged, or names code that is not trusted.
        DataError: the data cannot be had.
    """
    _, contents = read_run(paths, run_id)
    config = recompose_config(paths, contents[".hydra/config.yaml"], contents[".hydra/hydra.yaml"])
    check_targets(OmegaConf.to_container(config.datamodule), f"run {run_id}")
    module: LabeledDataModule = make(config.datamodule)
    module.setup()
    return module


def _write(paths: Paths, run_id: str, performance: Mapping[str, Any]) -> Report:
    """Write the report's JSON and page; both are complete before either is replaced."""
    folder = paths.reports / run_id
    rows = performance["overall"]["rows"]
    page = render_page(f"Run {run_id}", f"Evaluation on {rows:,} test rows", performance)
    content = json.dumps(performance, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    report = Report(performance, folder / PERFORMANCE, folder / PAGE)
    write_files({report.page: page.encode(), report.performance_json: content.encode()})
    return report
