"""Which files of a repository get other paths."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Relocation:
    """The files that move.

    Attributes:
        files: New path of each file, by its old one.
        sources: New path of each module or folder that was named, by its old one.
        stages: Stage of each module or folder, by its old path.
    """

    files: Mapping[str, str]
    sources: Mapping[str, str]
    stages: Mapping[str, str] = field(default_factory=dict)

    def place(self, path: str) -> str:
        """Return the new path of a file or a folder."""
        if path in self.files:
            return self.files[path]
        whole = self.folder_of(path)
        return f"{self.sources[whole]}{path.removeprefix(whole)}" if whole else path

    def folder_of(self, path: str) -> str:
        """Return the folder that moves as a whole with a path in it; empty if there is none."""
        places = (path, *map(str, PurePosixPath(path).parents))
        return next((each for each in places if self.sources.get(each, ".py")[-3:] != ".py"), "")


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """Something to know about a move.

    Attributes:
        path: The file.
        line: The line, from 1; 0 for the file as a whole.
        kind: `blocker` if the move would break it, `dynamic` if only old import paths would not
            break it, `warning` if it may break, `text` for prose.
        text: What it is.
    """

    path: str
    line: int
    kind: str
    text: str

    def as_json(self) -> dict[str, object]:
        """Return JSON values."""
        return {"path": self.path, "line": self.line, "kind": self.kind, "text": self.text}


def parent_of(path: str) -> str:
    """Return the folder of a path; empty at the top."""
    return path.rpartition("/")[0]


def join(folder: str, name: str) -> str:
    """Return the path of a name in a folder."""
    return f"{folder}/{name}" if folder and name else folder or name
