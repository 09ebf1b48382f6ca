"""Evaluate a run on the test part of its own split, or the recipe on many splits."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..config import Arguments, Paths
from ..data.dataset import load_labeled, preprocess
from ..data.split import Splits, stratified_splits
from ..errors import RunError
from ..inference.artifacts import Artifacts, load_artifacts
from ..models.judging import judge
from ..utils.files import read_json, sha256_of, write_files
from .curve import learning_curve
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
from .splits import repeated_splits
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
    splits = split_of_run(paths, artifacts)
    data, arguments = artifacts.performance["data"], artifacts.arguments
    performance = {
        "run_id": artifacts.run_id,
        "arguments": arguments.to_dict(),
        "data": data,
        **_measure(judge(artifacts.classifier, splits.test, artifacts.label_encoder)),
        "abstention": artifacts.performance["abstention"],
        "learning_curve": learning_curve(splits, arguments),
        "splits": known_splits(paths, arguments, data["sha256"]),
    }
    return _write(paths, artifacts.run_id, f"Run {artifacts.run_id}", performance)


def split_of_run(paths: Paths, artifacts: Artifacts) -> Splits:
    """Return the parts that a run was trained, chosen and can be tested on.

    Raises:
        RunError: the data changed since the run was trained, so that its test part is gone.
        DataError: there is no labeled data.
    """
    frame, arguments = load_labeled(paths), artifacts.arguments
    if artifacts.performance["data"]["sha256"] != sha256_of(paths.labeled_csv):
        raise RunError(
            f"the data changed since run {artifacts.run_id} was trained: its test part is gone",
            "train again, or restore the data the run was trained on",
        )
    return stratified_splits(*preprocess(frame, arguments), arguments.seed, arguments.train_share)


def evaluate_splits(paths: Paths, arguments: Arguments, count: int) -> Report:
    """Measure the recipe over `count` seeded splits; no trained run is needed.

    `performance["splits"]` holds weighted_f1 and macro_f1, each with mean and std, and a list
    with the figures of each split.

    Raises:
        ArgumentsError: fewer than two splits.
        DataError: there is no labeled data, or not enough of a label.
    """
    texts, labels = preprocess(load_labeled(paths), arguments)
    outcomes = list(repeated_splits(texts, labels, arguments, count))
    pooled = pool(outcomes)
    first = stratified_splits(texts, labels, arguments.seed, arguments.train_share)
    digest = sha256_of(paths.labeled_csv)
    performance = {
        "run_id": None,
        "arguments": arguments.to_dict(),
        "data": {"sha256": digest, "rows": len(texts), "labels": dict(Counter(labels))},
        **_measure(pooled),
        "abstention": abstention(pooled),
        "learning_curve": learning_curve(first, arguments),
        "splits": summarize(outcomes),
    }
    return _write(paths, SPLITS, f"{count} splits", performance)


def known_splits(paths: Paths, arguments: Arguments, digest: str) -> dict[str, Any] | None:
    """Return what was measured over splits, if it was with these data and parameters."""
    try:
        known = read_json(paths.reports / SPLITS / PERFORMANCE)
        if known["data"]["sha256"] == digest and known["arguments"] == arguments.to_dict():
            return dict(known["splits"])
    except (OSError, ValueError, KeyError, TypeError):
        # A report is a by-product: without a readable one the splits count as not measured.
        return None
    return None


def _measure(outcome: Outcome) -> dict[str, Any]:
    """Return every metric of an outcome."""
    return {
        "overall": overall(outcome),
        "classes": by_class(outcome),
        "slices": slice_metrics(outcome),
        "confusion_matrix": confusion(outcome),
        "calibration": calibration(outcome),
        "calibration_error": calibration_error(outcome),
    }


def _write(paths: Paths, name: str, title: str, performance: Mapping[str, Any]) -> Report:
    """Write the report's JSON and page; both are complete before either is replaced."""
    folder = paths.reports / name
    rows = performance["data"]["rows"]
    page = render_page(title, f"Evaluation on {rows:,} labeled projects", performance)
    content = json.dumps(performance, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    report = Report(performance, folder / PERFORMANCE, folder / PAGE)
    write_files({report.page: page.encode(), report.performance_json: content.encode()})
    return report
