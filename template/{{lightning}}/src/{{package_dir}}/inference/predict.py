"""Predict images or rows: of a request, of files, or of the test set."""

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import pandas as pd

from ..config import DataConfig, Paths
from ..data.images import ENDINGS, decode_image, image_files, read_images
from ..data.load import TABLES, fit_array, load_arrays, read_cells, to_numbers
from ..data.split import split
from ..errors import DataError, InputError
from ..evaluation.report import load_same
from ..models.networks import predict_probabilities
from ..models.runs import Run
from ..utils.files import write_text

Prediction = dict[str, Any]


def predict(inputs: np.ndarray, run: Run, threshold: float | None = None) -> list[Prediction]:
    """Return the class of each input, with the probability of every class.

    It is None, the model abstains, where its probability is below the threshold.
    """
    made = []
    for values in predict_probabilities(run.network, inputs):
        shares = dict(zip(run.data.classes, map(float, values), strict=True))
        best = max(shares, key=lambda name: shares[name])
        sure = shares[best] >= (threshold or 0)
        made.append({"prediction": best if sure else None, "probabilities": shares})
    return made


def parse_inputs(inputs: Sequence[Any], data: DataConfig) -> np.ndarray:
    """Return the inputs of a request: image files in Base64, or lists of numbers."""
    if not data.size:
        return np.array(inputs, np.float32)
    made = []
    for row, text in enumerate(inputs, start=1):
        try:  # with or without `data:image/png;base64,`, as browsers write it
            content = base64.b64decode(text.rpartition(",")[2], validate=True)
            made.append(decode_image(content, data))
        except ValueError as error:
            raise InputError(f"row {row}: the input is not valid Base64") from error
        except DataError as error:
            raise InputError(f"row {row}: the input {error.message}", error.hint) from error
    return np.stack(made)


def predict_files(
    files: Sequence[Path], run: Run, threshold: float | None = None
) -> list[Prediction]:
    """Predict images, all images of folders, or the rows of CSV and NPZ files."""
    made = []
    for file in files:
        try:
            names, inputs = read_inputs(file, run.data)
        except DataError as error:
            known = file.name in error.message
            message = error.message if known else f"{file}: {error.message}"
            raise InputError(message, error.hint) from error
        except (OSError, ValueError, MemoryError, BadZipFile) as error:
            reason = " ".join(str(error).split())
            raise InputError(f"{file} cannot be read: {reason}") from error
        predictions = predict(inputs, run, threshold)
        made += [{"input": n, **each} for n, each in zip(names, predictions, strict=True)]
    return made


def read_inputs(file: Path, data: DataConfig) -> tuple[list[str], np.ndarray]:
    """Return the names of the inputs of a file or folder, and the inputs."""
    if file.suffix.lower() == ".npz":
        inputs = fit_array(next(iter(load_arrays(file).values())), data)
    elif data.size:
        images = image_files(file) if file.is_dir() else [file]
        if not images:
            raise DataError(f"{file} has no images", f"expected {', '.join(ENDINGS)}")
        return [str(image) for image in images], read_images(images, data)
    elif file.suffix.lower() in TABLES:
        inputs = to_numbers(read_cells(file, data.columns), data.columns)
        for row, column in np.argwhere(np.isnan(inputs)):
            raise DataError(f"row {row + 1}, column `{data.columns[column]}`: the cell is empty")
    else:
        raise DataError(f"{file}: unknown kind of file", f"use {', '.join(TABLES)} or .npz")
    return [f"row {row}" for row in range(1, len(inputs) + 1)], inputs


def predict_held_out(
    paths: Paths, run: Run, number: int, threshold: float | None = None
) -> list[Prediction]:
    """Predict the first rows of the test set; each prediction is followed by what is true."""
    test = split(load_same(paths, run), run.parameters).test
    some = test.take(np.arange(min(number, len(test))))
    rows = zip(some.names.tolist(), predict(some.X, run, threshold), some.labels, strict=True)
    return [{"input": name, **made, "true": str(true)} for name, made, true in rows]


def write_predictions(path: Path, predictions: Sequence[Prediction]) -> None:
    """Write predictions as CSV."""
    write_text(path, pd.json_normalize(list(predictions), sep=" of ").to_csv(index=False))
