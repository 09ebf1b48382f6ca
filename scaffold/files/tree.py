"""Files in memory, and how they are read from a folder."""

import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Literal

from scaffold.errors import TemplateSourceError, UnreadableFileError
from scaffold.files.reading import LARGEST_TREE, read_regular
from scaffold.files.utf8 import as_utf8

Kind = Literal["file", "executable", "link", "obstacle"]


@dataclass(frozen=True, slots=True)
class File:
    """The file at one path.

    Attributes:
        content: The content of a file, the target of a symlink, or a description of an obstacle.
        kind: An obstacle is neither a regular file nor a symlink, is too large to read, or is a
            parent that is not a folder: nothing can be written at its path.
        held_by: The files and empty folders that would have to be removed to free the path of an
            obstacle, if known; folders end with a slash.
    """

    content: bytes
    kind: Kind = "file"
    held_by: frozenset[str] = field(default=frozenset(), compare=False)


# Parts that lead out of a folder; an absolute path starts with an empty part.
_OUTSIDE = frozenset({"", ".", ".."})

# No plan removes more files than this from one folder.
_MOST_HOLDERS = 10_000

# Files by POSIX path, relative to the project folder.
Tree = Mapping[str, File]


def read_tree(folder: Path, *, alone: bool = False) -> dict[str, File]:
    """Read all files and symlinks below a folder.

    Args:
        folder: The folder.
        alone: Read a file with other hard links as an obstacle.
    """
    reader = _Reader(alone=alone)
    return {path: reader.read(folder / path) for path in list_files(folder)}


def read_rendered(folder: Path) -> dict[str, File]:
    """Read all files and symlinks that a template rendered.

    Raises:
        TemplateSourceError: It rendered something that updates cannot compare.
    """
    files = read_tree(folder)
    for path, file in files.items():
        if file.kind == "obstacle":
            words = file.content.decode()
            raise TemplateSourceError(
                f"The template creates `{path}`, which is {words}", "Check the template"
            )
    return files


def is_link(path: Path) -> bool:
    """Return whether there is a symlink at a path; no also if the path is too long."""
    return os.path.islink(path)  # noqa: PTH114 - pathlib's would raise there


def list_files(folder: Path, skipped: Iterable[str] = ()) -> Iterator[str]:
    """Yield the path of every file and symlink below a folder, sorted.

    Args:
        folder: The folder.
        skipped: Names of folders to skip at any depth.
    """
    left_out = frozenset(skipped)
    for parent, folders, files in os.walk(folder):
        links = [name for name in folders if is_link(Path(parent) / name)]
        folders[:] = sorted(name for name in folders if name not in left_out and name not in links)
        inside = Path(parent).relative_to(folder).as_posix()
        prefix = "" if inside == "." else f"{inside}/"
        for name in sorted([*files, *links]):
            yield prefix + name


def read_paths(folder: Path, paths: Iterable[str]) -> dict[str, File]:
    """Read the files at some paths, without the paths that do not exist.

    A name that differs only in case or Unicode form counts as the same, because on some systems it
    is the same file.
    """
    names, reader = _Names(folder), _Reader()
    found = {}
    for path in paths:
        file = _look(folder, path, names, reader)
        if file is not None:
            found[path] = file
    return found


def _look(folder: Path, path: str, names: "_Names", reader: "_Reader") -> File | None:
    if not _OUTSIDE.isdisjoint(path.split("/")):
        return File(b"a path that leads elsewhere", "obstacle")
    for place in accumulate(path.split("/"), "{}/{}".format):
        twin = names.twin(place)
        if twin is not None:
            held_by = _find_holders(folder, twin)
            return File(
                _in_words(f"{twin}, a name that differs only in case or Unicode form"),
                "obstacle",
                held_by,
            )
        standing = folder / place
        if not _is_there(standing):
            return None
        if place != path and standing.is_symlink():
            return File(
                _in_words(f"{place}, a symlink in its path"), "obstacle", frozenset({place})
            )
        if place != path and not standing.is_dir():
            return File(_in_words(f"{place}, a file in its path"), "obstacle", frozenset({place}))
    file = reader.read(folder / path)
    return replace(file, held_by=_find_holders(folder, path)) if file.kind == "obstacle" else file


def _is_there(path: Path) -> bool:
    """Return whether anything is at a path.

    Raises:
        PermissionError: Its folder cannot be searched, so the file may exist.
    """
    try:
        path.lstat()
    except PermissionError:
        raise
    except (OSError, ValueError):
        return False
    return True


def _in_words(text: str) -> bytes:
    """Return what an obstacle is; its name may have bytes that are not UTF-8."""
    return as_utf8(text).encode(errors="replace")


def without_held(files: Tree, gone: Set[str]) -> dict[str, File]:
    """Return the files at some paths after other files and empty folders are removed.

    Args:
        files: The current files.
        gone: The removed files; a folder that can be removed if empty ends with a slash.
    """
    return {
        path: file for path, file in files.items() if not file.held_by or not file.held_by <= gone
    }


def _find_holders(folder: Path, place: str) -> frozenset[str]:
    """Return the files that occupy a path: a file, or all files in a folder."""
    top = folder / place
    if top.is_symlink() or not top.is_dir():
        return frozenset({place})
    holders: set[str] = set()
    for parent, folders, files in os.walk(top):
        inside = Path(parent).relative_to(folder).as_posix()
        links = [name for name in folders if is_link(Path(parent) / name)]
        holders.update(
            f"{inside}/{name}" for name in [*files, *links] or ([""] if not folders else [])
        )
        if len(holders) > _MOST_HOLDERS:
            return frozenset()
    return frozenset(holders)


class _Reader:
    """Reads files up to a total size."""

    def __init__(self, *, alone: bool = False) -> None:
        self._alone = alone
        self._left = LARGEST_TREE

    def read(self, path: Path) -> File:
        """Read the file at an existing path."""
        if path.is_symlink():
            return File(os.fsencode(os.readlink(path)), "link")  # noqa: PTH115 - pathlib tidies targets
        try:
            found = read_regular(path, alone=self._alone)
        except UnreadableFileError as refused:
            return File(refused.reason.encode(), "obstacle")
        self._left -= len(found.content)
        if self._left < 0:
            return File(b"more than all files together may have", "obstacle")
        return File(found.content, "executable" if found.is_executable else "file")


class _Names:
    """The names in the folders of a project, listed once per folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listed: dict[str, list[str]] = {}

    def twin(self, place: str) -> str | None:
        """Return the path of a name that differs only in case or Unicode form."""
        parent, _, name = place.rpartition("/")
        names = self._names_in(parent)
        if name in names:
            return None
        folded = _fold(name)
        other = next((each for each in names if _fold(each) == folded), None)
        return f"{parent}/{other}" if parent and other else other

    def _names_in(self, parent: str) -> list[str]:
        if parent not in self._listed:
            folder = self._folder / parent
            entries = folder.iterdir() if folder.is_dir() else []
            self._listed[parent] = [entry.name for entry in entries]
        return self._listed[parent]


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one file.

    Attributes:
        path: Its path, relative to the project.
        before: The file before the change; None for no file.
        after: The file after the change; None for no file.
        mode: The mode of a new file.
    """

    path: str
    before: File | None
    after: File | None
    mode: int | None = None
