"""Make a folder that was not there: build beside, then rename into place."""

import errno
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scaffold.apply.lock import is_running
from scaffold.apply.places import is_gits_own, naming_failed_writes
from scaffold.errors import DestinationError

_NOTHING_LEFT = "Nothing was left behind; mend it and try again."

# The name of a folder under work says who works there: process, host, and a random part.
_WORKSHOP = re.compile(r"\.scaffold-(?P<process>\d+)@(?P<host>.+)-[a-z0-9_]{8}")


def check_destination(destination: Path) -> None:
    """Refuse a destination that holds anything, or that cannot be made.

    Raises:
        DestinationError: Something is there, a file stands where a folder must be, or the place
            is in a folder of git's own.
    """
    _refuse_too_long(destination)
    if destination.is_symlink():
        raise DestinationError(f"{destination} is a link.", "Choose another name or --into.")
    if destination.exists() and not destination.is_dir():
        raise DestinationError(f"{destination} is a file.", "Choose another name or --into.")
    if destination.is_dir() and any(destination.iterdir()):
        raise DestinationError(
            f"{destination} exists and is not empty.", "Choose another name, or empty it first."
        )
    ancestor = _existing_ancestor(destination)
    if not ancestor.is_dir():
        raise DestinationError(f"{ancestor} is not a folder.", "Choose another --into.")
    if is_gits_own(destination.resolve()):
        raise DestinationError(
            f"{destination.parent} belongs to git itself.", "Choose another --into."
        )


@contextmanager
def build_beside(destination: Path) -> Iterator[Path]:
    """Yield the path at which to build; what stands there becomes the destination at once.

    The work happens in a hidden folder beside the destination, so that one rename publishes it.
    When the block raises, the hidden folder goes away; when the process is killed, the next call
    removes it.

    Raises:
        DestinationError: Something appeared at the destination meanwhile.
        WriteError: The file system refused a write.
    """
    ancestor = _existing_ancestor(destination)
    # Missing parents are built too: what is renamed is the topmost folder that does not exist.
    published = ancestor / destination.relative_to(ancestor).parts[0]
    _remove_abandoned(ancestor)
    with naming_failed_writes(ancestor, _NOTHING_LEFT):
        workshop = _make_workshop(ancestor)
        try:
            built = workshop / "tree" / destination.relative_to(ancestor)
            built.parent.mkdir(parents=True)
            yield built
            _publish(workshop / "tree" / published.name, published)
        finally:
            _remove(workshop)


def _publish(built: Path, destination: Path) -> None:
    try:
        if os.name == "nt" and destination.is_dir():  # Elsewhere, an empty folder is replaced.
            destination.rmdir()
        built.replace(destination)
    except OSError as error:
        if error.errno in {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR, errno.EISDIR}:
            raise DestinationError(
                f"{destination} appeared while the project was being made.", "Choose another name."
            ) from error
        if error.errno == errno.EBUSY:
            raise DestinationError(
                f"{destination} is the place of another disk, which must stay.",
                "Choose another name or --into.",
            ) from error
        raise


def _refuse_too_long(path: Path) -> None:
    try:
        path.lstat()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise DestinationError(
                f"{path} is too long a path.", "Choose another --into."
            ) from error


def _existing_ancestor(destination: Path) -> Path:
    """Return the nearest parent at which anything stands, as an absolute path."""
    return next(parent for parent in destination.absolute().parents if os.path.lexists(parent))


def _make_workshop(folder: Path) -> Path:
    prefix = f".scaffold-{os.getpid()}@{socket.gethostname()}-"
    return Path(tempfile.mkdtemp(prefix=prefix, dir=folder))


def _remove_abandoned(folder: Path) -> None:
    """Remove what earlier runs left beside the destination when they were killed."""
    for workshop in folder.glob(".scaffold-*"):
        owner = _WORKSHOP.fullmatch(workshop.name)
        if not owner or owner["host"] != socket.gethostname():
            continue
        if not is_running(int(owner["process"])):
            _remove(workshop)


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except (KeyboardInterrupt, SystemExit):  # Someone hurries: leave at once, but leave nothing.
        shutil.rmtree(folder, ignore_errors=True)
        raise
