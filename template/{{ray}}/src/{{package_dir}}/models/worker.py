"""How the model learns: the same steps in workers of a cluster and in this process."""

import copy
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import torch
from scipy.sparse import csr_matrix
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support
from torch import Tensor, nn

from ..config import DataConfig, Parameters, Paths
from ..data.split import Rows, folds
from .pipeline import Classifier, build, judge_vectorized, load_weights, save_weights, tensors
from .runs import connect

SCORES = ("f1_weighted", "f1_macro", "precision_macro", "recall_macro", "accuracy")
_PROGRESS = "progress.pt"
Scores = dict[str, float]
History = list[Scores]  # losses and scores of each epoch


@dataclass(frozen=True)
class Examples:
    """Vectorized texts, and the numbers of their classes."""

    texts: csr_matrix
    targets: Tensor


class Learner:
    """A network that learns, and what changes with it."""

    def __init__(
        self, network: nn.Module, weights: Tensor, rows: int, size: int, parameters: Parameters
    ) -> None:
        """Prepare for epochs of some rows, with steps of some size and weights of the classes."""
        self.network, self.size, self.parameters = network, size, parameters
        self.device = next(network.parameters()).device
        self.loss = nn.CrossEntropyLoss(weight=weights.to(self.device))
        rate, decay = parameters.learning_rate, parameters.weight_decay
        self.optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=decay)
        steps = parameters.epochs * math.ceil(rows / self.size)
        self.schedule = torch.optim.lr_scheduler.LinearLR(self.optimizer, 1.0, 0.01, max(1, steps))

    def epochs(
        self, known: Examples, held_out: Examples, done: int = 0, worker: int = 0
    ) -> Iterator[Scores]:
        """Learn until the last epoch; yield the losses and scores of each one.

        The order of rows and dropout depend on seed, epoch and worker alone, so a training that
        continues after a failure draws the same.
        """
        for epoch in range(done, self.parameters.epochs):
            own = (self.parameters.seed * 1_000_003 + epoch * 1009 + worker) % 2**63
            torch.manual_seed(own)
            order = torch.randperm(len(known.targets), generator=torch.Generator().manual_seed(own))
            yield {"train_loss": self.train_step(known, order)} | self.val_step(held_out)

    def train_step(self, known: Examples, order: Tensor) -> float:
        """Learn from each row once; return the mean loss."""
        self.network.train()
        losses = []
        for start in range(0, len(order), self.size):
            places = order[start : start + self.size]
            self.optimizer.zero_grad()
            scores = self.network(*tensors(known.texts[places.numpy()], self.device))
            loss = self.loss(scores, known.targets[places].to(self.device))
            loss.backward()
            self.optimizer.step()
            self.schedule.step()
            losses.append(float(loss.detach()))
        return sum(losses) / len(losses)

    def val_step(self, held_out: Examples) -> Scores:
        """Return the mean loss of rows that were not learned from, and their scores."""
        shares = judge_vectorized(held_out.texts, self.network)
        right = shares.gather(1, held_out.targets.unsqueeze(1))
        loss = float(-right.clamp_min(1e-12).log().mean())
        return {"val_loss": loss} | score(held_out.targets.numpy(), shares.argmax(dim=1).numpy())


def score(true: np.ndarray, predicted: np.ndarray) -> Scores:
    """Return the scores by which epochs, parameters and runs are compared."""
    weighted = f1_score(true, predicted, average="weighted", zero_division=0)
    macro = precision_recall_fscore_support(true, predicted, average="macro", zero_division=0)
    found = (weighted, macro[2], macro[0], macro[1], accuracy_score(true, predicted))
    return dict(zip(SCORES, map(float, found), strict=True))


def balance(targets: np.ndarray) -> Tensor:
    """Return a weight per class with which all classes count alike, shape (classes,)."""
    rows = torch.from_numpy(np.bincount(targets))
    return len(targets) / (len(rows) * rows)


def hold_out(rows: Rows, data: DataConfig, parameters: Parameters) -> tuple[Rows, Rows]:
    """Return rows to learn from, and those that choose the epoch: the last fold."""
    learned, held_out = folds(rows, data, parameters)[-1]
    return rows.take(learned), rows.take(held_out)


def fit_here(learned: Rows, held_out: Rows, parameters: Parameters) -> tuple[Classifier, Scores]:
    """Return what `train` with one worker gives, and its scores, without starting Ray."""
    model = build(learned, parameters)
    known, judged = (
        Examples(model.vectorizer.transform(rows.X).tocsr(), torch.from_numpy(model.targets(rows)))
        for rows in (learned, held_out)
    )
    network = model.network.to("cuda" if torch.cuda.is_available() else "cpu")
    weights, size = balance(model.targets(learned)), parameters.batch_size
    learner = Learner(network, weights, len(learned.y), size, parameters)
    best, kept = {"val_loss": math.inf}, network.state_dict()
    torch.set_num_threads(1)  # a second one would only wait for the first
    with torch.random.fork_rng():
        for found in learner.epochs(known, judged):
            if found["val_loss"] < best["val_loss"]:
                best, kept = found, copy.deepcopy(network.state_dict())
    network.load_state_dict(kept)
    network.cpu()
    return model, best


@dataclass(frozen=True)
class Task:
    """What all workers are given; all machines must see the folder of the project."""

    paths: Paths
    record: str  # id of the run in MLflow, where the first worker tracks each epoch
    parameters: Parameters
    model: Classifier  # has not learned yet
    weights: torch.Tensor  # one per class: rare classes count more


def train_loop_per_worker(config: dict[str, Any]) -> None:
    """Learn from a part of the rows, in step with the other workers; report each epoch.

    After a failure the loop starts again, after the epoch of the last checkpoint.
    """
    import ray.train.torch  # seconds, and not needed to measure a run

    task: Task = config["task"]
    context, model = ray.train.get_context(), task.model
    worker, workers = context.get_world_rank(), context.get_world_size()
    known, held_out = read_shard("train", model), read_shard("held_out", model)
    network = ray.train.torch.prepare_model(model.network)
    size = max(1, task.parameters.batch_size // workers)
    learner = Learner(network, task.weights, len(known.targets), size, task.parameters)
    history: History = []
    if checkpoint := ray.train.get_checkpoint():
        history = _restore(checkpoint, model, learner)
    for found in learner.epochs(known, held_out, len(history), worker):
        history.append(found)
        report = {"history": history} | found
        if worker:
            ray.train.report(report)
            continue
        with connect(task.paths) as mlflow:
            mlflow.log_metrics(found, step=len(history), run_id=task.record)
        with TemporaryDirectory() as name:
            _save(Path(name), model, learner, history)
            ray.train.report(report, checkpoint=ray.train.Checkpoint.from_directory(name))


def read_shard(name: str, model: Classifier) -> Examples:
    """Return this worker's part of a data set, which has to fit into its memory.

    Rows that do not divide evenly are left out, one per worker at most, since workers wait for each
    other in every step.
    """
    import ray.train

    batches = ray.train.get_dataset_shard(name).iter_batches(batch_format="pyarrow")
    table = pa.concat_tables(batches).combine_chunks()
    pieces, weights = (table[key].combine_chunks() for key in ("pieces", "weights"))
    starts = np.append(0, np.cumsum(pieces.value_lengths()))
    shape = (len(table), model.network.meanings.num_embeddings)
    texts = csr_matrix((weights.flatten(), pieces.flatten(), starts), shape)
    return Examples(texts, torch.from_numpy(table["target"].to_numpy().copy()))


def _save(folder: Path, model: Classifier, learner: Learner, history: History) -> None:
    """Write what it takes to continue from here."""
    state = {"optimizer": learner.optimizer.state_dict(), "schedule": learner.schedule.state_dict()}
    save_weights(model.network, folder)
    torch.save(state | {"history": history}, folder / _PROGRESS)


def _restore(checkpoint: Any, model: Classifier, learner: Learner) -> History:
    """Continue where a checkpoint was taken; return the epochs before it."""
    with checkpoint.as_directory() as name:
        load_weights(model.network, Path(name))
        state = torch.load(Path(name) / _PROGRESS, weights_only=True)  # so that no code is run
    learner.optimizer.load_state_dict(state["optimizer"])
    learner.schedule.load_state_dict(state["schedule"])
    return list(state["history"])
