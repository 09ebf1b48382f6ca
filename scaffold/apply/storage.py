"""Replace and remove files of a project atomically, with their kind and mode."""

import errno
import hashlib
import stat
from collections.abc import Iterable, Set
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from scaffold.apply.folders import Folder
from scaffold.files.tree import File, Kind, read_paths


@dataclass(frozen=True, slots=True)
class Mark:
    """Identifies a file: its kind and the digest of its content."""

    kind: Kind
    sha256: str


def mark(file: File | None) -> Mark | None:
    """Return the fingerprint of a file; None for no file."""
    return None if file is None else Mark(file.kind, hashlib.sha256(file.content).hexdigest())


def read_file(project: Path, path: str) -> File | None:
    """Return the file at one path of a project; None if there is none."""
    return read_paths(project, [path]).get(path)


def read_without(project: Path, paths: Iterable[str], gone: Set[str]) -> dict[str, File]:
    """Return the files at some paths, as if other files and empty folders were gone."""
    found = read_paths(project, paths)
    return {path: file for path, file in found.items() if not is_held_by(file, gone)}


def is_held_by(file: File, files: Set[str]) -> bool:
    """Return whether only given files and empty folders occupy a path."""
    return bool(file.held_by) and all(
        holder in files or holder.endswith("/") for holder in file.held_by
    )


def put(source: Folder, name: str, project: Folder, path: str) -> None:
    """Move a stored file to its path in one step, so that it is never partly written.

    Args:
        source: The folder with the stored file.
        name: Its name there.
        project: The top folder of the project.
        path: Its path in the project; missing parents are created.
    """
    *parents, to = PurePosixPath(path).parts
    with project.reach(parents, make=True) as folder:
        try:
            source.move(name, folder, to)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            _put_on_another_disk(source, name, folder, to)
        folder.synchronize()


def _put_on_another_disk(source: Folder, name: str, folder: Folder, to: str) -> None:
    """Copy a stored file next to its destination, then rename it, which works across disks."""
    stored, status = source.read(name), source.status(name)
    if stored is None or status is None:
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", str(source.path / name))
    beside = f".{to}.scaffold"
    folder.remove_file(beside)  # Left by a killed command.
    try:
        folder.write(beside, stored, stat.S_IMODE(status.st_mode))
        folder.move(beside, folder, to)
    finally:
        folder.remove_file(beside)


def remove(project: Folder, path: str) -> None:
    """Remove a file and its empty parent folders, up to the top.

    Can be repeated after an interruption, when the file and some folders are already gone.
    """
    *parents, name = PurePosixPath(path).parts
    with ExitStack() as stack:
        folders = [project]
        for parent in parents:
            if not folders[-1].has(parent):
                break
            folders.append(stack.enter_context(folders[-1].enter(parent)))
        else:
            folders[-1].remove_file(name)
        while len(folders) > 1 and folders[-1].is_empty():
            if not folders[-2].remove_folder(folders[-1].path.name):
                break
            folders.pop()
        folders[-1].synchronize()
