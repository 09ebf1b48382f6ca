"""Create a folder: build next to the destination, then rename."""

import errno
import os
import shutil
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

_NOTHING_LEFT = "Nothing was created. Fix the cause and retry"
_CHOOSE_ANOTHER = "Choose another name or `--into`"
_CHOOSE_PARENT = "Choose another `--into`"


def check_destination(destination: Path) -> None:
    """Refuse a destination that is not empty, or that cannot be created.

    Raises:
        InterruptedCommandError: A command that was filling it was interrupted.
        DestinationError: It is not an empty folder, a parent is not a folder, or it is inside a
            `.git` folder.
    """
    _refuse_too_long(destination)
    if destination.is_symlink():
        raise DestinationError(f"`{destination}` is a symlink", _CHOOSE_ANOTHER)
    if destination.exists() and not destination.is_dir():
        raise DestinationError(f"`{destination}` is a file", _CHOOSE_ANOTHER)
    if destination.is_dir():
        check_at_rest(destination)
        if not is_unused(destination):
            raise DestinationError(
                f"`{destination}` already exists and is not empty",
                "Choose another name, or run `scaffold adopt` there",
            )
    ancestor = _existing_ancestor(destination)
    if not ancestor.is_dir():
        raise DestinationError(f"`{ancestor}` is not a folder", _CHOOSE_PARENT)
    if is_gits_own(destination.resolve()):
        raise DestinationError(f"`{destination.parent}` is inside a `.git` folder", _CHOOSE_PARENT)


@contextmanager
def build_beside(destination: Path) -> Iterator[Path]:
    """Yield the path at which to build; it is renamed to the destination at the end.

    The path is in a hidden folder next to the destination, so that one rename is enough. If the
    block raises, the hidden folder is removed; if the process is killed, the next call removes it.

    Raises:
        DestinationError: Another process created the destination.
        WriteError: The file system refused a write.
    """
    ancestor = _existing_ancestor(destination)
    # Missing parents are built too: the topmost folder that does not exist is renamed.
    published = ancestor / destination.relative_to(ancestor).parts[0]
    with naming_failed_writes(ancestor, _NOTHING_LEFT), workshop_in(ancestor) as workshop:
        built = workshop / "tree" / destination.relative_to(ancestor)
        built.parent.mkdir(parents=True)
        yield built
        _publish(workshop / "tree" / published.name, published)


def write_files(files: Tree, folder: Path) -> None:
    """Write files into a folder that does not exist yet, or that no one else sees yet.

    Raises:
        OSError: The file system refused a write.
    """
    for parent in sorted({folder, *((folder / path).parent for path in files)}):
        parent.mkdir(parents=True, exist_ok=True)
    for path, file in files.items():
        _write(file, folder / path)


def copy_file(source: Path, folder: Path, path: str) -> None:
    """Copy a file of any size into a folder that no other process uses yet.

    Raises:
        OSError: The file system refused to read or to write.
    """
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, folder / path)


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
                f"`{destination}` was created by another process", "Choose another name"
            ) from error
        raise


def _refuse_too_long(path: Path) -> None:
    try:
        path.lstat()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise DestinationError(f"Path too long: `{path}`", _CHOOSE_PARENT) from error


def _existing_ancestor(destination: Path) -> Path:
    """Return the nearest existing parent as an absolute path."""
    return next(parent for parent in destination.absolute().parents if os.path.lexists(parent))
