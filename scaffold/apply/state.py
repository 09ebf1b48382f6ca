"""The folder in a project that holds the lock, the journal, and what undo needs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scaffold.apply.lock import holder_at_work
from scaffold.apply.places import STATE
from scaffold.errors import (
    CutShortError,
    InterruptedCommandError,
    NotAProjectError,
    ProjectBusyError,
    StateError,
)

_FOLDERS = ("preparing", "journal", "undo")
_FILES = (".gitignore", "lock")


def open_state(project: Path) -> Path:
    """Return the folder for locks and journals, made where it is missing; git does not see it.

    Raises:
        StateError: Something else stands in its place, or in the place of what it holds.
    """
    state = project / STATE
    _check_folder(state, STATE)
    state.mkdir(exist_ok=True)
    for name in _FOLDERS:
        _check_folder(state / name, f"{STATE}/{name}")
    for name in _FILES:
        _check_file(state / name, f"{STATE}/{name}")
    ignored = state / ".gitignore"
    if not ignored.is_file() or not ignored.stat().st_size:  # A killed command leaves it empty.
        ignored.write_text("*\n", encoding="utf-8")
    return state


def is_folder(path: Path) -> bool:
    """Say whether a path leads to a folder; no also where that cannot be looked at."""
    return os.path.isdir(path)  # noqa: PTH112 - pathlib's would raise there


def check_folder(path: Path) -> None:
    """Refuse a path that leads to no folder.

    Raises:
        NotAProjectError: There is none, or it cannot be looked at.
    """
    if not is_folder(path):
        raise NotAProjectError(f"{path} is not a folder.", "Name the folder of a project.")


def is_interrupted(project: Path) -> bool:
    """Say whether a command in this project was interrupted after it had begun to change it."""
    return (project / STATE / "journal").is_dir()


@contextmanager
def naming_interruption(project: Path) -> Iterator[None]:
    """Tell someone who stops a command what is left of it, where anything is.

    Raises:
        CutShortError: The project is half changed.
    """
    try:
        yield
    except (KeyboardInterrupt, SystemExit) as error:
        if is_interrupted(project):
            raise CutShortError from error
        raise


def check_at_rest(project: Path) -> None:
    """Refuse to look at a project that is half changed.

    Raises:
        ProjectBusyError: Another command is changing it.
        InterruptedCommandError: An earlier command has not come to its end.
    """
    if not is_interrupted(project):
        return
    holder = holder_at_work(project / STATE)
    if holder:
        raise ProjectBusyError(*holder)
    if is_interrupted(project):  # Else the other command has come to its end just now.
        raise InterruptedCommandError


def _check_folder(place: Path, name: str) -> None:
    # A link could lead out of the project.
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise StateError(name)


def _check_file(place: Path, name: str) -> None:
    if place.is_symlink() or (place.exists() and not place.is_file()):
        raise StateError(name)
