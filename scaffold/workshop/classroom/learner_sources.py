"""The modules of a learner's project, read within bounds and parsed."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath

from scaffold.errors import UnreadableFileError
from scaffold.files.parsing import LARGEST_CODE
from scaffold.files.reading import RegularFile, read_regular
from scaffold.files.tree import read_paths
from scaffold.workshop.classroom.parsed_code import Fault, Module, parse_module

# A project has some fifty modules.
_MOST_MODULES = 500
_SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages"})


class Sources:
    """The modules of a project, each read once."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self._read: dict[str, RegularFile | Fault] = {}

    def read(self, path: str) -> RegularFile | Fault:
        """Return a file, or why it cannot be read."""
        if path not in self._read:
            self._read[path] = self._read_anew(path)
        return self._read[path]

    def parse(self, path: str) -> Module:
        """Return what the parser says of a module."""
        found = self.read(path)
        return Module(fault=found) if isinstance(found, Fault) else parse_module(found.content)

    def _read_anew(self, path: str) -> RegularFile | Fault:
        parents = PurePosixPath(path).parents
        if any((self.project / parent).is_symlink() for parent in parents if parent.name):
            return Fault("a symlink in its path")
        try:
            return read_regular(self.project / path, limit=LARGEST_CODE)
        except UnreadableFileError as error:
            return Fault(error.reason)
        except OSError as error:
            return Fault(_describe(self.project, path, error))


def find_broken_modules(sources: Sources, exercises: Collection[str]) -> str:
    """Return the first module beside those of the exercises that cannot be parsed; usually empty.

    It prevents the import of others, so that no test can pass.
    """
    folders = {PurePosixPath(path).parts[0] for path in exercises}
    for path in _list_modules(sources.project, folders):
        fault = None if path in exercises else sources.parse(path).fault
        if fault is not None:
            return f"{path}{f':{fault.line}' if fault.line else ''}: {fault.reason}"
    return ""


def _list_modules(project: Path, folders: Collection[str]) -> Iterator[str]:
    left = _MOST_MODULES
    for top in sorted(folders):
        for parent, below, files in os.walk(project / top):
            below[:] = sorted(name for name in below if name not in _SKIPPED)
            inside = Path(parent).relative_to(project).as_posix()
            for name in sorted(files):
                if name.endswith(".py") and left > 0:
                    left -= 1
                    yield f"{inside}/{name}"


def _describe(project: Path, path: str, error: OSError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "missing" if path not in read_paths(project, [path]) else "has another name"
    return os.strerror(error.errno or 0).lower()
