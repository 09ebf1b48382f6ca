"""Train a classifier, keep what it takes to use it, and track it."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..config import Arguments, Paths
from ..data.dataset import load_labeled, preprocess
from ..data.labels import LabelEncoder
from ..data.split import Part, Splits, stratified_splits
from ..inference.artifacts import Artifacts, new_run_id, save_artifacts
from ..inference.latest import set_latest
from ..utils.files import sha256_of
from .classifier import fit_classifier
from .tracking import Record, Tracker
from .validation import held_out_metrics, hold_out

EXPERIMENT = "tagging"


def train_model(paths: Paths, arguments: Arguments, experiment: str = EXPERIMENT) -> Artifacts:
    """Train on the labelled data, save the run, track it, and make it the latest.

    The order matters: until the last step the former run stays the latest, so a training that is
    stopped or fails changes nothing for those who predict.

    Raises:
        DataError: there is no labelled data, or not enough of a label.
        RunError: the run is saved but could not be tracked.
    """
    texts, labels = preprocess(load_labeled(paths), arguments)
    artifacts = train(texts, labels, arguments, data_sha256=sha256_of(paths.labeled_csv))
    folder = save_artifacts(paths, artifacts)
    Tracker(paths, experiment).record(_record(artifacts, folder))
    set_latest(paths, artifacts.run_id)
    return artifacts


def train(
    texts: Sequence[str], labels: Sequence[str], arguments: Arguments, data_sha256: str = ""
) -> Artifacts:
    """Train on clean texts and their labels; the test part is left for `evaluate`.

    Stages: fit on the training part and score on the validation part; cross-validate over both,
    which also tells what abstaining would give; fit on both, which is the model that is kept.

    Raises:
        DataError: there are too few labels, or too few rows of one.
    """
    watch = _Stopwatch()
    encoder = LabelEncoder.fit(labels)
    splits = stratified_splits(texts, labels, arguments.seed, arguments.train_share)
    known = learning_part(splits)
    data = {"sha256": data_sha256, "rows": len(texts), "labels": dict(Counter(labels))}
    performance: dict[str, Any] = {"data": data}
    with watch.stage("hold_out"):
        performance |= hold_out(splits, encoder, arguments)
    with watch.stage("cross_validate"):
        performance |= held_out_metrics(known.texts, encoder, known.labels, arguments)
    with watch.stage("fit"):
        classifier = fit_classifier(known.texts, encoder.encode(known.labels), arguments)
    return Artifacts(
        run_id=new_run_id(),
        arguments=arguments,
        label_encoder=encoder,
        vectorizer=classifier.named_steps["vectorizer"],
        model=classifier.named_steps["model"],
        performance=performance | {"seconds": watch.seconds},
    )


def learning_part(splits: Splits) -> Part:
    """Return the rows the kept model learns from: training and validation part.

    Parameters are chosen by then, and more rows are worth more than a second check.
    """
    train_part, validation = splits.train, splits.validation
    return Part(train_part.texts + validation.texts, train_part.labels + validation.labels)


@dataclass
class _Stopwatch:
    """Seconds of each stage, in the order the stages ended."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage."""
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 4)


def _record(artifacts: Artifacts, folder: Path) -> Record:
    """Return a run as it is tracked."""
    performance = artifacts.performance
    return Record(
        name=artifacts.run_id,
        parameters=artifacts.arguments.to_dict(),
        metrics=_flatten({key: performance[key] for key in performance if key != "data"}),
        series={"fold.weighted_f1": performance["cross_validation"]["folds"]},
        tags={"run_id": artifacts.run_id, "data_sha256": performance["data"]["sha256"]},
        folder=folder,
    )


def _flatten(values: Mapping[str, Any], prefix: str = "") -> dict[str, float]:
    """Return the numbers of nested mappings under dotted names; all else is left out."""
    flat: dict[str, float] = {}
    for key, value in values.items():
        if isinstance(value, Mapping):
            flat |= _flatten(value, f"{prefix}{key}.")
        elif isinstance(value, int | float):
            flat[f"{prefix}{key}"] = float(value)
    return flat
