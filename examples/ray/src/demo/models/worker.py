"""What each worker of a cluster does: learn from its shard, in step with the others."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import ray.train
import ray.train.torch
import torch

from ..config import Arguments, Paths
from ..data.labels import LabelEncoder
from ..utils.seeds import set_seeds
from .checkpoints import restore, written
from .classifier import Classifier
from .steps import Examples, Learner, epoch_generator, train_step, val_step
from .tracking import Tracker


@dataclass(frozen=True)
class Tracked:
    """Where the first worker tracks the epochs, and under which id."""

    paths: Paths
    experiment: str
    record_id: str


@dataclass(frozen=True)
class Task:
    """What all workers are given; the network in it has not learned yet."""

    arguments: Arguments
    classifier: Classifier
    label_encoder: LabelEncoder
    # One weight per class: rare classes count more.
    class_weights: torch.Tensor
    tracked: Tracked


def train_loop_per_worker(config: dict[str, Any]) -> None:
    """Train for all epochs, and report each with a checkpoint; `config` holds the task.

    After a failure the loop starts again after the last checkpoint. Shuffling and
    dropout depend on seed, epoch and worker alone, so the result is the one of an undisturbed run
    with as many workers.
    """
    task: Task = config["task"]
    arguments, network = task.arguments, task.classifier.network
    workers = ray.train.get_context().get_world_size()
    worker = ray.train.get_context().get_world_rank()
    device = ray.train.torch.get_device()
    known, judged = read_shard("train"), read_shard("validation")
    size = max(1, arguments.batch_size // workers)
    set_seeds(arguments.seed)
    learner = Learner(
        ray.train.torch.prepare_model(network),
        arguments,
        task.class_weights.to(device),
        steps=arguments.epochs * -(-len(known) // size),
    )
    # The first worker keeps and tracks for all.
    tracker = Tracker(task.tracked.paths, task.tracked.experiment) if worker == 0 else None
    history: list[dict[str, float]] = []
    if checkpoint := ray.train.get_checkpoint():
        history = restore(checkpoint, network, learner)
    for epoch in range(len(history), arguments.epochs):
        generator = epoch_generator(arguments.seed, epoch, worker)
        train_loss = train_step(known.batches(size, generator, device), learner)
        val_loss, _ = val_step(judged, learner)
        history.append({"train_loss": train_loss, "val_loss": val_loss})
        report_epoch(task, learner, history, tracker)


def read_shard(name: str) -> Examples:
    """Return this worker's part of a data set, which has to fit into its memory.

    More rows than that want more workers. Rows that do not divide evenly are left out, one per
    worker at most, since workers wait for each other in every step.
    """
    encoded, targets = [], []
    for batch in ray.train.get_dataset_shard(name).iter_batches(batch_format="pyarrow"):
        ids, weights = batch["ids"].to_pylist(), batch["weights"].to_pylist()
        encoded += [
            (np.array(row, dtype=np.int64), np.array(weight, dtype=np.float32))
            for row, weight in zip(ids, weights, strict=True)
        ]
        targets += batch["target"].to_pylist()
    return Examples(encoded, torch.tensor(targets))


def report_epoch(
    task: Task, learner: Learner, history: list[dict[str, float]], tracker: Tracker | None
) -> None:
    """Report the last epoch to Ray; the worker with the tracker keeps it, too."""
    epoch, losses = len(history) - 1, history[-1]
    metrics = {"epoch": epoch, "history": history} | losses
    if tracker is None:
        ray.train.report(metrics)
        return
    tracker.log(task.tracked.record_id, losses, epoch)
    with written(task.classifier, task.label_encoder, learner, history) as checkpoint:
        ray.train.report(metrics, checkpoint=checkpoint)
