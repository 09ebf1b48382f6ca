"""Read the data: folders of images, tables with numbers, arrays, MNIST, or the sample."""

import csv
import gzip
import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np
import pandas as pd

from ..config import DataConfig, Paths
from ..errors import DataError
from ..utils.files import sha256_of
from .images import find_images, read_images, resize_array, short_name

SAMPLE = "sklearn:digits"
TABLES = (".csv", ".tsv")
# Names of arrays in NPZ files: inputs and labels; the last ones are a test set.
_ARRAYS = (("x", "y"), ("images", "labels"), ("data", "target"), ("x_train", "y_train"))
_TEST_ARRAYS = ("x_test", "y_test")
_MOST_BYTES = 4 << 30  # of a file, unpacked
# Arrays of inputs and labels, and whether the source says that they are for testing.
Part = tuple[np.ndarray, np.ndarray, bool]


@dataclass(frozen=True)
class Rows:
    """Labeled inputs: `X` has shape (rows, *shape), bytes for images and floats for tables."""

    X: np.ndarray
    labels: np.ndarray  # texts; empty where there is none
    names: np.ndarray  # texts: the path of an image, or the number of a row
    is_test: np.ndarray  # whether the source itself says that a row is for testing

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.labels)

    def take(self, which: np.ndarray) -> "Rows":
        """Return the rows at some positions, or those where a mask is true."""
        return Rows(self.X[which], self.labels[which], self.names[which], self.is_test[which])


def load_source(paths: Paths, data: DataConfig) -> tuple[Rows, dict[str, Any]]:
    """Read the source that config/data.toml names and check every row.

    Rows that cannot be used are dropped. With the others comes what a run keeps of its source:
    path, digest, and how many rows were dropped for which reason.

    Raises:
        DataError: the source cannot be read, or does not fit config/data.toml; the first file or
            row that is wrong is named.
    """
    rows, dropped = read_source(paths, data), dict[str, int]()
    if unknown := sorted(set(rows.labels.tolist()) - {*data.classes, *data.rare_classes, ""}):
        where = rows.names[rows.labels == unknown[0]][0]
        raise DataError(f"{where}: `{unknown[0]}` is not in `classes`", "run `elt-data` again")
    for reason, find in _UNUSABLE.items():
        unusable = find(rows, data)
        if unusable.any():
            dropped[reason] = int(unusable.sum())
            rows = rows.take(~unusable)
    return rows, {"path": data.source, "sha256": digest(paths, data), "dropped": dropped}


def _repeats(rows: Rows, _: DataConfig) -> np.ndarray:
    """Return which inputs repeat an earlier one, and flatter the score of a test set with it."""
    return pd.Series([row.tobytes() for row in rows.X]).duplicated().to_numpy(bool)


# Which rows cannot be used, by the reason, in this order.
_UNUSABLE: dict[str, Callable[[Rows, DataConfig], np.ndarray]] = {
    "the label is empty": lambda rows, _: rows.labels == "",
    "the class is rare": lambda rows, data: np.isin(rows.labels, data.rare_classes),
    "a number is missing": lambda rows, _: np.isnan(rows.X.reshape(len(rows), -1)).any(axis=1),
    "the input repeats an earlier one": _repeats,
}


def read_source(paths: Paths, data: DataConfig) -> Rows:
    """Read the source by what it is; DataError if it is missing, damaged or of another kind."""
    path = paths.root / data.source
    try:
        if is_image_folder(path):
            return _read_folder(path, data)
        if path.suffix.lower() in TABLES:
            return _read_table(path, data)
        parts = [_rows(fit_array(X, data), labels, test) for X, labels, test in read_parts(path)]
        inputs, labels, is_test = (
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("X", "labels", "is_test")
        )
        return replace(_rows(inputs, labels), is_test=is_test)
    except FileNotFoundError as error:
        raise DataError(
            f"{data.source} not found", "put it there, or run `elt-data SOURCE`"
        ) from error
    except (OSError, ValueError, EOFError, MemoryError, csv.Error, zlib.error, BadZipFile) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise DataError(f"{data.source} cannot be read: {reason}") from error


def is_image_folder(path: Path) -> bool:
    """Return whether a source is a folder, but not with the files of MNIST."""
    return path.is_dir() and not any(path.glob("*-idx3-ubyte*"))


def digest(paths: Paths, data: DataConfig) -> str:
    """Return the SHA-256 of a file, or of the names and contents of all files of a folder."""
    path = paths.root / data.source
    if path.is_file():
        return sha256_of(path)
    found = hashlib.sha256()
    for file in sorted(path.rglob("*")):
        if file.is_file():
            found.update(f"{file.relative_to(path).as_posix()} {sha256_of(file)}\n".encode())
    return found.hexdigest()


def _read_folder(path: Path, data: DataConfig) -> Rows:
    """Read the images of each class folder."""
    files, labels, is_test = zip(*find_images(path), strict=True)
    names = np.array([short_name(file) for file in files])
    return Rows(read_images(files, data), np.array(labels), names, np.array(is_test))


def _read_table(path: Path, data: DataConfig) -> Rows:
    """Read the columns with numbers, and the one with the labels."""
    cells = read_cells(path, [data.target, *data.columns])
    labels = cells[data.target].fillna("").str.strip()
    return _rows(to_numbers(cells, data.columns), labels.to_numpy(str))


def read_cells(path: Path, columns: list[str]) -> pd.DataFrame:
    """Read a table as cells of text, NaN where one is empty; DataError if a column is missing."""
    with path.open(encoding="utf-8-sig") as stream:
        header = stream.readline(1 << 20)
    separator = max("\t;|,", key=header.count)
    cells = pd.DataFrame(pd.read_csv(path, sep=separator, dtype=str, encoding="utf-8-sig"))
    if absent := [name for name in columns if name not in cells]:
        has = ", ".join(map(str, cells))
        raise DataError(f"{path.name} has no column `{absent[0]}`", f"it has: {has[:200]}")
    if cells.empty:
        raise DataError(f"{path.name} has no rows")
    return cells


def to_numbers(cells: pd.DataFrame, columns: list[str]) -> np.ndarray:
    """Return columns as numbers, NaN for empty cells; DataError names a cell that is not one."""
    texts = cells[columns]
    numbers: np.ndarray = texts.apply(pd.to_numeric, errors="coerce").to_numpy(np.float32)
    for row, column in np.argwhere(texts.notna().to_numpy() & ~np.isfinite(numbers)):
        cell = f"row {row + 1}, column `{columns[column]}`: {str(texts.iat[row, column])[:40]!r}"
        raise DataError(f"{cell} is not a finite number")
    return numbers


def read_parts(path: Path) -> list[Part]:
    """Return the arrays of the sample, of the files of MNIST, or of an NPZ file."""
    if path.name == SAMPLE:
        from sklearn.datasets import load_digits

        images, labels = load_digits(return_X_y=True)  # white on black, as those of MNIST
        return [((images.reshape(-1, 8, 8) * (255 / 16)).round(), labels, False)]
    if path.is_dir():
        return [
            (_read_idx(path, f"{part}-images", 3), _read_idx(path, f"{part}-labels", 1), is_test)
            for part, is_test in (("train", False), ("t10k", True))
        ]
    arrays = load_arrays(path)
    pairs = [pair for pair in (*_ARRAYS, _TEST_ARRAYS) if {*pair} <= arrays.keys()]
    if not pairs:
        names = " or ".join(f"{inputs} and {labels}" for inputs, labels in _ARRAYS)
        raise DataError(f"{path.name} has the arrays {', '.join(arrays)}", f"expected {names}")
    return [(arrays[pair[0]], arrays[pair[1]], pair == _TEST_ARRAYS) for pair in pairs]


def load_arrays(path: Path) -> dict[str, np.ndarray]:
    """Return the arrays of an NPZ file, by name; none that would run code on loading."""
    if path.suffix.lower() != ".npz" and path.exists():
        kinds = "a folder of class folders, a CSV file or an NPZ file"
        raise DataError(f"{path.name}: unknown kind of data", f"use {kinds}")
    with ZipFile(path) as archive:
        if (size := sum(each.file_size for each in archive.infolist())) > _MOST_BYTES:
            raise DataError(f"{path.name} has {size:,} bytes, more than {_MOST_BYTES:,}")
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def fit_array(array: np.ndarray, data: DataConfig) -> np.ndarray:
    """Return inputs in the shape and type of the data; DataError if they have another shape."""
    expected = "(rows, height, width)" if data.size else f"(rows, {len(data.columns)})"
    is_image = array.ndim == 3 or (array.ndim == 4 and array.shape[3] in (1, 3))
    fits = is_image if data.size else array.shape[1:] == data.shape
    if array.dtype.kind not in "uifb" or not fits:
        raise DataError(f"the inputs are {array.dtype}, shape {array.shape}, not {expected}")
    if not data.size:
        return array.astype(np.float32)
    scale = 255 if array.dtype.kind == "f" and array.max(initial=0) <= 1 else 1
    return resize_array((array * scale).clip(0, 255).astype(np.uint8), data)


def _read_idx(folder: Path, name: str, dimensions: int) -> np.ndarray:
    """Return the bytes of an IDX file, packed or not, in the shape that its header names."""
    path = folder / f"{name}-idx{dimensions}-ubyte"
    packed = path.with_name(f"{path.name}.gz")
    with gzip.open(packed) if packed.is_file() else path.open("rb") as stream:
        content = stream.read(_MOST_BYTES)
    start = 4 + 4 * dimensions
    magic, *shape = np.frombuffer(content[:start].ljust(start, b"\0"), ">u4").tolist()
    if magic != 0x800 + dimensions or int(np.prod(shape)) != len(content) - start:
        raise DataError(f"{path.name} is not an IDX file with {dimensions} dimensions")
    return np.frombuffer(content[start:], np.uint8).reshape(shape)


def _rows(inputs: np.ndarray, labels: np.ndarray, is_test: bool = False) -> Rows:
    """Return inputs with labels as text, named by their numbers, from 1."""
    if len(inputs) != len(labels) or not len(inputs):
        raise DataError(f"{len(inputs):,} inputs have {len(labels):,} labels")
    names = np.array([f"row {row}" for row in range(1, len(inputs) + 1)])
    texts = np.array([str(label) for label in np.asarray(labels).reshape(-1)])
    return Rows(inputs, texts, names, np.full(len(inputs), is_test))
