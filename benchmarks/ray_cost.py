"""What Ray itself costs: the same training in one process, by one worker and by two, in one run.

    python -m benchmarks.in_project --stack ray benchmarks.ray_cost

Here `demo` is the project in whose environment this runs: see `in_project.py`.
"""

import argparse
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import ray.train
import ray.train.torch
import torch
from demo.config import Arguments, Paths
from demo.data.dataset import load_labeled, preprocess
from demo.data.labels import LabelEncoder
from demo.data.rows import prepare
from demo.data.split import Splits, stratified_splits
from demo.models.classifier import new_network
from demo.models.encoders import fit_encoder
from demo.models.encoding import encode_rows
from demo.models.recipe import fit_by_recipe
from demo.models.steps import Examples, Learner, balance, epoch_generator, train_step
from demo.models.train import make_task, train_model
from demo.models.worker import Task, Tracked, read_shard
from demo.utils.cluster import cluster
from ray.train import RunConfig, ScalingConfig
from ray.train.torch import TorchTrainer
from torch import nn

from benchmarks.ray_cluster import prepare_data

T = TypeVar("T")
ALONE = "plain PyTorch"
SECONDS = {
    "start": ("Ray starts", "s", 1),
    "first": ("from there to the end of the first epoch", "s", 1),
    "step": ("a step of learning", "ms", 1000),
    "epoch": ("an epoch with all that belongs to it", "ms", 1000),
    "whole": ("all of it", "s", 1),
}


@dataclass(frozen=True)
class Cost:
    """What one way of training takes, in seconds.

    Attributes:
        start: Until Ray is there.
        first: From there to the end of the first epoch: data, workers, an encoder.
        step: A step of learning, and nothing else.
        epoch: An epoch with all that belongs to it; in one process that is its validation, by
            workers also a checkpoint and tracking.
        whole: All of it, with the scores of the run where there is one.
    """

    start: float
    first: float
    step: float
    epoch: float
    whole: float


def cost_of_one_process(paths: Paths, arguments: Arguments) -> Cost:
    """Train without Ray, as `evaluate --splits` does for each split."""
    read, (splits, labels) = timed(lambda: read_splits(paths, arguments))
    one_epoch = replace(arguments, epochs=1)
    fit_by_recipe(splits, labels, one_epoch)  # The first one of a process loads what others find.
    shortest, _ = timed(lambda: fit_by_recipe(splits, labels, one_epoch))
    fit, _ = timed(lambda: fit_by_recipe(splits, labels, arguments))
    epoch = (fit - shortest) / (arguments.epochs - 1)
    targets = torch.from_numpy(labels.encode(splits.train.labels))
    encoder = fit_encoder(splits.train.texts, arguments)
    known = Examples(encoder.encode(splits.train.texts), targets)
    network = new_network(encoder, len(labels), arguments)
    torch.set_num_threads(1)  # as the fit does, and as Ray lets each of its workers
    step = seconds_per_step(network, known, balance(targets, len(labels)), arguments)
    return Cost(0, read + shortest, step, epoch, read + fit)


def read_splits(paths: Paths, arguments: Arguments) -> tuple[Splits, LabelEncoder]:
    """Return the parts of the labelled rows."""
    texts, labels = preprocess(load_labeled(paths), arguments)
    splits = stratified_splits(texts, labels, arguments.seed, arguments.train_share)
    return splits, LabelEncoder.fit(labels)


def seconds_per_step(
    network: nn.Module,
    known: Examples,
    weights: torch.Tensor,
    arguments: Arguments,
    workers: int = 1,
    worker: int = 0,
) -> float:
    """Learn for all epochs and do nothing else; return the median of the epochs."""
    size = max(1, arguments.batch_size // workers)
    steps: int = -(-len(known) // size)
    learner = Learner(network, arguments, weights, steps * arguments.epochs)
    epochs = []
    for epoch in range(arguments.epochs):
        batches = known.batches(size, epoch_generator(arguments.seed, epoch, worker))
        began = time.perf_counter()
        train_step(batches, learner)
        epochs.append(time.perf_counter() - began)
    return statistics.median(epochs) / steps


def cost_of_workers(paths: Paths, arguments: Arguments, workers: int) -> Cost:
    """Train by so many workers on a Ray that is started for it."""
    began = time.time()
    with cluster(workers=workers):
        ready = time.time()
        train_model(paths, arguments, workers)
        ended = time.time()
        step = step_of_workers(paths, arguments, workers)
    epochs = tracked_seconds(paths)
    epoch = (epochs[-1] - epochs[0]) / (len(epochs) - 1)
    return Cost(ready - began, epochs[0] - ready, step, epoch, ended - began)


def step_of_workers(paths: Paths, arguments: Arguments, workers: int) -> float:
    """Let the workers take their steps and do nothing else."""
    prepared = prepare(load_labeled(paths), arguments)
    task = make_task(prepared, arguments, Tracked(paths, "", ""))
    timed_steps = paths.stores / f"steps-{workers}.json"
    TorchTrainer(
        time_steps,
        train_loop_config={"task": task, "timed_steps": timed_steps},
        scaling_config=ScalingConfig(num_workers=workers),
        run_config=RunConfig(storage_path=str(paths.stores / "timed"), name=str(workers)),
        datasets={"train": encode_rows(prepared.train, task.classifier.encoder)},
    ).fit()
    return float(timed_steps.read_text("utf-8"))


def time_steps(config: dict[str, Any]) -> None:
    """What each of these workers does."""
    task: Task = config["task"]
    context = ray.train.get_context()
    step = seconds_per_step(
        ray.train.torch.prepare_model(task.classifier.network),
        read_shard("train"),
        task.class_weights,
        task.arguments,
        context.get_world_size(),
        context.get_world_rank(),
    )
    if context.get_world_rank() == 0:  # Ray keeps no metric that comes without a checkpoint.
        config["timed_steps"].write_text(str(step), "utf-8")


def tracked_seconds(paths: Paths) -> list[float]:
    """Return when each epoch of the newest training was tracked, in seconds since 1970."""
    query = (
        "select timestamp / 1000.0 from metrics where key = 'val_loss' and run_uuid ="
        " (select run_uuid from runs order by start_time desc limit 1) order by step"
    )
    with closing(sqlite3.connect(paths.mlflow_db)) as database:
        return [float(seconds) for (seconds,) in database.execute(query)]


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return how many seconds something takes, and what it gives."""
    began = time.perf_counter()
    made = work()
    return time.perf_counter() - began, made


def format_costs(costs: Mapping[str, Cost]) -> str:
    """Return the table: how many times as long as in one process, then the seconds."""
    alone = costs[ALONE]
    lines = [f"| | {' | '.join(costs)} |", f"| --- |{' ---: |' * len(costs)}"]
    for what in ("step", "epoch", "whole"):
        ratios = [f"{getattr(cost, what) / getattr(alone, what):.2f}" for cost in costs.values()]
        lines.append(f"| {SECONDS[what][0]}, as a multiple | {' | '.join(ratios)} |")
    for what, (name, unit, factor) in SECONDS.items():
        seconds = [f"{factor * getattr(cost, what):.1f} {unit}" for cost in costs.values()]
        lines.append(f"| {name} | {' | '.join(seconds)} |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=20)
    epochs = parser.parse_args().epochs
    with tempfile.TemporaryDirectory() as folder:
        prepare_data(Path(folder), epochs)
        paths, arguments = Paths(Path(folder)), Arguments(epochs=epochs)
        costs = {ALONE: cost_of_one_process(paths, arguments)}
        for workers in (1, 2):
            name = f"{workers} worker{'s' if workers > 1 else ''}"
            costs[name] = cost_of_workers(paths, arguments, workers)
    sys.stdout.write(format_costs(costs))


if __name__ == "__main__":
    main()
