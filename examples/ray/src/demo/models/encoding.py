"""Rows as numbers: the encoder is fitted on Ray Data, and encodes it, on all machines."""

from collections import Counter
from functools import partial

import pyarrow as pa
import ray.data

from ..config import Arguments
from ..data.rows import change_batches
from ..data.vocabulary import Vocabulary, count_texts
from .encoders import Encoder, Pieces


def fit_encoder_on(rows: ray.data.Dataset, arguments: Arguments) -> Encoder:
    """Return the encoder that the arguments ask for; all machines count the features.

    Raises:
        DataError: the texts hold no word.
        RunError: there is no such transformer here.
    """
    if arguments.encoder is not None:
        from .transformer import load_transformer  # an extra

        return load_transformer(arguments.encoder)
    count = partial(_count, piece_max=arguments.piece_max)
    counts: Counter[str] = Counter()
    for row in rows.map_batches(count, batch_format="pyarrow").iter_rows():
        counts[row["feature"]] += int(row["texts"])
    return Pieces(Vocabulary.fit(counts, rows.count(), arguments), arguments.hidden)


def encode_rows(rows: ray.data.Dataset, encoder: Encoder) -> ray.data.Dataset:
    """Return rows with columns ids, weights and target, which is what a worker reads."""
    return change_batches(rows, partial(_encode, encoder=encoder))


def _count(batch: pa.Table, piece_max: int) -> pa.Table:
    """Return in how many texts of a batch each feature is."""
    counts = count_texts(batch["text"].to_pylist(), piece_max)
    return pa.table(
        {
            "feature": pa.array(counts.keys(), pa.string()),
            "texts": pa.array(counts.values(), pa.int64()),
        }
    )


def _encode(batch: pa.Table, encoder: Encoder) -> pa.Table:
    """Encode the texts of a batch; rows are of different length."""
    encoded = encoder.encode(batch["text"].to_pylist())
    return pa.table(
        {
            "ids": pa.array([ids for ids, _ in encoded], pa.list_(pa.int64())),
            "weights": pa.array([weights for _, weights in encoded], pa.list_(pa.float32())),
            "target": batch["target"],
        }
    )
