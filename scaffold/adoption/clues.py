"""What can be seen of a repository that was never generated, as values. Only reads."""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath

from scaffold.adoption.kinds_of_files import BESIDE
from scaffold.adoption.text_style import describe_style
from scaffold.errors import GitError, UnreadableFileError, UntrustedRepositoryError
from scaffold.files.paths import STATE
from scaffold.files.reading import read_regular
from scaffold.files.tree import list_files
from scaffold.files.utf8 import decode_marked
from scaffold.project.metadata import READERS, Metadata
from scaffold.project.other_files import NOT_SEARCHED, list_project_files
from scaffold.project.remote import find_default_branch

# Files of metadata, of environments and of text are never as large.
_LARGEST = 1_000_000
# A folder without git can hold anything; so many names say enough about it.
_MOST_FILES = 100_000
# Of a repository with many projects, so many declarations are read.
_MOST_DECLARATIONS = 30

LICENSE = re.compile(r"(licen[cs]e|copying|unlicense)[^/]*", re.I)
_CODE = frozenset(
    {".c", ".cc", ".cpp", ".cu", ".f90", ".go", ".h", ".hpp", ".ipynb", ".java", ".jl", ".js"}
    | {".kt", ".m", ".py", ".pyx", ".r", ".rmd", ".rs", ".scala", ".sh", ".sql", ".ts"}
)
README = re.compile(r"readme(\.[^/]*)?", re.I)
# Files that name the Python of an environment, and where in them.
_PINS: Mapping[str, re.Pattern[str]] = {
    ".python-version": re.compile(r"^[ \t]*(3\.\d+)", re.M),
    "Dockerfile": re.compile(r"^FROM +(?:[\w.-]+/)*python:(3\.\d+)", re.M | re.I),
    "Pipfile": re.compile(r"^python_version\s*=\s*[\"']([\d.]+)", re.M),
    "conda.yaml": re.compile(r"^[ \t]*-\s*[\"']?python\s*([=<>~!][^#\n\"']*)", re.M),
    "environment.yaml": re.compile(r"^[ \t]*-\s*[\"']?python\s*([=<>~!][^#\n\"']*)", re.M),
    "environment.yml": re.compile(r"^[ \t]*-\s*[\"']?python\s*([=<>~!][^#\n\"']*)", re.M),
    "runtime.txt": re.compile(r"^python-(3\.\d+)", re.M),
}


@dataclass(frozen=True, slots=True)
class Clues:
    """What answers are guessed from, and what the template's files have to fit.

    Attributes:
        folder: Name of the folder.
        files: Paths of all files that git does not ignore, relative to the folder.
        folders: Names of all folders at the top, ignored ones included.
        metadata: What each file of packaging metadata declares, the most trusted first.
        declarations: The same for all such files in at most two folders, the nearest first.
        pins: Files that name the Python of an environment, and the versions that they name.
        licenses: Name and text of each license file.
        readme: Name and text of the README; empty where there is none.
        branch: The default branch; empty where git does not say.
        style: Why settings for editors do not fit the texts; empty where they do.
    """

    folder: str
    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    metadata: tuple[tuple[str, Metadata], ...] = ()
    declarations: tuple[tuple[str, Metadata], ...] = ()
    pins: tuple[tuple[str, str], ...] = ()
    licenses: tuple[tuple[str, str], ...] = ()
    readme: tuple[str, str] = ("", "")
    branch: str = ""
    style: str = ""

    def packages(self, parent: str = "") -> list[str]:
        """Return the names of the folders in a folder that hold Python files."""
        found = set[str]()
        for path in self.files:
            folder, _, name = path.removeprefix(parent).partition("/")
            if path.startswith(parent) and name.endswith(".py") and "/" not in name:
                found.add(folder)
        return sorted(folder for folder in found if folder.isidentifier())

    def has(self, path: str) -> bool:
        """Return whether there is a file, or a folder (with a `/` behind it) with files in it."""
        if path.endswith("/"):
            return any(each.startswith(path) for each in self.files)
        return path in self.files


def find_code(files: Collection[str]) -> str:
    """Return the file that shows best where the code is; an empty text for none.

    That is a module near the top. A `setup.py`, a notebook, and what is in a folder beside the
    code are only returned if there is nothing else.
    """
    code = (path for path in files if PurePosixPath(path).suffix.lower() in _CODE)
    return min(code, key=_tell_little, default="")


def _tell_little(path: str) -> tuple[object, ...]:
    """Return how little a file says about where the code is, for comparisons."""
    is_other = path.endswith(("setup.py", ".ipynb"))
    is_empty_kind = not path.endswith(".py") or path.endswith("__init__.py")
    return is_other, path.partition("/")[0] in BESIDE, is_empty_kind, path.count("/"), path


def read_clues(folder: Path) -> Clues:
    """Look at a repository; what lies above its folder is not looked at."""
    files = frozenset(path for path in _list(folder) if _is_there(folder, path))
    top = sorted(path for path in files if "/" not in path)
    readmes = [(name, _read(folder / name)) for name in top if README.fullmatch(name)]
    return Clues(
        folder=folder.name,
        files=files,
        folders=frozenset(_folders(folder)),
        metadata=tuple(_read_metadata(folder, (name for name in READERS if name in files))),
        declarations=tuple(_read_metadata(folder, _near_top(files))),
        pins=tuple(_read_pins(folder, top)),
        licenses=tuple((name, _read(folder / name)) for name in top if LICENSE.fullmatch(name)),
        readme=next(((name, text) for name, text in readmes if text), ("", "")),
        branch=find_default_branch(folder),
        style=describe_style(folder, files),
    )


def _list(folder: Path) -> Iterator[str]:
    """Yield the paths that git knows or would add; without git, those of all files."""
    try:
        listed, is_in_git = list_project_files(folder)
        yield from listed if is_in_git else islice(listed, _MOST_FILES)
    except (GitError, UntrustedRepositoryError):  # Git does not say which files it would ignore.
        yield from islice(list_files(folder, NOT_SEARCHED), _MOST_FILES)


def _is_there(folder: Path, path: str) -> bool:
    """Return whether there is something other than a folder; git also lists deleted files."""
    if path.startswith(f"{STATE}/"):
        return False  # What this package keeps is not a part of a repository.
    found = folder / path
    return os.path.lexists(found) and (found.is_symlink() or not found.is_dir())


def _read(path: Path) -> str:
    """Return the text of a regular file; nothing where there is none, or it cannot be read."""
    return decode_marked(_read_bytes(path)).replace("\r\n", "\n")


def _read_bytes(path: Path) -> bytes:
    try:
        return read_regular(path, limit=_LARGEST).content
    except (OSError, UnreadableFileError):
        return b""


def _read_metadata(folder: Path, paths: Iterable[str]) -> Iterator[tuple[str, Metadata]]:
    for path in paths:
        text = _read(folder / path)
        if text:
            yield path, READERS[PurePosixPath(path).name](text)


def _read_pins(folder: Path, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        pattern = _PINS.get(name)
        found = pattern.search(_read(folder / name)) if pattern else None
        if found:
            yield name, found[1].strip()


def _near_top(files: Iterable[str]) -> list[str]:
    """Return the files of metadata in at most two folders, the nearest to the top first."""
    found = [
        path
        for path in files
        if PurePosixPath(path).name in READERS and path.count("/") <= 2 and "{{" not in path
    ]
    nearest = sorted(found, key=lambda path: (path.count("/"), path))
    return choose_own(nearest)[:_MOST_DECLARATIONS]


def choose_own(paths: Collection[str]) -> list[str]:
    """Return the paths outside of folders for something else, or all if there are no others."""
    own = [path for path in paths if not _is_beside(path)]
    return own or list(paths)


def _is_beside(path: str) -> bool:
    top, slash, _ = path.partition("/")
    return bool(slash) and (top.startswith(".") or top.lower() in BESIDE)


def _folders(parent: Path) -> Iterator[str]:
    _, folders, _ = next(os.walk(parent), ("", [], []))
    yield from (name for name in folders if not (parent / name).is_symlink())
