"""Hidden temporary folders in which something is built before it is renamed."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = ".scaffold-new-"
_NAME = re.compile(re.escape(_PREFIX) + "[a-z0-9_]{8}")
# Locked while the folder is in use; the system releases the lock if the command is killed.
_LOCK = "lock"
_SAFELY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@contextmanager
def workshop_in(folder: Path) -> Iterator[Path]:
    """Yield a new hidden folder; it is removed at the end, or by the next command after a kill."""
    _remove_abandoned(folder)
    while True:
        workshop, lock = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder)), None
        try:
            lock = _make_lock(workshop)
            if lock is not None:
                yield workshop
                return
        finally:
            _remove(workshop, lock)


def _make_lock(workshop: Path) -> int | None:
    """Lock a new folder; None if another command removed it as abandoned."""
    try:
        lock = os.open(workshop / _LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL | _SAFELY, 0o600)
    except FileNotFoundError:
        return None
    if _take(lock) and os.fstat(lock).st_nlink:
        return lock
    os.close(lock)
    return None


def _remove_abandoned(folder: Path) -> None:
    for workshop in folder.glob(f"{_PREFIX}*"):
        if not _NAME.fullmatch(workshop.name) or workshop.is_symlink():
            continue
        with suppress(OSError):
            workshop.rmdir()  # It is empty, so it was not locked yet.
        with suppress(OSError):
            lock = os.open(workshop / _LOCK, os.O_RDWR | _SAFELY)
            _remove(workshop, lock) if _take(lock) else os.close(lock)


def _take(lock: int) -> bool:
    from filelock import lock_descriptor  # Only needed by commands that build something.

    return lock_descriptor(lock, blocking=False)


def _remove(workshop: Path, lock: int | None) -> None:
    try:
        # The lock is held until the rest is gone; Windows only removes its file once closed.
        shutil.rmtree(workshop, ignore_errors=True)
        if lock is not None:
            os.close(lock)
            shutil.rmtree(workshop, ignore_errors=True)
    except (KeyboardInterrupt, SystemExit):  # Exit at once, but clean up.
        shutil.rmtree(workshop, ignore_errors=True)
        raise
