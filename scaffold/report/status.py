"""How a project stands beside its template."""

from __future__ import annotations

from collections import Counter
from pathlib import Path, PurePosixPath
from shlex import quote
from typing import TYPE_CHECKING

from scaffold.report.console import align, print_line

if TYPE_CHECKING:
    from scaffold.verbs.check import CheckResult
    from scaffold.verbs.status import FileStatus, State, StatusResult

# Deeper folders are counted with the one above them: a table is for seeing at once.
_DEPTH = 3
_NAMED = frozenset({"edited", "deleted", "not created", "kept"})


def print_checked(checked: CheckResult) -> None:
    """Print whether an update waits, and the files that have drifted."""
    for drift in checked.drifted:
        _print_file(drift.state, f"{drift.path}: {drift.note}" if drift.note else drift.path)
    missing = sum(drift.state == "not created" for drift in checked.drifted)
    if missing < len(checked.drifted):
        _print_drift_hint(len(checked.drifted) - missing, checked.project.path)
    if missing:
        _print_missing_hint(missing)
    release = f"The project is at {checked.project.reference}"
    if checked.waiting:
        print_line(f"{release}; {checked.waiting} waits: see `scaffold diff`.")
    else:
        print_line(f"{release}, the newest release.")
    if checked.is_clean:
        print_line("The template's files are as it gives them.")


def print_status(status: StatusResult) -> None:
    """Print how many files of each folder are what, and name those that changed hands."""
    print_line(f"{status.project.path.name} is at {status.project.reference}.")
    print_line("")
    _print_table(status)
    named = [(file.state, file.path) for file in status.files if file.state in _NAMED]
    lines = sorted([*named, *_describe_moves(status)])
    if lines:
        print_line("")
    for state, text in lines:
        _print_file(state, text)


def _print_table(status: StatusResult) -> None:
    from scaffold.verbs.status import State  # It is loaded by whoever made the status.

    counts = Counter((_folder(file), file.state) for file in status.files)
    found = {file.state for file in status.files}
    states = [state for state in State if state in found]
    folders = sorted({folder for folder, _ in counts})
    head, *names = align(["", *folders])
    print_line(f"  {head}  ", ("  ".join(states), "bold"))
    for folder, name in zip(folders, names, strict=True):
        cells = [_cell(counts[folder, state], state) for state in states]
        print_line(f"  {name}  {'  '.join(cells)}".rstrip())


def _describe_moves(status: StatusResult) -> list[tuple[str, str]]:
    """Return what moved, a folder that moved as a whole in one line."""
    from scaffold.plan.moves import follow_folders, moved_folders

    moves = {file.moved_from: file.path for file in status.files if file.moved_from}
    stayed = [file.path for file in status.files if file.state in {"template", "edited"}]
    folders = moved_folders(moves, stayed)
    alone = {old: new for old, new in moves.items() if follow_folders(old, folders) != new}
    whole = {f"{old}/": f"{new}/" for old, new in folders.items()}
    return [("moved", f"{new} (from {old})") for old, new in {**whole, **alone}.items()]


def _folder(file: FileStatus) -> str:
    parts = PurePosixPath(file.path).parent.parts[:_DEPTH]
    return "/".join([*parts, ""]) or "./"


def _cell(count: int, state: State) -> str:
    return str(count or "").rjust(len(state))


def _print_file(state: str, path: str) -> None:
    print_line("  ", (state.ljust(7), "yellow"), f"  {path}")


def _print_drift_hint(count: int, project: Path) -> None:
    files, them = ("file has", "it") if count == 1 else ("files have", "them")
    # `git apply` skips files outside the current folder.
    go = "" if project == Path.cwd() else f"cd {quote(str(project))} && "
    command = f"{go}scaffold check --patch | git apply"
    print_line(f"{count} managed {files} drifted. To revert {them}, run `{command}`.")


def _print_missing_hint(count: int) -> None:
    files = "file of the release is" if count == 1 else "files of the release are"
    print_line(f"{count} {files} missing: free the place, then run `scaffold update`.")
