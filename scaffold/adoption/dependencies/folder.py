"""The texts of a repository's files that declare dependencies. Only reads."""

import posixpath
from dataclasses import dataclass, field
from pathlib import Path

from scaffold.files.parsing import LARGEST_LOCK, LARGEST_SETTINGS, parse_or, parse_toml
from scaffold.files.tree import read_paths
from scaffold.files.utf8 import decode_marked
from scaffold.project.metadata import READERS


@dataclass(slots=True)
class Folder:
    """A repository, whose files are read once.

    Attributes:
        path: Its folder.
    """

    path: Path
    _texts: dict[str, str | None] = field(default_factory=dict)

    def read(self, path: str) -> str | None:
        """Return the text of a regular file in the folder; None for anything else."""
        if path not in self._texts:
            self._texts[path] = self._read(path)
        return self._texts[path]

    def _read(self, path: str) -> str | None:
        found = read_paths(self.path, [path]).get(path)
        if found is None or found.kind not in {"file", "executable"}:
            return None
        if len(found.content) > (LARGEST_LOCK if path.endswith(".lock") else LARGEST_SETTINGS):
            return None
        text = decode_marked(found.content)
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def toml(self, path: str) -> dict[str, object]:
        """Return a TOML document; empty if it is missing or invalid."""
        nothing: dict[str, object] = {}
        return parse_or(self.read(path) or "", parse_toml, nothing)

    def has(self, path: str) -> bool:
        """Return whether there is a text at a path."""
        return self.read(path) is not None

    def find_name(self, place: str) -> str:
        """Return the name of the project in a folder; empty if no file says it."""
        if not (self.path / place).is_dir():
            return ""
        for name, reader in READERS.items():
            found = reader(self.read(join(place, name)) or "").name
            if found:
                return found
        return ""


def join(folder: str, path: str) -> str:
    """Return the path of a file that another one in a folder names; `..` for one outside."""
    return posixpath.normpath(posixpath.join(folder, path.replace("\\", "/")))


def is_outside(path: str) -> bool:
    """Return whether a path leads out of the repository."""
    return path.startswith(("/", "..")) or path[1:2] == ":"
