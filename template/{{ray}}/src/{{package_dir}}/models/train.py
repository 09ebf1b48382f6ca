"""Fit the model with the workers of a cluster, store the run and track it."""

import shutil
from functools import partial
from pathlib import Path

import pyarrow as pa
import ray.data
from ray.data import ExecutionOptions
from ray.train import CheckpointConfig, FailureConfig, RunConfig, ScalingConfig
from ray.train import DataConfig as Feeding
from ray.train.torch import TorchTrainer
from sklearn.pipeline import FeatureUnion

from ..config import DataConfig, Parameters, Paths
from ..data.load import load_table
from ..data.split import Rows, split
from ..errors import RunError
from ..utils.cluster import ONE_WORKER, Workers, cluster, first_line
from ..utils.files import write_json
from .pipeline import Classifier, baseline, build, load_weights
from .runs import FACTS, MANIFEST, Run, log, new_run_id, save_run, tracking
from .worker import SCORES, History, Task, balance, hold_out, score, train_loop_per_worker

METRIC = SCORES[0]  # that parameters are chosen by; a higher value is better
_BLOCK_ROWS = 1000  # that a task vectorizes


def train(
    paths: Paths,
    data: DataConfig,
    parameters: Parameters,
    experiment: str = "train",
    name: str | None = None,
    strict: bool = False,
    workers: Workers = ONE_WORKER,
) -> Run:
    """Train on the data of config/data.toml and make the run the latest one.

    The order matters: until the last step the former run stays the latest one, so a training that
    is interrupted or fails changes nothing for those who predict.

    `experiment` and `name` are those in MLflow. Rows that cannot be used are dropped, or refused if
    `strict`. DataError if there is nothing to learn from, RunError if Ray or MLflow fails.
    """
    run_id, table = new_run_id(), load_table(paths, data, strict)
    training, test = split(table.cells, data, parameters)
    learned, held_out = hold_out(training, data, parameters)
    model = build(learned, parameters)
    checkpoints = paths.stores / "checkpoints" / run_id
    with cluster(workers), tracking(paths, experiment, name or run_id) as record:
        task = Task(paths, record, parameters, model, balance(model.targets(learned)))
        epochs = fit_on_cluster(task, learned, held_out, workers, checkpoints)
        best = min(epochs, key=lambda epoch: epoch["val_loss"])
        guess = score(held_out.y, baseline(learned).predict(held_out.X))
        facts = {
            "scores": {"model": {name: best[name] for name in SCORES}, "baseline": guess},
            "epochs": epochs,
            "best_epoch": epochs.index(best) + 1,
            "workers": {"number": workers.number} | workers.resources,
            "source": {"files": table.sha256, "dropped": table.dropped},
            "rows": {"train": len(training.y), "test": len(test.y)},
        }
        run = Run(run_id, model, data, parameters, facts)
        save_run(paths, run)
        _log(paths, run)
    write_json(paths.latest, {"run_id": run_id})
    shutil.rmtree(checkpoints)  # the best one is in the run
    return run


def fit_on_cluster(
    task: Task, learned: Rows, held_out: Rows, workers: Workers, folder: Path
) -> History:
    """Fit the classifier of a task; return the losses and scores of all epochs.

    The classifier is as it was after the epoch with the lowest loss on held-out rows. Checkpoints
    are written into the folder, which all machines must see. RunError if the training fails.
    """
    trainer = TorchTrainer(
        train_loop_per_worker,
        train_loop_config={"task": task},
        scaling_config=ScalingConfig(
            num_workers=workers.number,
            use_gpu="GPU" in workers.resources,
            resources_per_worker=workers.resources,
            placement_strategy="SPREAD",  # so that a lost machine takes few workers with it
        ),
        run_config=RunConfig(
            name=folder.name,
            storage_path=str(folder.parent),
            checkpoint_config=CheckpointConfig(1, "val_loss", "min"),
            failure_config=FailureConfig(3),  # of machines; more failures have another cause
        ),
        datasets={"train": encode(learned, task.model), "held_out": encode(held_out, task.model)},
        # Every worker judges all held-out rows; in order, each gets the same rows in every run.
        dataset_config=Feeding(
            datasets_to_split=["train"], execution_options=ExecutionOptions(preserve_order=True)
        ),
    )
    try:
        result = trainer.fit()
    except RuntimeError as error:  # Ray's errors of workers are among them
        hint = "the logs of the workers are in /tmp/ray/session_latest/logs/train"
        raise RunError(f"the training failed: {first_line(error)}", hint) from error
    best, _ = min(result.best_checkpoints or [], key=lambda kept: kept[1]["val_loss"])
    with best.as_directory() as name:
        load_weights(task.model.network, Path(name))
    return list((result.metrics or {})["history"])


def encode(rows: Rows, model: Classifier) -> ray.data.Dataset:
    """Vectorize rows on all machines, and keep the result in their memory."""
    table = pa.table({"text": rows.X.tolist(), "target": model.targets(rows)})
    starts = range(0, len(rows.y), _BLOCK_ROWS)
    blocks = ray.data.from_arrow([table.slice(start, _BLOCK_ROWS) for start in starts])
    change = partial(_encode, vectorizer=model.vectorizer)
    encoded: ray.data.Dataset = blocks.map_batches(change, batch_format="pyarrow").materialize()
    return encoded


def _encode(batch: pa.Table, vectorizer: FeatureUnion) -> pa.Table:
    """Vectorize the texts of a batch; rows are of different length."""
    found = vectorizer.transform(batch["text"].to_pylist()).tocsr()
    pieces, weights = (
        pa.ListArray.from_arrays(pa.array(found.indptr, pa.int32()), pa.array(values))
        for values in (found.indices, found.data)
    )
    return pa.table({"pieces": pieces, "weights": weights, "target": batch["target"]})


def _log(paths: Paths, run: Run) -> None:
    """Track a run with its scores and the digests of its data."""
    tags = {"run_id": run.run_id}
    tags |= {f"sha256 {file}": digest for file, digest in run.facts["source"]["files"].items()}
    files = [paths.runs / run.run_id / file for file in (FACTS, MANIFEST)]
    log(run.parameters.model_dump(), run.facts["scores"]["model"], tags, files)
