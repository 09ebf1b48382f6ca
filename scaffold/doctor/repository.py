"""A repository as the checks see it: the names of its files, and their contents on demand."""

import codecs
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from scaffold.doctor.modules import Module, read_module
from scaffold.errors import UnreadableFileError
from scaffold.files.parsing import (
    LARGEST_CODE,
    LARGEST_SETTINGS,
    LARGEST_TEXT,
    UnparsableError,
    parse,
    parse_toml,
)
from scaffold.files.reading import read_regular
from scaffold.files.utf8 import decode_marked
from scaffold.project.other_files import list_project_files

Parsed = TypeVar("Parsed")

# Folders with files that are not the project's own code, data or notebooks.
_TESTS = frozenset({"test", "tests", "testing", "testdata", "fixtures", "__tests__"})
_DOCUMENTATION = frozenset({"doc", "docs", "documentation"})
_VENDORED = frozenset(
    {"vendor", "vendored", "_vendor", "third_party", "3rdparty", "extern"}
    | {"external", "node_modules", "site-packages"}
)
_BESIDE = _TESTS | _DOCUMENTATION | _VENDORED


@dataclass(frozen=True)
class Repository:
    """What there is to look at.

    Attributes:
        path: The folder of the project.
        sizes: What git keeps below it or would add, as POSIX paths; all files where there is no
            git. Links are left out: what they lead to is looked at in its own place.
        is_in_git: It belongs to the work tree of a git repository.
    """

    path: Path
    sizes: Mapping[str, int]
    is_in_git: bool
    _parsed: dict[tuple[str, Callable[[Any], Any]], Any] = field(default_factory=dict, repr=False)

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The paths of all files."""
        return tuple(self.sizes)

    def content(self, path: str, limit: int = LARGEST_TEXT) -> bytes:
        """Return the content of a file of text; nothing where it is missing, or a symlink.

        Raises:
            UnreadableFileError: It is not a regular file, is too large, or is not text.
        """
        file = self.path / path
        if file.is_symlink():  # Git does not follow one either, where it reads settings.
            return b""
        try:
            content = read_regular(file, limit=limit).content
        except UnreadableFileError as error:
            raise UnreadableFileError(path, error.reason) from error
        except OSError:
            return b""
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            content = decode_marked(content).encode()
        if b"\0" in content:
            raise UnreadableFileError(path, "a binary file")
        return content

    def text(self, path: str, limit: int = LARGEST_SETTINGS) -> str:
        """Return the text of a file on which a check depends; nothing where it is missing.

        Raises:
            UnreadableFileError: It is not a regular file, is too large, or is not text.
        """
        return self.content(path, limit).decode("utf-8-sig", errors="replace")

    def read(self, path: str, limit: int = LARGEST_TEXT) -> str:
        """Return the text of one file among many; nothing where it cannot be read."""
        try:
            return self.text(path, limit)
        except UnreadableFileError:
            return ""

    def bytes_or_nothing(self, path: str) -> bytes:
        """Return the content of one file of text among many; nothing where it cannot be read."""
        try:
            return self.content(path)
        except UnreadableFileError:
            return b""

    def parsed(
        self, path: str, parser: Callable[[str], Parsed], limit: int = LARGEST_SETTINGS
    ) -> Parsed:
        """Return what a file holds; it is parsed once, however many checks ask.

        Raises:
            UnreadableFileError: It is not a regular file, is too large, or is not text.
            UnparsableError: The parser does not take it.
        """
        if (path, parser) not in self._parsed:
            try:
                value: Any = parse(self.text(path, limit), parser)
            except UnparsableError as error:
                value = error
            self._parsed[path, parser] = value
        found = self._parsed[path, parser]
        if isinstance(found, UnparsableError):
            raise found
        return found  # type: ignore[no-any-return]

    def toml(self, path: str, limit: int = LARGEST_SETTINGS) -> dict[str, Any]:
        """Return a TOML document; an empty one where it is missing or is not TOML.

        Raises:
            UnreadableFileError: It is not a regular file, is too large, or is not text.
        """
        try:
            return self.parsed(path, parse_toml, limit)
        except UnparsableError:
            return {}

    def once(self, make: Callable[["Repository"], Parsed]) -> Parsed:
        """Return what a function makes of the repository; it is called once."""
        key = ("", make)
        if key not in self._parsed:
            self._parsed[key] = make(self)
        return self._parsed[key]  # type: ignore[no-any-return]

    @cached_property
    def code(self) -> tuple[str, ...]:
        """The Python files, tests and documentation aside, and files of a template, in braces."""
        python = (path for path in self.files if path.endswith(".py") and "{{" not in path)
        return tuple(path for path in python if not is_beside(path))

    def module(self, path: str) -> Module | None:
        """Return what a Python file says; None where Python cannot read it, as linters tell."""
        try:
            return self.parsed(path, read_module, LARGEST_CODE)
        except (UnreadableFileError, UnparsableError):
            return None


def is_beside(path: str) -> bool:
    """Return whether a file is in a folder of tests, of documentation, or of other projects."""
    return not _BESIDE.isdisjoint(path.casefold().split("/")[:-1])


def name_of(path: str) -> str:
    """Return the last part of a path."""
    return PurePosixPath(path).name


def open_repository(path: Path) -> Repository:
    """List the files of a folder."""
    listed, is_in_git = list_project_files(path)
    return Repository(path, dict(_sizes(path, listed)), is_in_git)


def _sizes(folder: Path, names: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield the regular files with their sizes.

    Git also names files that are gone, and folders that are repositories of their own.
    """
    for name in names:
        try:
            status = os.lstat(folder / name)
        except OSError:
            continue
        if stat.S_ISREG(status.st_mode):
            yield name, status.st_size
