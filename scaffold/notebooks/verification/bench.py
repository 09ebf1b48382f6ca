"""Copies of a project's folder to run notebooks in."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from scaffold.notebooks.verification.refusals import VerificationError

_LEFT_OUT = {".git", ".ipynb_checkpoints", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache"}
_LEFT_OUT |= {".scaffold", ".tox", "__pycache__", "node_modules"}
_LARGEST = 8 * 2**30


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
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.origin, self.project, symlinks=True, ignore=_left_out)
        for folder in (self.base / "tmp", self.base / "ipython"):
            folder.mkdir()
        for path, content in changed.items():
            (self.project / path).write_bytes(content)


def _left_out(folder: str, names: list[str]) -> list[str]:
    return [
        name for name in names if name in _LEFT_OUT or (Path(folder, name) / "pyvenv.cfg").exists()
    ]


@contextmanager
def bench(project: Path) -> Iterator[Bench]:
    """Make a place for copies of a project, and remove it at the end.

    Raises:
        VerificationError: The folder is too large to copy.
    """
    check_size(project)
    base = Path(mkdtemp(prefix="verify-")).resolve()
    try:
        (base / "store").mkdir()
        yield Bench(base, project.resolve())
    finally:
        shutil.rmtree(base, ignore_errors=True)


def check_size(project: Path, largest: int = _LARGEST) -> None:
    """Refuse a folder whose copies would fill the disk.

    Raises:
        VerificationError: The folder contains more bytes than that.
    """
    size = 0
    for folder, folders, files in os.walk(project):
        out = {*_left_out(folder, folders)}
        folders[:] = [name for name in folders if name not in out]
        size += sum(_size(Path(folder, name)) for name in files)
        if size > largest:
            raise VerificationError(
                f"`{project}` is too large to copy: more than {largest >> 30} GiB",
                "Pass a smaller folder with `--project PATH`",
            )


def _size(path: Path) -> int:
    return 0 if path.is_symlink() or not path.is_file() else path.stat().st_size
