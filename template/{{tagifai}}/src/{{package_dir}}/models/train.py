"""Train a classifier, keep what it takes to use it, and track it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ..config import Arguments, Paths
from ..data.dataset import load_labeled, preprocess
from ..data.labels import LabelEncoder
from ..data.split import stratified_splits
from ..inference.artifacts import Artifacts, new_run_id, save_artifacts
from ..inference.latest import set_latest
from ..utils.files import sha256_of
from ..utils.stopwatch import Stopwatch
from .recipe import fit_by_recipe, learning_part
from .records import run_record
from .tracking import Tracker
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
    folds = artifacts.performance["cross_validation"]["folds"]
    record = run_record(artifacts, folder, series={"fold.weighted_f1": folds})
    Tracker(paths, experiment).record(record)
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
    watch = Stopwatch()
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
        classifier = fit_by_recipe(splits, encoder, arguments)
    return Artifacts(
        run_id=new_run_id(),
        arguments=arguments,
        label_encoder=encoder,
        classifier=classifier,
        performance=performance | {"seconds": watch.seconds},
    )
