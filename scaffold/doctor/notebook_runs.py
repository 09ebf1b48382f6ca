"""Checks for how notebooks were run: in order, and without an error."""

from collections.abc import Iterator
from itertools import pairwise

from scaffold.doctor.findings import Finding, Severity, Skipped
from scaffold.doctor.notebooks import explain_none, list_notebooks, read_notebook
from scaffold.doctor.programs import is_lesson
from scaffold.doctor.repository import Repository
from scaffold.errors.wording import count


def find_disorder(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find notebooks whose cells were run in another order than they are written."""
    notebooks = list_notebooks(repository)
    return _disorder(repository, notebooks) if notebooks else explain_none(repository)


def _disorder(repository: Repository, notebooks: list[str]) -> Iterator[Finding]:
    for path in notebooks:
        counts = read_notebook(repository, path).counts
        run = [(number, each) for number, each in enumerate(counts, 1) if each]
        late = [(one, two) for one, two in pairwise(run) if two[1] <= one[1]]
        if late:
            before, after = late[0]
            message = f"code cell {after[0]} was run before code cell {before[0]}"
            severity = Severity.NOTE if is_lesson(repository, path) else Severity.WARNING
            yield Finding(path, message, severity=severity)


def find_tracebacks(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find notebooks that store the traceback of an error."""
    notebooks = list_notebooks(repository)
    return _tracebacks(repository, notebooks) if notebooks else explain_none(repository)


def _tracebacks(repository: Repository, notebooks: list[str]) -> Iterator[Finding]:
    for path in notebooks:
        failed = read_notebook(repository, path).failed
        if failed:
            cells = count(len(failed), "cell")
            yield Finding(path, f"stores the traceback of {cells}, first of code cell {failed[0]}")
