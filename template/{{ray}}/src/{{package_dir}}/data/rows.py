"""The labeled data as Ray Data: cleaned, labeled and split by all machines.

Only labels and row numbers come together in one place; the parts are the same as those of
`stratified_splits`, so that what is trained here can be evaluated anywhere.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import ray.data

from ..config import ACCEPTED_TAGS, OTHER, Arguments
from ..utils.cluster import resources
from .clean import clean_texts
from .dataset import draw_subset, join_text
from .labels import LabelEncoder, replace_minority, replace_out_of_scope
from .split import split_rows

# Blocks per CPU: enough that no machine waits long for the last one.
_BLOCKS_PER_CPU = 2


@dataclass(frozen=True)
class Prepared:
    """The parts to learn from and to choose by: columns text and target."""

    train: ray.data.Dataset
    validation: ray.data.Dataset
    label_encoder: LabelEncoder
    # Rows of each label, over all parts.
    labels: dict[str, int]


def prepare(frame: pd.DataFrame, arguments: Arguments) -> Prepared:
    """Clean, label and split the labeled rows; the test part is left alone.

    Raises:
        DataError: there are too few labels, or too few rows of one.
    """
    rows = _clean(draw_subset(frame, arguments), arguments)
    scope = [str(row["label"]) for row in rows.select_columns(["label"]).take_all()]
    labels = replace_minority(scope, arguments.min_freq, OTHER)
    label_encoder = LabelEncoder.fit(labels)
    parts = split_rows(labels, arguments.seed, arguments.train_share)
    targets = label_encoder.encode(labels)
    train, validation = (_take(rows, part, targets) for part in (parts.train, parts.validation))
    return Prepared(train, validation, label_encoder, dict(Counter(labels)))


def _clean(frame: pd.DataFrame, arguments: Arguments) -> ray.data.Dataset:
    """Return rows with columns row (their place), text and label."""
    raw = pd.DataFrame({"text": join_text(frame), "tag": frame["tag"].tolist()})
    raw.insert(0, "row", range(len(raw)))
    blocks = _BLOCKS_PER_CPU * int(resources().get("CPU", 1))
    size = -(-len(raw) // blocks)
    pieces = [raw[start : start + size] for start in range(0, len(raw), size)]
    tables = [pa.Table.from_pandas(piece, preserve_index=False) for piece in pieces]
    return change_batches(ray.data.from_arrow(tables), partial(_clean_batch, arguments=arguments))


def _clean_batch(batch: pa.Table, arguments: Arguments) -> pa.Table:
    """Clean the texts of a batch, and replace labels that are out of scope."""
    labels = replace_out_of_scope(batch["tag"].to_pylist(), ACCEPTED_TAGS, OTHER)
    texts = clean_texts(batch["text"].to_pylist(), arguments)
    return pa.table({"row": batch["row"], "text": pa.array(texts, pa.string()), "label": labels})


def _take(
    rows: ray.data.Dataset, part: Sequence[int], targets: npt.NDArray[np.int64]
) -> ray.data.Dataset:
    """Return the rows of one part with their targets."""
    chosen = np.zeros(len(targets), dtype=bool)
    chosen[list(part)] = True
    return change_batches(rows, partial(_pick, chosen=chosen, targets=targets))


def change_batches(
    rows: ray.data.Dataset, change: Callable[[pa.Table], pa.Table]
) -> ray.data.Dataset:
    """Change all batches on the machines they are on, and keep the result in their memory."""
    changed: ray.data.Dataset = rows.map_batches(change, batch_format="pyarrow").materialize()
    return changed


def _pick(
    batch: pa.Table, chosen: npt.NDArray[np.bool_], targets: npt.NDArray[np.int64]
) -> pa.Table:
    """Return the chosen rows of a batch with their targets."""
    places = batch["row"].to_numpy()
    kept = batch.filter(pa.array(chosen[places]))
    return pa.table({"text": kept["text"], "target": targets[places[chosen[places]]]})
