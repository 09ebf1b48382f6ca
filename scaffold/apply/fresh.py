"""Create a folder that does not exist: build beside its place, then rename into it."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scaffold.apply.empty import is_unused
from scaffold.apply.state import check_at_rest
from scaffold.apply.storage import mode_for
from scaffold.apply.workshops import workshop_in
from scaffold.errors import DestinationError
from scaffold.files.paths import is_gits_own, naming_failed_writes
from scaffold.files.tree import File, Tree

_NOTHING_LEFT = "Nothing was left behind; mend it and try again."


def check_destination(destination: Path) -> None:
    """Refuse a destination that holds anything, or that cannot be made.

    Raises:
        InterruptedCommandError: A command that was filling it was interrupted.
        DestinationError: Something is there, a file stands where a folder must be, or the place
            is in a folder of git's own.
    """
    _refuse_too_long(destination)
    if destination.is_symlink():
        raise DestinationError(f"{destination} is a link.", "Choose another name or --into.")
    if destination.exists() and not destination.is_dir():
        raise DestinationError(f"{destination} is a file.", "Choose another name or --into.")
    if destination.is_dir():
        check_at_rest(destination)
        if not is_unused(destination):
            raise DestinationError(
                f"{destination} exists and is not empty.",
                "Choose another name, or run `scaffold adopt` there.",
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
    with naming_failed_writes(ancestor, _NOTHING_LEFT), workshop_in(ancestor) as workshop:
        built = workshop / "tree" / destination.relative_to(ancestor)
        built.parent.mkdir(parents=True)
        yield built
        _publish(workshop / "tree" / published.name, published)


def write_files(files: Tree, folder: Path) -> None:
    """Write files into a folder that does not exist yet, or that nobody else sees yet.

    Raises:
        OSError: The file system refused a write.
    """
    for parent in sorted({folder, *((folder / path).parent for path in files)}):
        parent.mkdir(parents=True, exist_ok=True)
    for path, file in files.items():
        _write(file, folder / path)


def _write(file: File, path: Path) -> None:
    if file.kind == "link":
        path.symlink_to(os.fsdecode(file.content))
        return
    with path.open("xb") as stream:
        stream.write(file.content)
    if file.kind == "executable":
        path.chmod(mode_for(stat.S_IMODE(path.stat().st_mode), file))


def _publish(built: Path, destination: Path) -> None:
    try:
        built.replace(destination)
    except OSError as error:
        if error.errno in {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR, errno.EISDIR}:
            raise DestinationError(
                f"{destination} appeared while the project was being made.", "Choose another name."
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
