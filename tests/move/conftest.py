"""Repositories whose modules move into stages."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from scaffold.verbs.move import MoveRequest, MoveResult, Remark, move
from tests.adopt.conftest import commit, contents, write
from tests.kit.repositories import git


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository in Git."""

    folder: Path

    def move(self, *sources: str, stage: str = "data", **options: bool) -> MoveResult:
        """Move modules; the paths are those in the repository."""
        wanted = {Path(source): stage for source in sources}
        return move(MoveRequest(wanted, folder=self.folder, **options))

    def read(self, path: str) -> str:
        """Return a file with its line ends."""
        return (self.folder / path).read_bytes().decode()

    def contents(self) -> dict[str, bytes]:
        """Return every file."""
        return contents(self.folder)

    def commit(self) -> None:
        """Commit everything."""
        commit(self.folder)


def kinds(result: MoveResult, kind: str) -> list[Remark]:
    """Return the remarks of a kind."""
    return [each for each in result.planned.remarks if each.kind == kind]


@pytest.fixture
def repository(clean_machine: Path) -> Callable[[dict[str, str]], Repository]:
    """Make a repository of some files, all of them committed."""

    def make(files: dict[str, str]) -> Repository:
        folder = clean_machine / "repo"
        folder.mkdir()
        write(folder, {path: text.encode() for path, text in files.items()})
        git(folder, "init", "--quiet", "--initial-branch=main")
        commit(folder)
        return Repository(folder)

    return make
