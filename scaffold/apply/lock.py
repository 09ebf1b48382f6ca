"""A lock that allows one command at a time to change a project.

The system releases the lock when its process ends in any way. The file remains, and contains the
command that holds the lock.
"""

import json
import os
import socket
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from scaffold.apply.folders import Folder, open_folder
from scaffold.apply.journal_errors import StateError
from scaffold.errors import ProjectBusyError
from scaffold.files.paths import STATE

LOCK = "lock"
# A command that tests the lock holds it for a moment.
_TRIES = 3
_SECONDS_BETWEEN = 0.03
# Windows locks the first byte against reading, so the holder is written after it.
_HOLDER_AT = 1
_MOST_READ = 4096


@contextmanager
def locked(state: Folder, command: str) -> Iterator[None]:
    """Hold the lock of a project while a command changes it.

    Raises:
        ProjectBusyError: Another command holds the lock.
        StateError: Something else is at the path of the lock.
    """
    descriptor = _open(state)
    try:
        # A file that was removed after it was opened locks nothing.
        if not _take(descriptor) or not _is_ours(descriptor):
            raise ProjectBusyError(*_describe(_read(descriptor)))
        holder = {"command": command, "host": socket.gethostname(), "process": os.getpid()}
        _write(descriptor, json.dumps(holder))
        try:
            yield
        finally:
            _write(descriptor, "")
    finally:
        os.close(descriptor)


def running_command(project: Path) -> tuple[str, str] | None:
    """Return a message and a hint about the command that holds the lock; None if it is free."""
    try:
        with open_folder(project) as top, top.enter(STATE) as state:
            descriptor = state.open_file(LOCK, os.O_RDONLY)
    except OSError:
        return None
    try:
        is_free = not _is_ours(descriptor) or _take(descriptor)
        return None if is_free else _describe(_read(descriptor))
    finally:
        os.close(descriptor)


def _open(state: Folder) -> int:
    try:
        descriptor = state.open_file(LOCK, os.O_RDWR | os.O_CREAT)
    except PermissionError:  # Read permission is enough to lock a file.
        descriptor = state.open_file(LOCK, os.O_RDONLY)
    if not _is_ours(descriptor):
        os.close(descriptor)
        raise StateError(f"{STATE}/{LOCK}")
    return descriptor


def _is_ours(descriptor: int) -> bool:
    """Return whether a file can be the lock: a second hard link could be outside the project."""
    status = os.fstat(descriptor)
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1


def _take(descriptor: int) -> bool:
    from filelock import lock_descriptor  # Only needed here, by commands that change a project.

    for number in range(_TRIES):
        if lock_descriptor(descriptor, blocking=False):
            return True
        if number < _TRIES - 1:
            time.sleep(_SECONDS_BETWEEN)
    return False


def _write(descriptor: int, holder: str) -> None:
    """Write which command holds the lock, if the file is writable."""
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        if holder:
            os.lseek(descriptor, _HOLDER_AT, os.SEEK_SET)
            os.write(descriptor, holder.encode())


def _read(descriptor: int) -> dict[str, Any]:
    try:
        os.lseek(descriptor, _HOLDER_AT, os.SEEK_SET)
        holder: Any = json.loads(os.read(descriptor, _MOST_READ))
    except (OSError, ValueError, RecursionError):
        return {}
    return holder if isinstance(holder, dict) else {}


def _describe(holder: Mapping[str, Any]) -> tuple[str, str]:
    command, process, host = (holder.get(key) for key in ("command", "process", "host"))
    hint = "Wait for it to finish, then retry"
    if not (isinstance(command, str) and isinstance(host, str) and type(process) is int):
        return "Another command is already running", hint
    where = "" if host == socket.gethostname() else f" on {host}"
    return f"`scaffold {command}` is already running (process {process}{where})", hint
