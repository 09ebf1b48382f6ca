"""Train a classifier with Ray, keep what it takes to use it, and track it."""

import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import torch
from ray.data import ExecutionOptions
from ray.train import CheckpointConfig, DataConfig, FailureConfig, Result, RunConfig, ScalingConfig
from ray.train.torch import TorchTrainer

from ..config import Arguments, Paths
from ..data.dataset import load_labeled
from ..data.rows import Prepared, prepare
from ..evaluation.metrics import abstention, calibration_error, overall
from ..inference.artifacts import Artifacts, new_run_id, save_artifacts
from ..inference.batch import judge_rows
from ..inference.latest import set_latest
from ..utils.cluster import cluster, has_gpus
from ..utils.files import sha256_of
from ..utils.stopwatch import Stopwatch
from .checkpoints import read_classifier
from .classifier import Classifier, new_network
from .encoding import encode_rows, fit_encoder_on
from .records import run_record
from .steps import balance
from .tracking import Record, Tracker
from .worker import Task, Tracked, train_loop_per_worker

EXPERIMENT = "tagging"
# A cluster loses a machine now and then; a training that fails more often has another cause.
MOST_FAILURES = 3


def train_model(
    paths: Paths,
    arguments: Arguments,
    workers: int = 1,
    address: str | None = None,
    experiment: str = EXPERIMENT,
) -> Artifacts:
    """Train on the labeled data, save the run, track it, and make it the latest.

    The order matters: until the last step the former run stays the latest, so a training that is
    stopped or fails changes nothing for those who predict.

    Raises:
        DataError: there is no labeled data, or not enough of a label.
        RunError: there is no cluster, or the run cannot be tracked.
    """
    frame, digest, run_id = load_labeled(paths), sha256_of(paths.labeled_csv), new_run_id()
    checkpoints = checkpoint_folder(paths, run_id)
    with cluster(address, workers):
        prepared = prepare(frame, arguments)
        tracker = Tracker(paths, experiment)
        tracked_as = tracker.start(run_id)
        with ExitStack() as failing:  # however it ends early, the record says that it failed
            failing.callback(tracker.finish, tracked_as, Record(run_id, {}, {}, status="FAILED"))
            task = make_task(prepared, arguments, Tracked(paths, experiment, tracked_as))
            classifier, performance = train(prepared, task, workers, checkpoints)
            failing.pop_all()
    rows = sum(prepared.labels.values())
    data = {"sha256": digest, "rows": rows, "labels": prepared.labels}
    performance = {"data": data} | performance
    artifacts = Artifacts(run_id, arguments, prepared.label_encoder, classifier, performance)
    folder = save_artifacts(paths, artifacts)
    tracker.finish(tracked_as, run_record(artifacts, folder, series={}))
    set_latest(paths, run_id)
    # What is worth keeping of them is in the run.
    shutil.rmtree(checkpoints)
    return artifacts


def make_task(prepared: Prepared, arguments: Arguments, tracked: Tracked) -> Task:
    """Return what the workers are given: an encoder of the training rows, a new network.

    Raises:
        DataError: the texts hold no word.
        RunError: there is no such transformer here.
    """
    encoder = fit_encoder_on(prepared.train, arguments)
    classes = len(prepared.label_encoder)
    targets = [row["target"] for row in prepared.train.select_columns(["target"]).take_all()]
    return Task(
        arguments,
        Classifier(encoder, new_network(encoder, classes, arguments)),
        prepared.label_encoder,
        balance(torch.tensor(targets), classes),
        tracked,
    )


def train(
    prepared: Prepared, task: Task, workers: int, folder: Path
) -> tuple[Classifier, dict[str, Any]]:
    """Train with a number of workers; return the best classifier and its scores.

    Checkpoints go to the folder, which all machines of the cluster must see.
    """
    watch = Stopwatch()
    with watch.stage("fit"):
        result = fit(prepared, task, workers, folder)
    reported = result.metrics or {}
    best, metrics = min(result.best_checkpoints or [], key=lambda kept: kept[1]["val_loss"])
    classifier, label_encoder = read_classifier(best)
    with watch.stage("judge"):
        learned, held_out = (
            judge_rows(rows, classifier, label_encoder)
            for rows in (prepared.train, prepared.validation)
        )
    return classifier, {
        "train": overall(learned),
        "validation": overall(held_out) | {"calibration_error": calibration_error(held_out)},
        "abstention": abstention(held_out),
        "epochs": reported["history"],
        "best_epoch": metrics["epoch"],
        "workers": workers,
        "seconds": watch.seconds,
    }


def fit(prepared: Prepared, task: Task, workers: int, folder: Path) -> Result:
    """Let the workers train; what they reported last, and the best checkpoint, is returned.

    A worker that is lost is replaced, and all go on from the last checkpoint.
    """
    encoder = task.classifier.encoder
    trainer = TorchTrainer(
        train_loop_per_worker,
        train_loop_config={"task": task},
        scaling_config=ScalingConfig(
            num_workers=workers,
            use_gpu=has_gpus(workers),
            # A lost machine takes few workers with it, and each has the memory of its own.
            placement_strategy="SPREAD",
        ),
        run_config=RunConfig(
            name=folder.name,
            storage_path=str(folder.parent),
            checkpoint_config=CheckpointConfig(
                num_to_keep=1,
                checkpoint_score_attribute="val_loss",
                checkpoint_score_order="min",
            ),
            failure_config=FailureConfig(max_failures=MOST_FAILURES),
        ),
        datasets={
            "train": encode_rows(prepared.train, encoder),
            "validation": encode_rows(prepared.validation, encoder),
        },
        # Validation rows are judged whole by every worker: their loss decides what is kept. With
        # the order preserved, each worker gets the same rows in every run.
        dataset_config=DataConfig(
            datasets_to_split=["train"], execution_options=ExecutionOptions(preserve_order=True)
        ),
    )
    return trainer.fit()


def checkpoint_folder(paths: Paths, run_id: str) -> Path:
    """Return the folder of the checkpoints of a training until its run is saved."""
    return paths.stores / "checkpoints" / run_id
