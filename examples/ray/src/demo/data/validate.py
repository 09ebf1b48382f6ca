"""Check the rows of the raw files before anything is made of them."""

from .table import Findings, Row, Table

PROJECT_COLUMNS = ("id", "title", "description")
TAG_COLUMNS = ("id", "tag")
LABELED_COLUMNS = (*PROJECT_COLUMNS, "tag")
# Beyond this an id is no identifier but a slip; it also fits into 64 bits.
_LONGEST_ID = 18


def check_projects(table: Table) -> None:
    """Check ids and titles. A description may be empty, the title still says something.

    Raises:
        DataError: up to five problems, each with its line and column.
    """
    _check(table, ("title",))


def check_tags(table: Table) -> None:
    """Check ids and tags. Any tag is welcome but an empty one.

    Raises:
        DataError: up to five problems, each with its line and column.
    """
    _check(table, ("tag",))


def check_labeled(table: Table) -> None:
    """Check the joined file, which you may have edited since it was written.

    Raises:
        DataError: up to five problems, each with its line and column.
    """
    _check(table, ("title", "tag"))


def _check(table: Table, not_empty: tuple[str, ...]) -> None:
    """Check each row: a unique id, and something in the columns that need it."""
    findings = Findings(table.name)
    first_lines: dict[str, Row] = {}
    for row in table.rows:
        _check_id(row, first_lines, findings)
        for column in not_empty:
            if not row.values[column].strip():
                findings.add(row.line, "is empty", column)
    findings.raise_any()


def _check_id(row: Row, first: dict[str, Row], findings: Findings) -> None:
    """Note an id that is not a whole number, or that another row has with other values.

    An exact repetition of a row is not a contradiction; it is dropped later.
    """
    value = row.values["id"].strip()
    if not (value.isascii() and value.isdigit() and len(value) <= _LONGEST_ID):
        shown = value if len(value) <= 2 * _LONGEST_ID else f"{value[: 2 * _LONGEST_ID]}..."
        problem = f"must be a whole number, not {shown!r}" if value else "is empty"
        findings.add(row.line, problem, "id")
        return
    earlier = first.setdefault(str(int(value)), row)
    if earlier.values != row.values:
        findings.add(row.line, f"{value} is also on line {earlier.line}, with other values", "id")
