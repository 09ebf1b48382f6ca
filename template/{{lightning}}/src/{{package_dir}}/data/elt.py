"""Extract, load, transform: from a table of numbers, or scikit-learn's digits, to labeled rows."""

import csv
import io
import math
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from ..config import Paths
from ..errors import DataError
from ..utils.files import write_bytes
from .download import shown
from .extract import fetch
from .table import Findings, Row, Table, parse_table

LABEL = "label"
DIGITS = "scikit-learn's digits"


@dataclass(frozen=True)
class Summary:
    """Counts of kept and dropped rows."""

    rows: int
    """Rows of the labeled file."""
    columns: int
    """Numbers in each of them."""
    labels: dict[str, int]
    """Rows per label, in the order of the labels."""
    duplicates: int
    """Rows dropped because an earlier one has the same numbers."""

    def to_dict(self) -> dict[str, Any]:
        """Return the figures by name, ready for JSON."""
        return asdict(self)


def elt_data(paths: Paths, source: str | None = None, sha256: str | None = None) -> Summary:
    """Fetch and check a table and write its labeled rows, or nothing.

    A table is a CSV file with a column `label`; every other column holds numbers, one per pixel or
    property. Without a source it is the 1,797 digits of 8 x 8 pixels that come with scikit-learn.

    A row that repeats the numbers of an earlier one is dropped: in training and test at once it
    would flatter the score.

    Raises:
        DataError: the source is unavailable, or is not such a table.
    """
    content = digits_csv() if source is None else fetch(source, sha256)
    table = parse_table(content, shown(source or DIGITS), (LABEL,))
    check_rows(table)
    kept, duplicates = _without_duplicates(table)
    write_bytes(paths.labeled_csv, _to_csv(table.columns, kept))
    counts = Counter(row.values[LABEL].strip() for row in kept)
    return Summary(len(kept), len(table.columns) - 1, dict(sorted(counts.items())), duplicates)


def digits_csv() -> bytes:
    """Return scikit-learn's digits as a table: the label, then 64 pixels from 0 to 16."""
    from sklearn.datasets import load_digits  # half a second, for this call only

    digits = load_digits()
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([LABEL, *(f"pixel_{number}" for number in range(digits.data.shape[1]))])
    for label, pixels in zip(digits.target, digits.data, strict=True):
        writer.writerow([int(label), *(int(pixel) for pixel in pixels)])
    return text.getvalue().encode()


def check_rows(table: Table) -> None:
    """Check that every row has a label, and finite numbers beside it.

    Raises:
        DataError: names the first few cells that are not, by line and column.
    """
    features = [column for column in table.columns if column != LABEL]
    if not features:
        raise DataError(f"{table.name} has labels and no numbers", "add a column for each number")
    findings = Findings(table.name)
    for row in table.rows:
        if not row.values[LABEL].strip():
            findings.add(row.line, "is empty", LABEL)
        for column in features:
            if not _is_finite(row.values[column]):
                findings.add(row.line, f"{row.values[column]!r} is no finite number", column)
    findings.raise_any()


def _is_finite(text: str) -> bool:
    """Return whether a cell holds a number, and neither NaN nor infinity."""
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _without_duplicates(table: Table) -> tuple[list[Row], int]:
    """Return the rows whose numbers have not been seen before, and how many have."""
    seen: dict[tuple[float, ...], Row] = {}
    for row in table.rows:
        numbers = tuple(float(row.values[name]) for name in table.columns if name != LABEL)
        seen.setdefault(numbers, row)
    return list(seen.values()), len(table.rows) - len(seen)


def _to_csv(columns: tuple[str, ...], rows: list[Row]) -> bytes:
    """Return rows as CSV, the label first, with the same line ends on every machine."""
    order = [LABEL, *(column for column in columns if column != LABEL)]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(order)
    writer.writerows([row.values[column].strip() for column in order] for row in rows)
    return text.getvalue().encode()
