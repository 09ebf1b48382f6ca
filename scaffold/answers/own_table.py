"""The table that a new project learns from: its file, the column to predict, and known roles."""

import csv
import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from scaffold.errors import TableError
from scaffold.files.parsing import parse_json, parse_or
from scaffold.files.paths import check_place

# The stacks whose projects learn from a table: from texts alone, or from columns of any kind.
TEXT_STACK, TABLE_STACK = "tagifai", "tabular"
FORMATS = (".csv", ".tsv", ".parquet", ".jsonl", ".ndjson")
_FOLDER = "data/raw"  # Ignored by Git in every project.
_LONGEST_LINE = 1 << 20
_ENCODINGS = ("utf-8-sig", "cp1252")
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = "\t;|,"
# Rows that are looked at for texts, and the mean number of words in a text.
_LOOKED_AT, _FEWEST_WORDS = 200, 4


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A table and what is known about it.

    Attributes:
        file: The file to copy into the project.
        target: The column to predict; an empty text if it is not known, which `check` refuses.
        task: `classification` or `regression`; None leaves it to the project.
        roles: Roles of other columns, by name.
    """

    file: Path
    target: str
    task: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Path of the copy in the project."""
        return f"{_FOLDER}/{self.file.name}"

    @property
    def stack(self) -> str:
        """The stack that fits: for texts if columns with text are named, or are all there is."""
        if self.task == "regression":
            return TABLE_STACK
        named = "text" in self.roles.values()
        return TEXT_STACK if named or _has_only_texts(self) else TABLE_STACK

    @property
    def kind(self) -> str:
        """What it is, for messages."""
        return "table"

    def files(self) -> dict[str, Path]:
        """Return the file to copy, by its path in the project."""
        return {self.path: self.file}

    def check(self, _destination: Path) -> None:
        """Refuse a file that no project could learn from; see `check_table`."""
        check_table(self)

    def answer(self) -> dict[str, Any]:
        """Return the answer `table`, which the template reads and updates keep."""
        task = {"task": self.task} if self.task else {}
        roles = {"roles": dict(self.roles)} if self.roles else {}
        return {"source": self.path, "target": self.target, **task, **roles}


def check_table(table: OwnTable) -> None:
    """Refuse a file that no project could learn from, before anything is created.

    The columns of Parquet files are not read: only the project has a library for it.

    Raises:
        TableError: The file is missing or empty, has an unknown format, or lacks a column, or the
            column to predict is not known.
        ForbiddenPlaceError: The name of the file cannot be used in a project.
    """
    if not table.file.is_file():
        problem = "is not a file" if table.file.exists() else "not found"
        raise TableError(f"`{table.file}` {problem}", "Check `--from`")
    if table.file.suffix.lower() not in FORMATS:
        raise TableError(f"Unknown table format: `{table.file.name}`", f"Use {', '.join(FORMATS)}")
    check_place(table.path)
    columns = _read_columns(table.file)
    listed = ", ".join(columns or ())[:200]
    if not table.target:
        hint = f"Pass `--target`; columns: {listed}" if listed else "Pass `--target`"
        raise TableError(f"The column to predict in `{table.file.name}` is not given", hint)
    for name in [table.target, *table.roles]:
        if columns is not None and name not in columns:
            near = difflib.get_close_matches(name, columns, n=1)
            hint = f"Did you mean `{near[0]}`?" if near else f"Columns: {listed}"
            raise TableError(f"`{table.file.name}` has no column `{name}`", hint)


def _read_columns(file: Path) -> list[str] | None:
    """Return the names of the columns; None if only the project can read them."""
    if file.suffix.lower() == ".parquet":
        return None
    text = _read_start(file)
    if not text.strip():
        raise TableError(f"`{file.name}` is empty")
    if file.suffix.lower() in (".jsonl", ".ndjson"):
        first = parse_or(text.partition("\n")[0], parse_json, None)
        if not isinstance(first, dict):
            raise TableError(f"The first line of `{file.name}` is not a JSON object")
        return list(first)
    header = next(_read_rows(text), [])
    if not any(name.strip() for name in header):
        raise TableError(f"The first line of `{file.name}` is empty", "It must name the columns")
    return header


def _read_start(file: Path) -> str:
    with file.open("rb") as stream:
        return _decode(stream.read(_LONGEST_LINE))


def _read_rows(text: str) -> Iterator[list[str]]:
    """Return the cells of each row; the first line shows the separator."""
    separator = max(_SEPARATORS, key=next(iter(text.splitlines()), "").count)
    # Some texts are longer than the limit, which holds for the whole process: it is only raised.
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_LINE))
    return csv.reader(StringIO(text, newline=""), delimiter=separator)


def _has_only_texts(table: OwnTable) -> bool:
    """Return whether the first rows of a CSV or TSV file have texts, and ids at most besides."""
    if table.file.suffix.lower() not in (".csv", ".tsv") or not table.file.is_file():
        return False
    rows = _read_rows(_read_start(table.file))
    header = next(rows, [])
    columns = zip_longest(*islice(filter(None, rows), _LOOKED_AT), fillvalue="")
    kinds = {
        _looks_like(list(cells))
        for name, cells in zip(header, columns, strict=False)
        if name not in {table.target, *table.roles}
    }
    return "text" in kinds and kinds <= {"text", "id"}


def _looks_like(cells: list[str]) -> str:
    """Return `text` for mostly different cells of several words, `id` for different words."""
    words = sum(len(cell.split()) for cell in cells)
    if words >= _FEWEST_WORDS * len(cells) and len(set(cells)) > len(cells) / 2:
        return "text"
    return "id" if len(set(cells)) == len(cells) == words else "other"


def _decode(start: bytes) -> str:
    """Return the beginning of a file as text; a character may be cut at its end."""
    if start.startswith(_BYTE_ORDER_MARKS):
        return start.decode("utf-16", errors="replace")
    try:
        return start.decode(_ENCODINGS[0])
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return start[: error.start].decode(_ENCODINGS[0])
        return start.decode(_ENCODINGS[1], errors="replace")
