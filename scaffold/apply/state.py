"""The `.scaffold` folder of a project, with the lock, the journal and the data of undo."""

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
    WriteError,
)
from scaffold.files.paths import STATE, naming_failed_writes
from scaffold.files.tree import File

JOURNAL, PREPARING, UNDO = "journal", "preparing", "undo"
IGNORE = ".gitignore"
_FOLDERS = (PREPARING, JOURNAL, UNDO)
_FILES = (IGNORE, LOCK)
# Makes Git ignore everything in the folder.
_IGNORED = File(b"*\n")
_RETRY = "Fix the cause and retry"
_RECOVER = "Fix the cause, then run `scaffold recover`"


@contextmanager
def open_state(project: Folder) -> Iterator[Folder]:
    """Open the `.scaffold` folder, created if missing; Git ignores its contents.

    Raises:
        StateError: Its path, or one inside it, is occupied by something else.
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
        place: Its path for messages.
        make: Create it if missing.

    Raises:
        StateError: Its path is occupied by something else, such as a symlink.
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
    """Return whether a path is a folder; False if it is inaccessible."""
    return os.path.isdir(path)  # noqa: PTH112 - `Path.is_dir` raises for inaccessible paths


def check_folder(path: Path) -> None:
    """Refuse a path that is not a folder.

    Raises:
        NotAProjectError: It is not a folder, or inaccessible.
    """
    if not is_folder(path):
        raise NotAProjectError(f"`{path}` is not a folder", "Use a project folder")


def is_interrupted(project: Path) -> bool:
    """Return whether a command was interrupted while it changed this project."""
    return (project / STATE / JOURNAL).is_dir()


def can_undo(project: Path) -> bool:
    """Return whether the last command in this project can be undone."""
    return (project / STATE / UNDO).is_dir()


@contextmanager
def naming_failed_changes(project: Path) -> Iterator[None]:
    """Turn errors of the file system into one error, which names `scaffold recover` if needed.

    Raises:
        WriteError: The file system refused a write.
    """
    try:
        with naming_failed_writes(project, _RETRY):
            yield
    except WriteError as error:
        if os.path.isdir(project / STATE / JOURNAL):  # noqa: PTH112 - it may not be readable
            error.hint = _RECOVER
        raise


@contextmanager
def naming_interruption(project: Path) -> Iterator[None]:
    """Tell the user who stops a command that it was not finished.

    Raises:
        CutShortError: The project is partly changed.
    """
    try:
        yield
    except (KeyboardInterrupt, SystemExit) as error:
        if is_interrupted(project):
            raise CutShortError from error
        raise


def check_at_rest(project: Path) -> None:
    """Refuse to read a project that is partly changed.

    Raises:
        ProjectBusyError: Another command is changing it.
        InterruptedCommandError: An earlier command was interrupted.
        StateError: The path of its journal is occupied by something else.
        NewerJournalError: A newer version wrote the journal.
        UnverifiedJournalError: The journal came with the project: no command of this user wrote it.
    """
    if not is_interrupted(project):
        return
    running = running_command(project)
    if running:
        raise ProjectBusyError(*running)
    from scaffold.apply.steps import check_journal  # Only needed here; it needs this module, too.

    if check_journal(project):  # Otherwise the other command has just finished.
        raise InterruptedCommandError


def _check(state: Folder, name: str, is_right: Callable[[int], bool]) -> None:
    # A symlink could lead out of the project.
    status = state.status(name)
    if status and not is_right(status.st_mode):
        raise StateError(f"{STATE}/{name}")
