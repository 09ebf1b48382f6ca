"""Copies of a project's folder to run notebooks in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scaffold.files.scratch_copy import (
    check_size,
    copy_project,
    remove_folder,
    scratch_folder,
)


@dataclass(frozen=True, slots=True)
class Bench:
    """Where notebooks run: one folder for all runs, so that paths are the same in each.

    Attributes:
        base: Contains everything below.
        origin: The project.
    """

    base: Path
    origin: Path

    @property
    def project(self) -> Path:
        """The copy of the project."""
        return self.base / "project"

    @property
    def store(self) -> Path:
        """Contents by their digests."""
        return self.base / "store"

    @property
    def state(self) -> Path:
        """Sockets of the kernel."""
        return self.base / "k"

    @property
    def log(self) -> Path:
        """What the kernel wrote on stderr."""
        return self.base / "log"

    def lay_out(self, changed: Mapping[str, bytes]) -> None:
        """Copy the project afresh, with some files changed: contents by path."""
        for folder in (self.project, self.state, self.base / "tmp", self.base / "ipython"):
            remove_folder(folder)
        copy_project(self.origin, self.project)
        for folder in (self.base / "tmp", self.base / "ipython"):
            folder.mkdir()
        for path, content in changed.items():
            target = self.project / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


@contextmanager
def bench(project: Path) -> Iterator[Bench]:
    """Make a place for copies of a project, and remove it at the end.

    Raises:
        ScratchCopyError: The folder is too large to copy.
    """
    check_size(project)
    with scratch_folder("verify-") as base:
        (base / "store").mkdir()
        yield Bench(base, project.resolve())
