"""Read CSV text into rows that remember their line, and collect what is wrong with them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..errors import DataError

MOST_FINDINGS = 5


@dataclass(frozen=True)
class Row:
    """One record: its values by column, and the line of the file on which it begins."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True)
class Table:
    """The records of one file, all with the same columns."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass
class Findings:
    """Problems of one file, reported together: users fix several at once."""

    name: str
    problems: list[str] = field(default_factory=list)

    def add(self, line: int, problem: str, column: str = "") -> None:
        """Note a problem; lines count from 1, the header included, as editors show them."""
        place = f"line {line}, column {column}" if column else f"line {line}"
        self.problems.append(f"{place}: {problem}")

    def raise_any(self) -> None:
        """Raise the first few problems as one error.

        Raises:
            DataError: there is at least one problem.
        """
        if not self.problems:
            return
        if len(self.problems) == 1:
            raise DataError(f"{self.name}, {self.problems[0]}")
        shown = [f"  {problem}" for problem in self.problems[:MOST_FINDINGS]]
        if more := len(self.problems) - len(shown):
            shown.append(f"  and {more} more")
        raise DataError("\n".join([f"{self.name} has {len(self.problems)} problems:", *shown]))


def parse_table(content: bytes, name: str, required: tuple[str, ...]) -> Table:
    """Parse a CSV file with a header; blank lines are skipped.

    Args:
        content: The bytes of the file: UTF-8, with or without a byte order mark.
        name: What errors call the file.
        required: Columns that must be there; others are kept.

    Raises:
        DataError: the file is empty, not UTF-8, not CSV, lacks a column or has no rows.
    """
    findings = Findings(name)
    records = _records(_decode(content, name), findings)
    first = next(records, None)
    if first is None:
        findings.raise_any()
        raise DataError(f"{name} is empty", f"it needs a header: {','.join(required)}")
    columns = _header(first[1], name, required)
    rows = tuple(_rows(records, columns, findings))
    findings.raise_any()
    if not rows:
        raise DataError(f"{name} has a header but no rows")
    return Table(name, columns, rows)


def _decode(content: bytes, name: str) -> str:
    """Return the text; spreadsheets like to begin it with a byte order mark, which is dropped."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{name}, line {line}: is not UTF-8 text", "save the file as UTF-8 and try again"
        ) from error


def _records(text: str, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """Give each record with its first line; the first malformed one ends the file."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for values in reader:
            if values:
                yield line, values
            line = reader.line_num + 1
    except csv.Error as error:
        findings.add(line, f"is not well-formed CSV ({error})")


def _header(names: list[str], name: str, required: tuple[str, ...]) -> tuple[str, ...]:
    """Return the column names, checked."""
    columns = tuple(column.strip() for column in names)
    found = f"found: {', '.join(columns)}"
    for column in required:
        if column not in columns:
            raise DataError(f"{name}, line 1: column {column!r} is missing", found)
    if len(set(columns)) < len(columns):
        raise DataError(f"{name}, line 1: two columns have the same name", found)
    return columns


def _rows(
    records: Iterator[tuple[int, list[str]]], columns: tuple[str, ...], findings: Findings
) -> Iterator[Row]:
    """Give the records that have one value per column; note the others."""
    for line, values in records:
        if len(values) == len(columns):
            yield Row(line, dict(zip(columns, values, strict=True)))
        else:
            findings.add(line, f"has {len(values)} values, the header has {len(columns)} columns")
