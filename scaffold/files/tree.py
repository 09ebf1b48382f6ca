"""Files as values, and how they are read from a folder."""

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
    """What stands at one path.

    Attributes:
        content: The bytes of a file, the target of a link, or what an obstacle is in words.
        kind: An obstacle is anything that is neither a regular file nor a symlink, or is too large
            to be read, or that a path leads through: nothing can be written there.
        held_by: What would have to go away before an obstacle does, if that is known: files, and
            empty folders, which end with a slash.
    """

    content: bytes
    kind: Kind = "file"
    held_by: frozenset[str] = field(default=frozenset(), compare=False)


# Parts of a path that is not simply below a folder; an absolute path begins with an empty part.
_OUTSIDE = frozenset({"", ".", ".."})

# A folder with more files than this is more than a plan could remove.
_MOST_HOLDERS = 10_000

# POSIX paths, relative to the top of a project.
Tree = Mapping[str, File]


def read_tree(folder: Path, *, alone: bool = False) -> dict[str, File]:
    """Read all files and links below a folder.

    Args:
        folder: Where to look.
        alone: A file that has other names (hard links) is an obstacle.
    """
    reader = _Reader(alone=alone)
    return {path: reader.read(folder / path) for path in list_files(folder)}


def read_rendered(folder: Path) -> dict[str, File]:
    """Read all files and links that a template gave.

    Raises:
        TemplateSourceError: It gave something that no update could compare.
    """
    files = read_tree(folder)
    for path, file in files.items():
        if file.kind == "obstacle":
            words = file.content.decode()
            raise TemplateSourceError(
                f"The template creates {path}, which is {words}.", "Check the template."
            )
    return files


def list_files(folder: Path, skipped: Iterable[str] = ()) -> Iterator[str]:
    """Yield the path of every file and link below a folder, sorted.

    Args:
        folder: Where to look.
        skipped: Names of folders that are not entered, wherever they stand.
    """
    left_out = frozenset(skipped)
    for parent, folders, files in os.walk(folder):
        links = [name for name in folders if (Path(parent) / name).is_symlink()]
        folders[:] = sorted(name for name in folders if name not in left_out and name not in links)
        inside = Path(parent).relative_to(folder).as_posix()
        prefix = "" if inside == "." else f"{inside}/"
        for name in sorted([*files, *links]):
            yield prefix + name


def read_paths(folder: Path, paths: Iterable[str]) -> dict[str, File]:
    """Read what stands at some paths; a path with nothing there is left out.

    A name that differs only in case or in Unicode form counts as standing there: on some systems it
    is the same file, and a project should mean the same on all of them.
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
            return File(_in_words(f"{twin}, a twin of its name"), "obstacle", held_by)
        standing = folder / place
        if not os.path.lexists(standing):
            return None
        if place != path and standing.is_symlink():
            return File(_in_words(f"{place}, a link on the way"), "obstacle", frozenset({place}))
        if place != path and not standing.is_dir():
            return File(_in_words(f"{place}, a file on the way"), "obstacle", frozenset({place}))
    file = reader.read(folder / path)
    return replace(file, held_by=_find_holders(folder, path)) if file.kind == "obstacle" else file


def _in_words(text: str) -> bytes:
    """Return what an obstacle is; its name may have bytes that are not UTF-8."""
    return as_utf8(text).encode(errors="replace")


def without_held(files: Tree, gone: Set[str]) -> dict[str, File]:
    """Return what is at some paths once other files are gone, and the folders that are empty then.

    Args:
        files: What is there now.
        gone: The files that go away; a folder that may go away if it is empty ends with a slash.
    """
    return {
        path: file for path, file in files.items() if not file.held_by or not file.held_by <= gone
    }


def _find_holders(folder: Path, place: str) -> frozenset[str]:
    """Return what keeps a place from being free: a file, or all that is in a folder."""
    top = folder / place
    if top.is_symlink() or not top.is_dir():
        return frozenset({place})
    holders: set[str] = set()
    for parent, folders, files in os.walk(top):
        inside = Path(parent).relative_to(folder).as_posix()
        links = [name for name in folders if (Path(parent) / name).is_symlink()]
        holders.update(
            f"{inside}/{name}" for name in [*files, *links] or ([""] if not folders else [])
        )
        if len(holders) > _MOST_HOLDERS:
            return frozenset()
    return frozenset(holders)


class _Reader:
    """Reads files until all of them together are more than any command needs."""

    def __init__(self, *, alone: bool = False) -> None:
        self._alone = alone
        self._left = LARGEST_TREE

    def read(self, path: Path) -> File:
        """Read what is at a path that exists."""
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
    """The names in the folders of a project, listed once each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listed: dict[str, list[str]] = {}

    def twin(self, place: str) -> str | None:
        """Return the path of a name that differs in case or Unicode form only."""
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
    """One path: what is there, and what is to be there; None is nothing.

    Attributes:
        path: The path, relative to the project.
        before: What is there.
        after: What is to be there.
        mode: The mode of what is to be there, where nothing is there yet.
    """

    path: str
    before: File | None
    after: File | None
    mode: int | None = None
