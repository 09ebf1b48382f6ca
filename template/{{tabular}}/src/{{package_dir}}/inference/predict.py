"""Predict rows: of a request, of the command line, of a file, or of the test set."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..config import Paths, Role
from ..data.clean import check, features
from ..data.load import as_cells, detect_format, read_cells
from ..errors import DataError, InputError
from ..evaluation.report import held_out
from ..models.runs import Run
from ..utils.files import write_text

Prediction = dict[str, Any]


def predict(
    rows: Sequence[Mapping[str, Any]], run: Run, threshold: float | None = None
) -> list[Prediction]:
    """Predict rows that are given as mappings; a column that is left out is unknown.

    Raises:
        InputError: a column is unknown, or a cell does not fit its role; named with its row.
    """
    names = run.data.features
    for number, row in enumerate(rows, start=1):
        if unknown := [name for name in row if name not in names]:
            raise InputError(
                f"row {number}: column `{unknown[0]}` is unknown", f"known: {', '.join(names)}"
            )
    index = pd.RangeIndex(1, len(rows) + 1)
    table = {name: [row.get(name) for row in rows] for name in names}
    cells = as_cells(pd.DataFrame(table, index, dtype=object), run.data.missing)
    return predict_cells(cells, run, threshold)


def predict_cells(
    cells: pd.DataFrame, run: Run, threshold: float | None = None
) -> list[Prediction]:
    """Predict a table of text cells.

    In a classification, a prediction is the most probable class and the probability of each; None
    if that of the best one is below the threshold. In a regression it is a number, with the
    interval that contains four of five true values in the cross-validation.

    Raises:
        InputError: a column is missing, or a cell does not fit its role.
    """
    check(cells, run.data, run.data.features, InputError)
    rows = features(cells, run.data)
    if run.data.task == "regression":
        if threshold is not None:
            raise InputError("a threshold is for classes, and this model predicts numbers")
        low, high = run.facts["interval"]
        return [
            {"prediction": float(value), "low": float(value + low), "high": float(value + high)}
            for value in run.model.predict(rows)
        ]
    made = []
    for values in run.model.predict_proba(rows):
        shares = {str(n): float(p) for n, p in zip(run.model.classes_, values, strict=True)}
        best = max(shares, key=lambda name: shares[name])
        sure = threshold is None or shares[best] >= threshold
        made.append({"prediction": best if sure else None, "probabilities": shares})
    return made


def predict_file(path: Path, run: Run, threshold: float | None = None) -> list[Prediction]:
    """Predict the rows of a file; each prediction has the number of its row, and its id.

    Raises:
        InputError: the file cannot be read, a column is missing, or a cell does not fit its role.
    """
    try:
        cells = read_cells(path, detect_format(path, run.data))
    except DataError as error:
        raise InputError(error.message, error.hint) from error
    ids = [name for name in run.data.named(Role.ID) if name in cells]
    return [
        {"row": row, **{name: cells[name][row] for name in ids}, **prediction}
        for row, prediction in enumerate(predict_cells(cells, run, threshold), start=1)
    ]


def predict_held_out(
    paths: Paths, run: Run, number: int, threshold: float | None = None
) -> list[Prediction]:
    """Predict the first rows of the test set; each prediction is followed by what is true."""
    _, test = held_out(paths, run)
    some = test.take(np.arange(min(number, len(test.y))))
    predictions = predict_cells(some.cells, run, threshold)
    pairs = zip(predictions, some.y.tolist(), strict=True)
    return [{**prediction, "true": true} for prediction, true in pairs]


def write_predictions(path: Path, predictions: Sequence[Prediction]) -> None:
    """Write predictions as CSV or, by the ending of the file's name, as JSON Lines."""
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        lines = (json.dumps(prediction, ensure_ascii=False) + "\n" for prediction in predictions)
        write_text(path, "".join(lines))
    else:
        write_text(path, pd.json_normalize(list(predictions), sep=" of ").to_csv(index=False))
