"""Predict many texts with all machines of a cluster."""

import json
from collections.abc import Sequence
from functools import partial

import pyarrow as pa
import ray.data

from ..models.runs import Run
from ..utils.cluster import Workers, cluster
from .predict import Prediction, check_texts, predict

_BATCH_ROWS = 1000  # that a task predicts


def predict_on_cluster(
    texts: Sequence[str], run: Run, threshold: float | None, address: str | None = None
) -> list[Prediction]:
    """Return what `predict` returns, made by as many tasks as the cluster has room for."""
    check_texts(texts)  # here, since a task counts rows from the first one of its batch
    with cluster(Workers(address=address)):
        size = range(0, len(texts), _BATCH_ROWS)
        tables = [pa.table({"text": texts[start : start + _BATCH_ROWS]}) for start in size]
        change = partial(_predict, run=run, threshold=threshold)
        made = ray.data.from_arrow(tables).map_batches(change, batch_format="pyarrow")
        return [json.loads(row["made"]) for row in made.iter_rows()]


def _predict(batch: pa.Table, run: Run, threshold: float | None) -> pa.Table:
    """Return the prediction for each text of a batch, as JSON."""
    made = predict(batch["text"].to_pylist(), run, threshold)
    return pa.table({"made": [json.dumps(each) for each in made]})
