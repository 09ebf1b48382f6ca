"""What stands in a folder, to the last byte and mode, and what an owner has put there."""

import os
import stat
from collections.abc import Collection
from pathlib import Path

# Kind and mode, and what it holds: bytes, or the target of a link.
Standing = dict[str, tuple[int, bytes]]

# Git's own folder changes when its status is asked; the other holds locks and journals.
_NOT_COMPARED = {".git", ".scaffold"}


def read_standing(folder: Path, skipped: Collection[str] = _NOT_COMPARED) -> Standing:
    """Read everything below a folder; links are not followed, pipes are not opened.

    Args:
        folder: Where to read.
        skipped: Names of folders that are left out, wherever they stand.
    """
    standing = {}
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in skipped]
        for name in [*folders, *(name for name in files if name not in skipped)]:
            path = Path(parent) / name
            standing[path.relative_to(folder).as_posix()] = _read(path)
    return standing


def changed(before: Standing, after: Standing) -> Standing:
    """Return what is new or different afterwards."""
    return {path: what for path, what in after.items() if before.get(path) != what}


def lost(owned: Standing, folder: Path) -> list[str]:
    """Return the paths of what does not stand in a folder as it stood there."""
    standing = read_standing(folder)
    return [path for path, what in owned.items() if standing.get(path) != what]


def _read(path: Path) -> tuple[int, bytes]:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return mode, os.fsencode(path.readlink())
    return mode, path.read_bytes() if stat.S_ISREG(mode) else b""
