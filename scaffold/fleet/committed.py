"""The files of a commit, whose contents are read when they are needed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scaffold.fleet.sites import Site
from scaffold.git.mirrors import fetch_contents
from scaffold.git.object_store import Entry, Repository, list_entries, read_contents, read_sizes
from scaffold.git.process import run


@dataclass(frozen=True, slots=True)
class Committed:
    """The files of a commit, each content read at most once.

    Attributes:
        repository: The repository.
        entries: The files below the project's folder.
    """

    repository: Repository
    entries: Mapping[str, Entry]
    _contents: dict[str, bytes] = field(default_factory=dict)

    def read(self, paths: Collection[str]) -> dict[str, bytes]:
        """Return the contents of files by their paths."""
        names = {path: self.entries[path].name for path in paths}
        missing = [name for name in names.values() if name not in self._contents]
        if missing and self.repository.is_bare:
            fetch_contents(self.repository, missing)
        self._contents.update(read_contents(self.repository, missing))
        return {path: self._contents[name] for path, name in names.items()}

    def read_sizes(self, paths: Collection[str]) -> dict[str, int]:
        """Return the sizes of files in bytes by their paths."""
        names = {path: self.entries[path].name for path in paths}
        if self.repository.is_bare:
            fetch_contents(self.repository, list(names.values()))
        sizes = read_sizes(self.repository, list(names.values()))
        return {path: sizes[name] for path, name in names.items() if name in sizes}


def list_committed(site: Site) -> Committed:
    """Return the files of a project in the base branch.

    Raises:
        GitError: Git cannot read the commit.
    """
    entries = list_entries(site.repository, site.base.at.commit, site.prefix)
    return Committed(site.repository, entries)


def make_repository(folder: Path) -> None:
    """Make a folder with an empty repository, for the files of a commit.

    Raises:
        GitError: Git cannot make it.
    """
    folder.mkdir()
    run(folder, "init", "--quiet", "--template=")
