"""The files of a project, read from its folder or from a commit.

A commit is read as a checkout of it would be: files, folders, symlinks, and names that differ only
in case, give the same files and obstacles.
"""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Protocol

from scaffold.files.reading import LARGEST_FILE
from scaffold.files.tree import Change, File, Kind, Tree, read_paths
from scaffold.files.utf8 import as_utf8
from scaffold.project.ignored import Ignored, find_ignored
from scaffold.project.modes import AS_ON_DISK, Modes, read_modes
from scaffold.project.other_files import (
    LARGEST_STRAY,
    NOT_SEARCHED,
    list_project_files,
    read_strays,
)

KINDS: Mapping[str, Kind] = {"100644": "file", "100755": "executable", "120000": "link"}
_OUTSIDE = frozenset({"", ".", ".."})


class ProjectFiles(Protocol):
    """What a plan reads of a project."""

    def read(self, paths: Iterable[str]) -> dict[str, File]:
        """Return the files at some paths, without the paths that do not exist."""

    def read_strays(self, known: Set[str]) -> Tree:
        """Return the files that are at none of some paths; links are left out."""

    def list_paths(self) -> Iterable[str]:
        """Return the paths of the files that Git does not ignore."""

    def read_modes(self, found: Tree) -> Modes:
        """Return what the modes of files mean."""

    def find_ignored(self, changes: Iterable[Change], template: Tree) -> tuple[Ignored, ...]:
        """Return the files that changes create and Git ignores afterwards."""


@dataclass(frozen=True, slots=True)
class FolderFiles:
    """The files in a folder."""

    folder: Path

    def read(self, paths: Iterable[str]) -> dict[str, File]:
        """Return the files at some paths, without the paths that do not exist."""
        return read_paths(self.folder, paths)

    def read_strays(self, known: Set[str]) -> Tree:
        """Return the files that are at none of some paths; links are left out."""
        return read_strays(self.folder, known)

    def list_paths(self) -> Iterable[str]:
        """Return the paths of the files that Git does not ignore."""
        return list_project_files(self.folder)[0]

    def read_modes(self, found: Tree) -> Modes:
        """Return what the modes of files mean."""
        return read_modes(self.folder, found)

    def find_ignored(self, changes: Iterable[Change], template: Tree) -> tuple[Ignored, ...]:
        """Return the files that changes create and Git ignores afterwards."""
        return find_ignored(self.folder, changes, template)


@dataclass(frozen=True, slots=True)
class CommittedFiles:
    """The files in a commit.

    Attributes:
        modes: The mode of each file, as Git writes it, by its path in the project.
        contents: Returns the contents of files by their paths.
        sizes: Returns the sizes of files in bytes by their paths.
    """

    modes: Mapping[str, str]
    contents: Callable[[Collection[str]], Mapping[str, bytes]]
    sizes: Callable[[Collection[str]], Mapping[str, int]]
    _names: "_CommittedNames" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """List the names in each folder once."""
        object.__setattr__(self, "_names", _CommittedNames(self.modes))

    def read(self, paths: Iterable[str]) -> dict[str, File]:
        """Return the files at some paths, without the paths that do not exist."""
        asked = list(paths)
        regular = [path for path in asked if self.modes.get(path) in KINDS]
        contents = self.contents(regular)
        found = {}
        for path in asked:
            file = self._look(path, contents)
            if file is not None:
                found[path] = file
        return found

    def read_strays(self, known: Set[str]) -> Tree:
        """Return the files that are at none of some paths; links are left out."""
        paths = [
            path
            for path, mode in sorted(self.modes.items())
            if mode in {"100644", "100755"}
            and path not in known
            and not any(part in NOT_SEARCHED for part in path.split("/")[:-1])
        ]
        sizes = self.sizes(paths)
        return self.read([path for path in paths if sizes.get(path, 0) <= LARGEST_STRAY])

    def list_paths(self) -> Iterable[str]:
        """Return the paths of the files in the commit."""
        return self.modes

    def read_modes(self, found: Tree) -> Modes:
        """Return that the modes are those of the commit."""
        del found
        return AS_ON_DISK

    def find_ignored(self, changes: Iterable[Change], template: Tree) -> tuple[Ignored, ...]:
        """Return nothing: a commit has every file that is written into it."""
        del changes, template
        return ()

    def _look(self, path: str, contents: Mapping[str, bytes]) -> File | None:
        if not _OUTSIDE.isdisjoint(path.split("/")):
            return File(b"a path that leads elsewhere", "obstacle")
        for place in accumulate(path.split("/"), "{}/{}".format):
            twin = self._names.twin(place)
            if twin is not None:
                words = f"{twin}, a name that differs only in case or Unicode form"
                return _obstacle(words, self._names.holders(twin))
            mode = self._names.find(place)
            if mode is None:
                return None
            if place != path and mode == "120000":
                return _obstacle(f"{place}, a symlink in its path", frozenset({place}))
            if place != path and mode in KINDS:
                return _obstacle(f"{place}, a file in its path", frozenset({place}))
        return self._read_file(path, contents)

    def _read_file(self, path: str, contents: Mapping[str, bytes]) -> File:
        kind = KINDS.get(self.modes.get(path, ""))
        if kind is None:
            return _obstacle("a folder", self._names.holders(path))
        content = contents[path]
        if len(content) > LARGEST_FILE:
            size = f"a file of more than {LARGEST_FILE // 2**20} MiB"
            return _obstacle(size, frozenset({path}))
        return File(content, kind)


class _CommittedNames:
    """The names in the folders of a commit."""

    def __init__(self, modes: Mapping[str, str]) -> None:
        self._modes = modes
        self._listed: dict[str, dict[str, set[str]]] = {"": {}}
        for path in modes:
            for place in accumulate(path.split("/"), "{}/{}".format):
                parent, _, name = place.rpartition("/")
                names = self._listed.setdefault(parent, {})
                names.setdefault(_fold(name), set()).add(name)

    def find(self, place: str) -> str | None:
        """Return the mode of a file; empty for a folder, None if there is nothing."""
        return self._modes.get(place, "" if place in self._listed else None)

    def twin(self, place: str) -> str | None:
        """Return the path of a name that differs only in case or Unicode form."""
        parent, _, name = place.rpartition("/")
        names = self._listed.get(parent, {}).get(_fold(name), set())
        if not names or name in names:
            return None
        return f"{parent}/{min(names)}" if parent else min(names)

    def holders(self, place: str) -> frozenset[str]:
        """Return the files that occupy a path: a file, or all files in a folder."""
        if self._modes.get(place) in KINDS:
            return frozenset({place})
        if place in self._modes:  # A submodule is an empty folder until it is checked out.
            return frozenset({f"{place}/"})
        return frozenset(path for path in self._modes if path.startswith(f"{place}/"))


def _obstacle(words: str, held_by: frozenset[str]) -> File:
    return File(as_utf8(words).encode(errors="replace"), "obstacle", held_by)


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
