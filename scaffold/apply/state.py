"""The folder in a project that holds the lock, the journal, and what undo needs."""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from scaffold.apply.folders import Folder
from scaffold.apply.journal_errors import StateError
from scaffold.apply.lock import LOCK, running_command
from scaffold.errors import (
    CutShortError,
    InterruptedCommandError,
    NotAProjectError,
    ProjectBusyError,
)
from scaffold.files.paths import STATE
from scaffold.files.tree import File

JOURNAL, PREPARING, UNDO = "journal", "preparing", "undo"
IGNORE = ".gitignore"
_FOLDERS = (PREPARING, JOURNAL, UNDO)
_FILES = (IGNORE, LOCK)
# Git itself need not be asked to leave everything in the folder alone.
_IGNORED = File(b"*\n")


@contextmanager
def open_state(project: Folder) -> Iterator[Folder]:
    """Open the folder for locks and journals, created where it is missing; git ignores it.

    Raises:
        StateError: Something else is in its place, or in the place of what it holds.
    """
    with enter_own(project, STATE, STATE, make=True) as state:
        for name in _FOLDERS:
            _check(state, name, stat.S_ISDIR)
        for name in _FILES:
            _check(state, name, stat.S_ISREG)
        ignored = state.status(IGNORE)
        if ignored is None or not ignored.st_size:  # A killed command leaves it empty.
            state.remove_file(IGNORE)
            state.write(IGNORE, _IGNORED)
        yield state


@contextmanager
def enter_own(folder: Folder, name: str, place: str, *, make: bool = False) -> Iterator[Folder]:
    """Open a folder that only scaffold creates.

    Args:
        folder: Where it is.
        name: Its name there.
        place: How a message names it.
        make: Create it where it is missing.

    Raises:
        StateError: Something else is in its place, such as a symlink that leads elsewhere.
        FileNotFoundError: It is missing.
    """
    with ExitStack() as stack:
        try:
            own = stack.enter_context(folder.enter(name, make=make))
        except OSError as error:
            if error.errno in {errno.ENOTDIR, errno.ELOOP}:
                raise StateError(place) from error
            raise
        yield own


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
    return (project / STATE / JOURNAL).is_dir()


def can_undo(project: Path) -> bool:
    """Say whether a command in this project is remembered, so that it can be undone."""
    return (project / STATE / UNDO).is_dir()


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
        StateError: Something else is in the place of its journal.
        NewerJournalError: A newer version wrote the journal.
        UnverifiedJournalError: The journal came with the project: no command of this user wrote it.
    """
    if not is_interrupted(project):
        return
    running = running_command(project)
    if running:
        raise ProjectBusyError(*running)
    from scaffold.apply.steps import check_journal  # Only needed here; it needs this module, too.

    if check_journal(project):  # Else the other command has come to its end just now.
        raise InterruptedCommandError


def _check(state: Folder, name: str, is_right: Callable[[int], bool]) -> None:
    # A symlink could lead out of the project.
    status = state.status(name)
    if status and not is_right(status.st_mode):
        raise StateError(f"{STATE}/{name}")
