"""One command at a time in a project."""

import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeGuard

from scaffold.errors import ProjectBusyError

_NAME = "lock"


@contextmanager
def locked(state: Path, command: str) -> Iterator[None]:
    """Hold the lock of a project while a command changes it.

    A lock whose holder does not run any more is taken over: the journal, not the lock, remembers
    what was begun.

    Raises:
        ProjectBusyError: Another command holds the lock.
    """
    path = state / _NAME
    _take(path, command)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _take(path: Path, command: str) -> None:
    holder = {"command": command, "host": socket.gethostname(), "process": os.getpid()}
    own = path.with_name(f"{_NAME}-{os.getpid()}@{socket.gethostname()}")
    _remove_abandoned(path.parent)
    own.write_text(json.dumps(holder), encoding="utf-8")
    try:
        # A link to a complete file: whoever sees the lock sees its holder, too.
        os.link(own, path)
    except FileExistsError as error:
        other = _read(path)
        if not _has_ended(other):
            raise ProjectBusyError(*_tell(other)) from error
        own.replace(path)
    finally:
        own.unlink(missing_ok=True)


def _remove_abandoned(state: Path) -> None:
    """Remove what commands left that were killed while they took the lock."""
    for left in state.glob(f"{_NAME}-*@{socket.gethostname()}"):
        process = left.name.removeprefix(f"{_NAME}-").partition("@")[0]
        if process.isdecimal() and not is_running(int(process)):
            left.unlink(missing_ok=True)


def holder_at_work(state: Path) -> tuple[str, str] | None:
    """Return a sentence and a hint on the command that holds the lock; None where it has ended."""
    path = state / _NAME
    if not path.is_file():
        return None
    holder = _read(path)
    return None if _has_ended(holder) else _tell(holder)


def _tell(holder: Mapping[str, Any]) -> tuple[str, str]:
    command, process, host = (holder.get(key) for key in ("command", "process", "host"))
    if not (isinstance(command, str) and isinstance(host, str) and _is_process(process)):
        return "Another command may be at work here.", "If none is, delete .scaffold/lock."
    where = "" if host == socket.gethostname() else f" on {host}"
    return (
        f"`scaffold {command}` is at work here (process {process}{where}).",
        "Wait until it has ended; if no scaffold runs there any more, delete .scaffold/lock.",
    )


def _is_process(value: Any) -> TypeGuard[int]:
    """Say whether a value can be the number of a process; others stand for whole groups."""
    return type(value) is int and value > 0


def _read(path: Path) -> dict[str, Any]:
    try:
        holder: Any = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return holder if isinstance(holder, dict) else {}


def _has_ended(holder: dict[str, Any]) -> bool:
    """Say whether the holder ran on this machine and runs no more."""
    process = holder.get("process")
    if holder.get("host") != socket.gethostname() or not _is_process(process):
        return False
    return process == os.getpid() or not is_running(process)


def is_running(process: int) -> bool:
    """Say whether a process of this machine runs; yes where that cannot be asked safely."""
    if os.name == "nt":  # There, asking with signal 0 would stop the process asked about.
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):  # No system counts as far as the latter.
        return False
    except OSError:
        return True
    return True
