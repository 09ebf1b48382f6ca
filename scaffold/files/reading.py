"""Read files that anyone may have put into a project: regular ones, up to a stated size."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from scaffold.errors import UnreadableFileError

# The largest file that any command reads as a whole, in bytes.
LARGEST_FILE = 25 * 2**20
# The most that a command reads from one tree of files, in bytes.
LARGEST_TREE = 20 * LARGEST_FILE
# A symlink is never followed, a pipe never waited for; Windows has neither flag.
_SAFELY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True)
class RegularFile:
    """The content of a regular file, and what the system says about it."""

    content: bytes
    status: os.stat_result

    @property
    def is_executable(self) -> bool:
        """Return whether its owner may run it."""
        return bool(self.status.st_mode & stat.S_IXUSR)


def read_regular(
    path: Path | str,
    *,
    limit: int = LARGEST_FILE,
    folder: int | None = None,
    alone: bool = False,
) -> RegularFile:
    """Read a regular file; no symlink is followed, nothing is waited for.

    Args:
        path: The file; relative to `folder` where that is given.
        limit: The most bytes that it may have.
        folder: An open folder, as a descriptor.
        alone: Refuse a file that has other names (hard links).

    Raises:
        UnreadableFileError: It is not a regular file, is too large, or has other names.
        OSError: It does not exist, or the file system refuses.
    """
    _check(os.stat(path, dir_fd=folder, follow_symlinks=False), path, limit, alone=alone)

    def open_safely(name: str, flags: int) -> int:
        return os.open(name, flags | _SAFELY, dir_fd=folder)

    with open(path, "rb", opener=open_safely) as stream:
        # What was looked at may have been replaced before it was opened.
        status = os.fstat(stream.fileno())
        _check(status, path, limit, alone=alone)
        content = stream.read(status.st_size + 1)
        if len(content) > status.st_size:  # It grows, or the system does not know its size.
            content += stream.read(max(limit - status.st_size, 0))
    if len(content) > limit:
        raise UnreadableFileError(str(path), _too_large(limit))
    return RegularFile(content, status)


def read_text(path: Path | str, *, limit: int = LARGEST_FILE, encoding: str = "utf-8") -> str:
    """Return the text of a regular file.

    Raises:
        UnreadableFileError: It is not a regular file, or is too large.
        UnicodeDecodeError: It is not text in that encoding.
        OSError: It does not exist, or the file system refuses.
    """
    return read_regular(path, limit=limit).content.decode(encoding)


def describe(status: os.stat_result) -> str:
    """Return what something is that is not a regular file; an empty text for a regular file."""
    if stat.S_ISREG(status.st_mode):
        return ""
    if stat.S_ISLNK(status.st_mode):
        return "a symlink"
    return "a folder" if stat.S_ISDIR(status.st_mode) else "a device or pipe"


def _check(status: os.stat_result, path: Path | str, limit: int, *, alone: bool) -> None:
    reason = describe(status)
    if not reason and status.st_size > limit:
        reason = _too_large(limit)
    if not reason and alone and status.st_nlink > 1:
        reason = "a file with several hard links"
    if reason:
        raise UnreadableFileError(str(path), reason)


def _too_large(limit: int) -> str:
    size = f"{limit // 2**20} MiB" if limit >= 2**20 else f"{limit:,} bytes"
    return f"a file of more than {size}"
