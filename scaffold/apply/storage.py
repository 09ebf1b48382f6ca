"""How files of a project are replaced and removed: whole, with their kind and mode, on the disk."""

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
    """What is remembered of a file to recognise it by: its kind and the digest of its bytes."""

    kind: Kind
    sha256: str


def mark(file: File | None) -> Mark | None:
    """Return the mark of a file; nothing has none."""
    return None if file is None else Mark(file.kind, hashlib.sha256(file.content).hexdigest())


def read_file(project: Path, path: str) -> File | None:
    """Return what stands at one path of a project."""
    return read_paths(project, [path]).get(path)


def read_without(project: Path, paths: Iterable[str], gone: Set[str]) -> dict[str, File]:
    """Return what is at some paths, as if other files were gone, and empty folders, too."""
    found = read_paths(project, paths)
    return {path: file for path, file in found.items() if not is_held_by(file, gone)}


def is_held_by(file: File, files: Set[str]) -> bool:
    """Say whether nothing but some files, and empty folders, keeps a place from being free."""
    return bool(file.held_by) and all(
        holder in files or holder.endswith("/") for holder in file.held_by
    )


def mode_of(path: Path) -> int | None:
    """Return the mode of a file; None for anything else, which a file may take the place of."""
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    return mode & 0o777 if stat.S_ISREG(mode) else None


def mode_for(mode: int | None, file: File) -> int:
    """Return the mode for a file: as it was, executable where the file is."""
    mode = 0o644 if mode is None else mode
    readers = (mode & 0o444) >> 2
    return (mode & ~0o111) | (readers if file.kind == "executable" else 0)


def put(source: Folder, name: str, project: Folder, path: str) -> None:
    """Move a stored file to its place at once, so that it is never there in part.

    Args:
        source: The folder that has it.
        name: Its name there.
        project: The top folder of the project.
        path: Its place in the project; folders on the way are created.
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
    """Copy a stored file beside its place first, where only a move within a disk is whole."""
    stored, status = source.read(name), source.status(name)
    if stored is None or status is None:
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", str(source.path / name))
    beside = f".{to}.scaffold"
    folder.remove_file(beside)  # A killed command leaves it.
    try:
        folder.write(beside, stored, stat.S_IMODE(status.st_mode))
        folder.move(beside, folder, to)
    finally:
        folder.remove_file(beside)


def remove(project: Folder, path: str) -> None:
    """Remove a file, and the folders above it that are empty then, up to the top.

    It may be called again after an interruption, when the file is gone and some of the folders are.
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
        while len(folders) > 1 and not folders[-1].names():
            if not folders[-2].remove_folder(folders[-1].path.name):
                break
            folders.pop()
        folders[-1].synchronize()
