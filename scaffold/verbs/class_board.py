"""Show where everyone in a class is, find who needs help, and collect the results."""

import csv
import io
import re
import time
from dataclasses import dataclass, replace
from pathlib import Path

from scaffold.apply.class_folder import replace_marked_page, replace_text
from scaffold.errors import InvalidAnswerError, ScaffoldError
from scaffold.project import class_commits
from scaffold.verbs.step_progress import Progress, silent
from scaffold.workshop.classroom.ages import describe_age
from scaffold.workshop.classroom.board import Row, look_at_class
from scaffold.workshop.classroom.board_page import (
    MARK,
    describe_fetch,
    list_faults,
    render_board_page,
    summarize,
)
from scaffold.workshop.classroom.fetched import find_fetched
from scaffold.workshop.classroom.record import Classroom, open_class

__all__ = [
    "BoardRequest",
    "Row",
    "collect",
    "describe_age",
    "describe_fetch",
    "find_stuck",
    "list_faults",
    "parse_duration",
    "save_board",
    "show_board",
    "summarize",
]

_DURATION = re.compile(r"(\d{1,6})([smh]?)")
_SECONDS = {"": 60, "s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True, slots=True)
class BoardRequest:
    """Request for a board.

    Attributes:
        folder: Folder of the class.
        fetch: Bring projects to the state of their remotes first.
        run: Run the template's tests on copies of the projects; this runs the learners' code.
        python: Environment for the tests, or its Python; None is `.venv` of the class.
        runner: Command that runs other commands, with the placeholder `{dir}` for the copy of a
            project; empty runs them here.
        limit: Processor seconds after which a run of tests is ended.
    """

    folder: Path
    fetch: bool = False
    run: bool = False
    python: Path | None = None
    runner: str = ""
    limit: int = 60


def show_board(request: BoardRequest, progress: Progress = silent) -> tuple[Row, ...]:
    """Return the rows of the board: raised hands first, then who has not saved for longest.

    Raises:
        ClassError: The folder is not that of a class, or its record is invalid.
        ExerciseError: Tests are to run, and there is no environment.
        InvalidAnswerError: The runner is invalid.
    """
    return tuple(sorted(_look(open_class(request.folder), request, progress), key=_by_need))


def save_board(rows: tuple[Row, ...], page: Path, refresh: int | None = None) -> None:
    """Write the board as an HTML page, which browsers load again by themselves.

    Raises:
        DestinationError: Another file is at this path.
        WriteError: The file system refused a write.
    """
    replace_marked_page(page, render_board_page(rows, time.time(), refresh), MARK)


def find_stuck(folder: Path, seconds: float) -> tuple[Row, ...]:
    """Return the learners who need help: raised hands, then those who have not saved.

    Args:
        folder: Folder of the class.
        seconds: Time without a saved exercise.

    Raises:
        ClassError: The folder is not that of a class, or its record is invalid.
    """
    rows, now = show_board(BoardRequest(folder)), time.time()
    return tuple(row for row in rows if row.hand is not None or _is_stuck(row, now - seconds))


def parse_duration(text: str) -> float:
    """Return the seconds in a text such as `15m`, `90s` or `1h`; a plain number is of minutes.

    Raises:
        InvalidAnswerError: It is not a duration.
    """
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise InvalidAnswerError(f"Invalid duration `{text}`", "Use one such as `15m` or `90s`")
    return int(found[1]) * _SECONDS[found[2]]


def collect(request: BoardRequest, target: Path | None = None, progress: Progress = silent) -> str:
    """Return the class as CSV, and write it to a file if one is given.

    Each row has the columns of the roster as written, then those of the board.

    Raises:
        ClassError: The folder is not that of a class, or its record is invalid.
        WriteError: The file system refused a write.
    """
    classroom = open_class(request.folder)
    rows = _look(classroom, request, progress)
    exercises = dict.fromkeys(each.exercise.name for row in rows for each in row.work)
    columns = list(dict.fromkeys(c for row in rows for c in row.learner.columns))
    own = [*_COLUMNS, *exercises]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    # A column of the roster with the same name keeps it.
    writer.writerow([*columns, *(f"scaffold_{c}" if c in columns else c for c in own)])
    for row in rows:
        states = {each.exercise.name: each.state.value for each in row.work}
        cells = [*_summarize(classroom, row), *(states.get(name, "") for name in exercises)]
        writer.writerow([*(row.learner.columns.get(c, "") for c in columns), *cells])
    text = stream.getvalue()
    if target is not None:
        replace_text(target, text)
    return "" if target else text


_COLUMNS = (
    "project",
    "release",
    "problem",
    "saved",
    "todo",
    "written",
    "broken",
    "failing",
    "done",
)


def _summarize(classroom: Classroom, row: Row) -> list[str]:
    values = {**row.as_json(), "project": classroom.record.enrolled[row.learner.id].folder}
    return ["" if values[name] is None else _disarm(str(values[name])) for name in _COLUMNS]


def _disarm(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; learners can write some of them."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _look(classroom: Classroom, request: BoardRequest, progress: Progress) -> tuple[Row, ...]:
    problems = {}
    if request.fetch:
        with progress("Fetching projects"):
            problems = {each.id: _pull(classroom.project(each)) for each in classroom.learners}
    with progress("Reading projects"):
        rows = tuple(
            replace(row, problem=row.problem or problems.get(row.learner.id, ""))
            for row in look_at_class(classroom)
        )
    if not request.run:
        return rows
    from scaffold.workshop.classroom.trials import TrialOptions, run_trials  # Only needed here.

    options = TrialOptions(request.python, request.runner, request.limit)
    with progress("Testing copies of the projects"):
        return run_trials(classroom, rows, options)


def _pull(project: Path) -> str:
    """Bring a project to the state of its remote; return why that is impossible, usually empty."""
    if find_fetched(project) is None:
        return ""
    try:
        is_clean = class_commits.can_be_committed(project)
    except ScaffoldError as error:
        return error.message
    return class_commits.pull(project) if is_clean else "not fetched: it has uncommitted changes"


def _by_need(row: Row) -> tuple[bool, float, bool, float]:
    """Return what sorts raised hands first, then unfinished work by the time of the last save."""
    return (row.hand is None, row.hand or 0, row.is_finished, row.saved or 0)


def _is_stuck(row: Row, since: float) -> bool:
    return not row.is_finished and (row.saved or 0) <= since
