"""Modes of files: those on the disk, and those to write."""

import stat
from pathlib import Path

from scaffold.files.tree import File


def mode_of(path: Path) -> int | None:
    """Return the mode of a regular file; None for anything else."""
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    return mode & 0o777 if stat.S_ISREG(mode) else None


def mode_for(mode: int | None, file: File) -> int:
    """Return the mode for a file: the old one, executable if the file is."""
    mode = 0o644 if mode is None else mode
    readers = (mode & 0o444) >> 2
    return (mode & ~0o111) | (readers if file.kind == "executable" else 0)
