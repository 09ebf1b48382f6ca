"""Detect empty folders, also with an empty repository or leftovers of a killed command."""

import os
import stat
from pathlib import Path

from scaffold.apply.lock import LOCK
from scaffold.apply.state import IGNORE, PREPARING
from scaffold.errors import UnreadableFileError
from scaffold.files.paths import STATE
from scaffold.files.reading import read_regular

GIT = ".git"
# Files of a command that was killed before it changed anything.
_LEFTOVERS = {IGNORE, LOCK, PREPARING}
# An empty repository has no index, and no parts in other folders.
_SIGNS_OF_USE = ("index", "commondir", "gitdir", "modules", "worktrees")
# A new repository has some twenty files, mostly examples of hooks.
_MOST_FILES = 200
_LARGEST = 1_000_000


def is_unused(folder: Path) -> bool:
    """Return whether a folder is empty, or contains only a repository without commits."""
    return all(
        (entry.name == STATE and _is_leftover(entry))
        or (entry.name == GIT and is_empty_repository(folder))
        for entry in folder.iterdir()
    )


def is_empty_repository(folder: Path) -> bool:
    """Return whether a folder contains its own repository without any commits."""
    repository = folder / GIT
    if not _is_folder(repository) or any(
        os.path.lexists(repository / sign) for sign in _SIGNS_OF_USE
    ):
        return False
    try:
        head = read_regular(repository / "HEAD", limit=_LARGEST).content
        settings = read_regular(repository / "config", limit=_LARGEST).content
    except (OSError, UnreadableFileError):
        return False
    is_usual = head.startswith(b"ref: refs/heads/") and b"worktree" not in settings.lower()
    return is_usual and not _has_objects(repository) and _is_small(repository)


def _is_leftover(state: Path) -> bool:
    return _is_folder(state) and {entry.name for entry in state.iterdir()} <= _LEFTOVERS


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _has_objects(repository: Path) -> bool:
    return any(files for _, _, files in os.walk(repository / "objects"))


def _is_small(repository: Path) -> bool:
    """Return whether a repository can be copied: it has few files, all of them regular."""
    count = 0
    for parent, folders, files in os.walk(repository):
        for name in (*folders, *files):
            status = (Path(parent) / name).lstat()
            count += 1
            is_file = stat.S_ISREG(status.st_mode) and status.st_size <= _LARGEST
            if count > _MOST_FILES or not (is_file or stat.S_ISDIR(status.st_mode)):
                return False
    return True
