"""The reports of `scaffold check` and `scaffold status`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from shlex import quote
from typing import TYPE_CHECKING

from scaffold.errors.wording import agree, count, version
from scaffold.report.console import align, print_line
from scaffold.report.update import print_taken

if TYPE_CHECKING:
    from scaffold.verbs.check import CheckResult
    from scaffold.verbs.status import FileState, FileStatus, StatusResult

# Deeper folders are counted with their parents, which keeps the table on one screen.
_DEPTH = 3
_NAMED = frozenset({"edited", "deleted", "not created", "kept"})


def print_checked(checked: CheckResult) -> None:
    """Print the files that have drifted, and whether an update is available."""
    for drift in checked.drifted:
        _print_file(drift.state, f"{drift.path}: {drift.note}" if drift.note else drift.path)
    missing = sum(drift.state == "not created" for drift in checked.drifted)
    if missing < len(checked.drifted):
        _print_drift_hint(len(checked.drifted) - missing, checked.project.path)
    if missing:
        _print_missing_hint(missing)

    if checked.available:
        versions = f"{version(checked.project.reference)} -> {version(checked.available)}"
        print_line(f"Update available: {versions} (preview with `scaffold diff`)")
    elif checked.is_clean:
        print_line(f"Up to date ({version(checked.project.reference)}), no drift")
    else:
        print_line(f"Up to date ({version(checked.project.reference)})")


def print_status(status: StatusResult) -> None:
    """Print the states by folder, then the files that differ; one line for a clean project."""
    title = f"{status.project.path.name} (release {version(status.project.reference)})"
    states = {file.state for file in status.files}
    if states <= {"unchanged", "yours"} and not status.taken:
        own = sum(file.state == "yours" for file in status.files)
        yours = f", {count(own, 'file')} of yours" if own else ""
        print_line(f"{title}: all {count(len(status.files) - own, 'file')} unchanged{yours}")
        _print_stages(status)
        return
    print_line(title)
    _print_stages(status)
    print_line("")
    _print_table(status)
    left = tuple(f"{path}/" for path in status.left)
    files = [file for file in status.files if not file.path.startswith(left)]
    named = [(file.state, file.path) for file in files if file.state in _NAMED - {"kept"}]
    kept = [("kept", text) for text in _describe_kept(status, files)]
    lines = sorted([*named, *kept, *_describe_moves(status)])
    if lines:
        print_line("")
    for state, text in lines:
        _print_file(state, text)
    print_taken(status.taken)
    for path, release in status.left.items():
        print_line(
            ("yours", "green"),
            f" {path}/: updates leave it alone since {version(release)}; "
            f"to update it, run `scaffold update --with {path}`",
        )


def _print_stages(status: StatusResult) -> None:
    names = align(status.stages)
    for name, paths in zip(names, status.stages.values(), strict=True):
        print_line("  ", (name, "green"), f"  {', '.join(paths)}")


def _print_table(status: StatusResult) -> None:
    from scaffold.plan.managed import Owner  # Both are already loaded with the status.
    from scaffold.verbs.status import FileState

    counts = Counter((_folder(file), file.owner, file.state) for file in status.files)
    found = {file.state for file in status.files}
    states = [state for state in FileState if state in found]
    order = list(Owner)
    rows = sorted({row[:2] for row in counts}, key=lambda row: (row[0], order.index(row[1])))
    head, *names = align(["", *(folder for folder, _ in rows)])
    space, *owners = align(["", *(owner for _, owner in rows)])
    print_line(f"  {head}  {space}  ", ("  ".join(states), "bold"))
    for row, name, owner in zip(rows, names, owners, strict=True):
        cells = [_cell(counts[*row, state], state) for state in states]
        print_line(f"  {name}  {owner}  {'  '.join(cells)}".rstrip())


def _describe_kept(status: StatusResult, files: Iterable[FileStatus]) -> Iterator[str]:
    """Yield the kept files, and one line for each folder that is kept as a whole."""
    paths = [file.path for file in files if file.state == "kept"]
    found = Counter(next(filter(path.startswith, status.kept_folders), path) for path in paths)
    for path, number in found.items():
        yield f"{path} ({count(number, 'file')})" if path.endswith("/") else path


def _describe_moves(status: StatusResult) -> list[tuple[str, str]]:
    """Return the moved files, and one line per folder that moved as a whole."""
    from scaffold.plan.moves import follow_folders, moved_folders

    moves = {file.moved_from: file.path for file in status.files if file.moved_from}
    stayed = [file.path for file in status.files if file.state in {"unchanged", "edited"}]
    folders = moved_folders(moves, stayed)
    alone = {old: new for old, new in moves.items() if follow_folders(old, folders) != new}
    whole = {f"{old}/": f"{new}/" for old, new in folders.items()}
    return [("moved", f"{new} (from {old})") for old, new in {**whole, **alone}.items()]


def _folder(file: FileStatus) -> str:
    parts = PurePosixPath(file.path).parent.parts[:_DEPTH]
    return "/".join([*parts, ""]) or "./"


def _cell(number: int, state: FileState) -> str:
    return str(number or "").rjust(len(state))


def _print_file(state: str, path: str) -> None:
    print_line("  ", (state.ljust(7), "yellow"), f"  {path}")


def _print_drift_hint(number: int, project: Path) -> None:
    verb, them = agree(number, "has", "have"), agree(number, "it", "them")
    # `git apply` skips files outside the current folder.
    go = "" if project == Path.cwd() else f"cd {quote(str(project))} && "
    command = f"{go}scaffold check --patch | git apply"
    files = count(number, "managed file")
    print_line(f"{files} {verb} drifted; to revert {them}, run `{command}`")


def _print_missing_hint(number: int) -> None:
    verb, them = agree(number, "was", "were"), agree(number, "it", "them")
    files = count(number, "file")
    print_line(
        f"{files} {verb} not created; free the path, then run `scaffold update` to add {them}"
    )
