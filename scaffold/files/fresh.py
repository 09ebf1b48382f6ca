"""Create a folder: build next to the destination, then rename."""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scaffold.errors import DestinationError
from scaffold.files.file_modes import mode_for
from scaffold.files.paths import find_ancestor, naming_failed_writes
from scaffold.files.tree import File, Tree
from scaffold.files.workshops import workshop_in

_NOTHING_LEFT = "Nothing was created. Fix the cause and retry"


@contextmanager
def build_beside(destination: Path) -> Iterator[Path]:
    """Yield the path at which to build; it is renamed to the destination at the end.

    The path is in a hidden folder next to the destination, so that one rename is enough. If the
    block raises, the hidden folder is removed; if the process is killed, the next call removes it.

    Raises:
        DestinationError: Another process created the destination.
        WriteError: The file system refused a write.
    """
    ancestor = find_ancestor(destination)
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
