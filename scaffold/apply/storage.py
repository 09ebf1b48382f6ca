"""How files are put down and picked up: whole, with their kind and mode, safely on the disk."""

import errno
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from scaffold.trees import File, Kind, read_paths


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


def store(target: Path, file: File, mode: int = 0o644) -> None:
    """Write a file that is not there yet, and wait until the disk has it."""
    if file.kind == "link":
        target.symlink_to(os.fsdecode(file.content))
        return
    with target.open("xb") as stream:
        stream.write(file.content)
        stream.flush()
        os.fsync(stream.fileno())
    target.chmod(mode)


def mode_for(standing: Path, file: File) -> int:
    """Return the mode for a file: as what stands there has it, executable where the file is."""
    try:
        mode = stat.S_IMODE(standing.lstat().st_mode) if not standing.is_symlink() else 0o644
    except FileNotFoundError:
        mode = 0o644
    readers = (mode & 0o444) >> 2
    return (mode & ~0o111) | (readers if file.kind == "executable" else 0)


def put(source: Path, target: Path) -> None:
    """Move a stored file to its place at once; nobody ever sees a part of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _put_on_another_disk(source, target)
    synchronize(target.parent)


def _put_on_another_disk(source: Path, target: Path) -> None:
    """Copy a stored file beside its place first, where only a move within a disk is whole."""
    stored = read_paths(source.parent, [source.name])[source.name]
    beside = target.with_name(f".{target.name}.scaffold")
    beside.unlink(missing_ok=True)  # A killed command leaves it.
    try:
        store(beside, stored, stat.S_IMODE(source.lstat().st_mode))
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def remove(target: Path, top: Path) -> None:
    """Remove a file, and the folders above it that are empty then, up to the top.

    It may be called again after an interruption, when the file is gone and some of the folders are.
    """
    target.unlink(missing_ok=True)
    folder = next(folder for folder in target.parents if folder.is_dir())
    while folder != top and not any(folder.iterdir()) and _remove_folder(folder):
        folder = folder.parent
    synchronize(folder)


def _remove_folder(folder: Path) -> bool:
    """Remove an empty folder; say no where another disk is its content, or a file has come."""
    try:
        folder.rmdir()
    except OSError as error:
        if error.errno not in {errno.EBUSY, errno.ENOTEMPTY, errno.EEXIST}:
            raise
        return False
    return True


def synchronize(folder: Path) -> None:
    """Wait until the disk knows the names in a folder."""
    if os.name == "nt":  # Folders cannot be opened there.
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
