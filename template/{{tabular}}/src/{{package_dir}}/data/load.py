"""Read a table: CSV, TSV, Parquet or JSON Lines; every cell becomes text or None."""

import codecs
import csv
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ..config import DataConfig, Paths, Role
from ..errors import DataError
from ..utils.files import sha256_of
from .clean import check

FORMATS = (".csv", ".tsv", ".parquet", ".jsonl", ".ndjson")


@dataclass(frozen=True)
class Table:
    """The checked rows of the source: cells are text or None."""

    cells: pd.DataFrame  # its index counts the rows of the file from 1, without the header
    sha256: str  # of the file
    dropped: int  # rows that are not in `cells`: without a target, or of a rare class


def load_table(paths: Paths, data: DataConfig, strict: bool = False) -> Table:
    """Read the source that config/data.toml names and check every cell.

    Rows that cannot be used are dropped, or refused if `strict`. DataError if the file cannot be
    read, or cells do not fit their roles: the first ones are named with row and column.
    """
    path = paths.root / data.source
    cells = read_cells(path, data)
    if data.target not in cells:
        raise DataError(f"{data.source} has no column `{data.target}`", "run `profile` again")
    unusable = cells[data.target].isna() | cells[data.target].isin(data.rare_classes)
    if strict and unusable.any():
        row = unusable.idxmax()
        raise DataError(
            f"row {row}, column `{data.target}`: the cell is empty, or its class is too rare",
            f"{unusable.sum():,} rows are like this: fix them, or leave out `--strict`",
        )
    cells = cells[~unusable]
    check(cells, data, [*data.features, *data.named(Role.ID, Role.GROUP, Role.TIME, Role.TARGET)])
    return Table(cells, sha256_of(path), int(unusable.sum()))


def read_cells(path: Path, data: DataConfig, limit: int | None = None) -> pd.DataFrame:
    """Read a file as text cells; at most `limit` rows where a limit is given.

    DataError if the file is missing, empty, damaged, or of an unknown format.
    """
    if not path.is_file():
        raise DataError(f"{path} not found", "put the file there, or run `profile FILE`")
    try:
        frame = _read(path, data, limit)
    except (ValueError, OSError, csv.Error) as error:  # pandas and pyarrow raise subclasses
        reason = str(error).strip().splitlines()[0]
        raise DataError(f"{path.name} cannot be read: {reason}") from error
    if frame.empty:
        raise DataError(f"{path.name} has no rows")
    frame.columns = frame.columns.astype(str)
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return as_cells(frame, data.missing)


def _read(path: Path, data: DataConfig, limit: int | None) -> pd.DataFrame:
    """Read a file by the ending of its name."""
    match path.suffix.lower():
        case ".parquet":
            return pd.DataFrame(pd.read_parquet(path)).head(limit or sys.maxsize)
        case ".jsonl" | ".ndjson":
            return pd.read_json(path, lines=True, dtype=False, nrows=limit)
        case ".csv" | ".tsv" | ".txt":
            _check_header(path, data)
            options: dict[str, Any] = {"sep": data.separator, "encoding": data.encoding}
            options |= {"dtype": str, "keep_default_na": False, "index_col": False}
            return pd.DataFrame(pd.read_csv(path, nrows=limit, **options))
        case other:
            raise DataError(f"{path.name}: unknown format `{other}`", f"use {', '.join(FORMATS)}")


def _check_header(path: Path, data: DataConfig) -> None:
    """Refuse a header that names a column twice: pandas would rename the second one silently."""
    with path.open(encoding=data.encoding, newline="") as stream:
        header = next(csv.reader(stream, delimiter=data.separator), [])
    if not any(name.strip() for name in header):
        raise DataError(f"{path.name} is empty", "the first line must name the columns")
    names = Counter(name for name in header if name.strip())
    if twice := [name for name, count in names.items() if count > 1]:
        raise DataError(f"{path.name} has more than one column `{twice[0]}`", "rename one of them")


def as_cells(frame: pd.DataFrame, missing: Iterable[str]) -> pd.DataFrame:
    """Return a frame whose cells are text without outer white space, or None."""
    columns = {name: frame[name].map(_as_text).astype(object) for name in frame.columns}
    cells = pd.DataFrame(columns, index=frame.index)
    return cells.where(cells.notna() & ~cells.isin(list(missing)), None)


def _as_text(value: Any) -> str | None:
    """Return one cell as text: 3.0 as `3`, a time in ISO 8601."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list | dict):
        raise DataError("a cell contains a list or an object", "flatten the file first")
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return str(value.isoformat())
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)


def detect_format(path: Path, data: DataConfig) -> DataConfig:
    """Return the configuration with the encoding and separator of a text file.

    DataError if the file is missing, or mixes encodings.
    """
    if not path.is_file():
        raise DataError(f"{path} not found")
    if path.suffix.lower() not in (".csv", ".tsv", ".txt"):
        return data
    encoding = _detect_encoding(path)
    with path.open(encoding=encoding, errors="replace") as stream:
        header = stream.readline(1 << 20)
    separator = max("\t;|,", key=header.count)
    return data.model_copy(update={"encoding": encoding, "separator": separator})


def _detect_encoding(path: Path) -> str:
    """Return the encoding of a file, read line by line."""
    broken, has_letters = 0, False
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if number == 1 and line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return "utf-16"
            try:
                line.decode("utf-8")
                has_letters = has_letters or not line.isascii()
            except UnicodeDecodeError:
                broken = broken or number
    if broken and has_letters:
        raise DataError(
            f"{path.name}: line {broken} is not UTF-8, but other lines are",
            "save the file in one encoding, best UTF-8",
        )
    return "cp1252" if broken else "utf-8-sig"
