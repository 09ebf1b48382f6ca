"""Where may be written, and how a refused write is told. Nothing outside, nothing inside `.git`."""

import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from scaffold.errors import ForbiddenPlaceError, WriteError

# Names that some system takes for `.git`: the short name of Windows.
_GIT_NAMES = frozenset({".git", "git~1"})
# What git takes a folder for its own by, beside the file `HEAD`, whatever the folder is called:
# the objects and names that it has, or a file that says where they are.
_PARTS_OF_GIT = (("objects", "refs"), ("commondir",))
# Where locks and journals stand; a template that wrote there could pass for an earlier command.
STATE = ".scaffold"


def check_place(path: str) -> None:
    """Refuse a path that leads out of a project, or into a repository's own folder.

    Args:
        path: A POSIX path, relative to the top of the project.

    Raises:
        ForbiddenPlaceError: It may not be written.
    """
    parts = PurePosixPath(path).parts
    outside = not parts or path.startswith("/") or ".." in parts or "\\" in path or ":" in parts[0]
    if outside or _plain(parts[0]) == STATE or any(map(is_git_name, parts)):
        raise ForbiddenPlaceError(path)


def is_git_name(name: str) -> bool:
    """Say whether some system takes a name for that of git's own folder."""
    return _plain(name) in _GIT_NAMES


def is_gits_own(folder: Path) -> bool:
    """Say whether a folder is one in which git keeps a repository, or lies in one."""
    return any(is_git_name(each.name) or _is_repository(each) for each in (folder, *folder.parents))


def _is_repository(folder: Path) -> bool:
    """Say whether git would take a folder for a bare repository, even if git did not make it."""
    if not os.path.lexists(folder / "HEAD"):  # Old ones have a link there, which may lead nowhere.
        return False
    return any(all((folder / part).exists() for part in parts) for parts in _PARTS_OF_GIT)


def _plain(name: str) -> str:
    """Return a name as the most forgiving file system reads it."""
    # Some leave out characters that are not seen; Windows leaves out dots and blanks at the end.
    seen = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) != "Cf")
    return seen.rstrip(". ").casefold()


@contextmanager
def naming_failed_writes(folder: Path, hint: str) -> Iterator[None]:
    """Turn what the file system refuses into one sentence.

    Raises:
        WriteError: It names the place, the reason, and what to do.
    """
    try:
        yield
    except OSError as error:
        if error.errno is None:  # It was no call of the system's that failed.
            raise
        # Of a move, what it leads to is named: where it comes from is scaffold's own.
        place = error.filename2 or error.filename or folder
        reason = os.strerror(error.errno).lower()
        raise WriteError(f"{place} cannot be written: {reason}.", hint) from error
