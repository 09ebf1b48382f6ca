"""Which paths commands may write, and the error for a refused write."""

import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from scaffold.errors import ForbiddenPlaceError, WriteError

# Names of `.git` on some system: `git~1` is its short name on Windows.
_GIT_NAMES = frozenset({".git", "git~1"})
# With `HEAD`, these parts make any folder a repository for Git: objects and references, or a file
# with the path of both.
_PARTS_OF_GIT = (("objects", "refs"), ("commondir",))
# Folder of locks and journals; a template that wrote there could imitate an earlier command.
STATE = ".scaffold"

# Windows reserves these names, with any extension.
_WINDOWS_DEVICES = frozenset(
    ["con", "prn", "aux", "nul"]
    + [f"com{digit}" for digit in range(1, 10)]
    + [f"lpt{digit}" for digit in range(1, 10)]
)


def check_place(path: str) -> None:
    """Refuse a path outside the project, or inside a `.git` or `.scaffold` folder.

    Args:
        path: A POSIX path, relative to the project folder.

    Raises:
        ForbiddenPlaceError: The path must not be written.
    """
    parts = PurePosixPath(path).parts
    outside = not parts or path.startswith("/") or ".." in parts or "\\" in path or ":" in parts[0]
    if outside or _plain(parts[0]) == STATE or any(map(is_git_name, parts)):
        raise ForbiddenPlaceError(path)


def is_git_name(name: str) -> bool:
    """Return whether a name means `.git` on some system."""
    return _plain(name) in _GIT_NAMES


def is_windows_device(name: str) -> bool:
    """Return whether Windows reserves a file name, with any extension."""
    return name.split(".")[0].strip().lower() in _WINDOWS_DEVICES


def is_gits_own(folder: Path) -> bool:
    """Return whether a folder is a `.git` folder or a bare repository, or is inside one."""
    return any(is_git_name(each.name) or _is_repository(each) for each in (folder, *folder.parents))


def _is_repository(folder: Path) -> bool:
    """Return whether Git would read a folder as a bare repository."""
    if not os.path.lexists(folder / "HEAD"):  # In old repositories, a symlink that can dangle.
        return False
    return any(all((folder / part).exists() for part in parts) for parts in _PARTS_OF_GIT)


def _plain(name: str) -> str:
    """Return a name as the most lenient file system reads it."""
    # Some ignore invisible characters; Windows ignores trailing dots and spaces.
    seen = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) != "Cf")
    return seen.rstrip(". ").casefold()


def find_ancestor(path: Path) -> Path:
    """Return the nearest existing parent of a path, as an absolute path."""
    return next(parent for parent in path.absolute().parents if os.path.lexists(parent))


@contextmanager
def naming_failed_writes(folder: Path, hint: str) -> Iterator[None]:
    """Turn errors of the file system into one error with a hint.

    Raises:
        WriteError: The file system refused a write.
    """
    try:
        yield
    except OSError as error:
        if error.errno is None:  # No system call failed.
            raise
        # A move is reported with its destination: its source is a temporary file.
        path = error.filename2 or error.filename or folder
        reason = os.strerror(error.errno).lower()
        raise WriteError(f"Cannot write `{path}`: {reason}", hint) from error
