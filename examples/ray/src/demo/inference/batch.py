"""Predict many texts with all machines of a cluster."""

import json
from collections.abc import Sequence
from functools import partial

import numpy as np
import pyarrow as pa
import ray
import ray.data

from ..data.labels import LabelEncoder
from ..evaluation.metrics import Outcome
from ..models.classifier import Classifier
from ..utils.cluster import cluster
from .artifacts import Artifacts
from .predict import Prediction, check_texts, predict

# Rows that an actor judges at a time.
BATCH_ROWS = 256
# Actors that tag at the same time, if the cluster has the room.
MOST_ACTORS = 8


class Tagger:
    """Keeps a run in the memory of an actor, and tags batches of texts."""

    def __init__(self, artifacts: Artifacts, threshold: float | None) -> None:
        """Take the run, which the actor is sent once."""
        self._artifacts, self._threshold = artifacts, threshold

    def __call__(self, batch: pa.Table) -> pa.Table:
        """Return the answer to each text of a batch, as JSON."""
        answers = predict(batch["text"].to_pylist(), self._artifacts, self._threshold)
        return pa.table({"answer": [json.dumps(each) for each in answers]})


def judge_rows(
    rows: ray.data.Dataset, classifier: Classifier, label_encoder: LabelEncoder
) -> Outcome:
    """Return what a classifier says of rows with clean texts; the texts stay where they are."""
    judged = rows.map_batches(
        partial(_judge, classifier=classifier), batch_size=BATCH_ROWS, batch_format="pyarrow"
    ).take_all()
    return Outcome(
        inputs=[],
        truth=np.array([row["target"] for row in judged]),
        probabilities=np.array([row["probabilities"] for row in judged]),
        classes=label_encoder.classes,
    )


def _judge(batch: pa.Table, classifier: Classifier) -> pa.Table:
    """Return the target of each text of a batch beside its probabilities."""
    probabilities = classifier.predict_proba(batch["text"].to_pylist())
    return pa.table({"target": batch["target"], "probabilities": probabilities.tolist()})


def predict_batches(
    texts: Sequence[str],
    artifacts: Artifacts,
    threshold: float | None = None,
    address: str | None = None,
) -> list[Prediction]:
    """Return what `predict` returns, made by as many actors as the cluster has room for.

    Raises:
        InputError: a text is empty, too long or no text, or the threshold is not in 0 to 1.
        RunError: there is no cluster.
    """
    checked = check_texts(texts)
    if not checked:
        return []
    with cluster(address):
        actors = ray.data.ActorPoolStrategy(min_size=1, max_size=MOST_ACTORS)
        rows = ray.data.from_arrow(pa.table({"text": checked})).repartition(
            -(-len(checked) // BATCH_ROWS)
        )
        tagged = rows.map_batches(
            Tagger,
            fn_constructor_args=(artifacts, threshold),
            batch_size=BATCH_ROWS,
            batch_format="pyarrow",
            compute=actors,
        )
        return [json.loads(row["answer"]) for row in tagged.iter_rows()]
