"""A repository as the checks see it: the names of its files, and their texts on demand."""

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from scaffold import git
from scaffold.strays import NOT_SEARCHED
from scaffold.trees import list_files

# No file that a person writes is as large as this.
_LARGEST_TEXT = 5_000_000
# Folders with code that is not the project's own.
_BESIDE = frozenset({"test", "tests", "doc", "docs"})


@dataclass(frozen=True, slots=True)
class Repository:
    """What there is to look at.

    Attributes:
        path: The folder of the project.
        files: What git keeps below it or would add, as POSIX paths; all files where there is no
            git. Links are left out: what they lead to is looked at in its own place.
        is_in_git: It belongs to the work tree of a git repository.
    """

    path: Path
    files: tuple[str, ...]
    is_in_git: bool

    def read(self, path: str) -> str:
        """Return the text of a file; an empty one where it is missing, too large, or binary."""
        file = self.path / path
        try:
            if not file.is_file() or file.stat().st_size > _LARGEST_TEXT:
                return ""
            content = file.read_bytes()
        except OSError:
            return ""
        return "" if b"\0" in content else content.decode("utf-8-sig", errors="replace")

    def size(self, path: str) -> int:
        """Return the size of a file in bytes."""
        return (self.path / path).stat().st_size

    @property
    def code(self) -> list[str]:
        """The Python files, tests and documentation aside, and files of a template, in braces."""
        python = [path for path in self.files if path.endswith(".py") and "{{" not in path]
        return [path for path in python if _BESIDE.isdisjoint(path.split("/"))]

    @property
    def tests(self) -> list[str]:
        """The files in which pytest looks for tests."""
        names = [(path, PurePosixPath(path)) for path in self.files]
        return [path for path, name in names if name.match("test_*.py") or name.match("*_test.py")]

    def modules(self) -> Iterator[tuple[str, ast.Module]]:
        """Yield the syntax of each file of code; one that Python cannot read is left to linters."""
        for path in self.code:
            if module := parse(self.read(path)):
                yield path, module


def parse(text: str) -> ast.Module | None:
    """Return the syntax of a text; None where it is not Python."""
    with warnings.catch_warnings():
        # What Python thinks of the escapes in somebody's texts is not asked here.
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            return None


def open_repository(path: Path) -> Repository:
    """List the files of a folder."""
    is_in_git = git.is_installed() and git.is_inside_work_tree(path)
    listed = git.list_files(path) if is_in_git else list_files(path, NOT_SEARCHED)
    return Repository(path, tuple(name for name in listed if _is_own(path, name)), is_in_git)


def _is_own(folder: Path, name: str) -> bool:
    """Say whether a name is text, and that of a file.

    Git also names files that are gone, and folders that are repositories of their own.
    """
    file = folder / name
    is_text = all(not "\ud800" <= character <= "\udfff" for character in name)
    return is_text and file.is_file() and not file.is_symlink()
