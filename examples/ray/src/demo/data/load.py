"""Read the data: CSV, TSV, Parquet or JSON Lines; every cell becomes text or None."""

import codecs
import csv
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from ..config import DataConfig, Paths, Role
from ..errors import DataError
from ..utils.files import sha256_of
from .clean import join_texts

FORMATS = (".csv", ".tsv", ".parquet", ".jsonl", ".ndjson")
_SHOWN = 3  # problems that an error names


@dataclass(frozen=True)
class Table:
    """The checked rows of the data: cells are text or None."""

    cells: pd.DataFrame  # its index counts the rows of the file from 1, without the header
    sha256: dict[str, str]  # of each file
    dropped: dict[str, int]  # rows that are not in `cells`, by the reason


def load_table(paths: Paths, data: DataConfig, strict: bool = False) -> Table:
    """Read the files that config/data.toml names and check every cell.

    Rows that cannot be used are dropped, or refused if `strict`. DataError if a file cannot be
    read, a column is missing, or a cell does not fit its role; the first ones are named with row
    and column.
    """
    cells = read_source(paths, data)
    used = [*data.texts, *data.named(Role.ID, Role.GROUP, Role.TIME, Role.TARGET)]
    if absent := [name for name in used if name not in cells]:
        raise DataError(f"{data.source} has no column `{absent[0]}`", "run `elt-data` again")
    cells[data.target] = replace_rare(cells[data.target], data)
    dropped: dict[str, int] = {}
    for reason, unusable in _unusable(cells, data).items():
        rows = unusable.reindex(cells.index)[lambda found: found].index
        if strict and len(rows):
            hint = f"{len(rows):,} rows are like this: fix them, or leave out `--strict`"
            raise DataError(f"row {rows[0]}: {reason}", hint)
        if len(rows):
            dropped[reason] = len(rows)
        cells = cells.drop(index=rows)
    check(cells, data, used)
    return Table(cells, {name: sha256_of(paths.root / name) for name in data.files}, dropped)


def _unusable(cells: pd.DataFrame, data: DataConfig) -> dict[str, pd.Series]:
    """Return the rows that cannot be used, by the reason.

    A text that repeats an earlier one would flatter the score, in training and test set at once.
    """
    texts = pd.Series(join_texts(cells, data), cells.index)
    return {
        f"the cell `{data.target}` is empty": cells[data.target].isna(),
        "the class is rare": cells[data.target].isin(data.rare_classes),
        "the text is empty": texts == "",
        "the text repeats an earlier one": texts.duplicated(),
    }


def replace_rare(labels: pd.Series, data: DataConfig) -> pd.Series:
    """Replace each label that is not one of the classes by `other`, if there is such a class."""
    if data.other is None:
        return labels
    return labels.where(labels.isna() | labels.isin(data.classes), data.other)


def check(cells: pd.DataFrame, data: DataConfig, columns: Iterable[str]) -> None:
    """Check that every cell fits the role of its column.

    DataError if a cell is wrong; the first ones are named with row and column.
    """
    try:
        pa.DataFrameSchema({name: _schema(data, name) for name in columns}).validate(
            cells, lazy=True
        )
    except SchemaErrors as found:
        cases = found.failure_cases.sort_values("index")
        raise DataError(_describe(cases), "fix the cells, or config/data.toml") from found


def _schema(data: DataConfig, name: str) -> pa.Column:
    """Return what pandera checks in one column of text cells."""
    match data.columns[name].role:
        case Role.TIME:
            date = pa.Check(lambda cells: times(cells).notna(), error="is not a time")
            return pa.Column(checks=date)
        case Role.ID:
            return pa.Column(unique=True)
        case Role.GROUP:
            return pa.Column()
        case Role.TARGET:
            return pa.Column(checks=pa.Check.isin(data.classes, error="is not in `classes`"))
        case _:
            return pa.Column(nullable=True)


def _describe(cases: pd.DataFrame) -> str:
    """Name the first problems with row and column, and count the others."""
    names = {"not_nullable": "the cell is empty", "field_uniqueness": "occurs more than once"}
    lines = []
    for case in cases.head(_SHOWN).itertuples():
        problem = names.get(str(case.check), str(case.check))
        value = "" if case.check == "not_nullable" else f"{str(case.failure_case)[:40]!r} "
        lines.append(f"row {case.index}, column `{case.column}`: {value}{problem}")
    more = f"; and {len(cases) - _SHOWN:,} more" if len(cases) > _SHOWN else ""
    return "; ".join(lines) + more


def times(cells: pd.Series) -> pd.Series:
    """Return text cells as times without time zone (UTC); NaT if invalid."""
    return pd.to_datetime(cells, format="ISO8601", errors="coerce", utc=True).dt.tz_localize(None)


def read_source(paths: Paths, data: DataConfig, limit: int | None = None) -> pd.DataFrame:
    """Read the source; with a file of labels, add to each row the labels of the same id."""
    cells = read_cells(paths.root / data.source, data, limit)
    if data.labels is None:
        return cells
    labels = read_cells(paths.root / data.labels, data)
    if not (named := [name for name in data.named(Role.ID) if name in cells and name in labels]):
        raise DataError("source and labels have no id in common", "name it: `elt-data --id COL`")
    labels = labels.dropna(subset=named)
    if (twice := labels[named[0]].duplicated()).any():
        raise DataError(f"{data.labels}: row {twice.idxmax()} repeats an id", "remove one of them")
    new = [name for name in labels if name not in cells]
    return cells.join(labels.set_index(named[0])[new], on=named[0])


def read_cells(path: Path, data: DataConfig, limit: int | None = None) -> pd.DataFrame:
    """Read a file as text cells; at most `limit` rows where a limit is given.

    DataError if the file is missing, empty, damaged, or of an unknown format.
    """
    if not path.is_file():
        raise DataError(f"{path} not found", "put the file there, or run `elt-data FILE`")
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
        case ".csv" | ".tsv":
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
    if path.suffix.lower() not in (".csv", ".tsv"):
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
