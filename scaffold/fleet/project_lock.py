"""Locks between the fleets of one user: one command at a time changes the branches of a project."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from scaffold.errors import ProjectBusyError
from scaffold.fleet.entries import identify
from scaffold.git.mirrors import find_mirrors

_SECONDS = 600


@contextmanager
def hold_project(location: str) -> Iterator[None]:
    """Hold the lock of a project; the system releases it when the process ends in any way.

    Raises:
        ProjectBusyError: Another fleet has held it for minutes.
    """
    folder = find_mirrors() / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(identify(location).encode()).hexdigest()[:16]
    try:
        with FileLock(folder / f"{name}.lock", timeout=_SECONDS):
            yield
    except Timeout as error:
        raise ProjectBusyError(
            "Another `scaffold fleet` command is updating it", "Retry when it has finished"
        ) from error
