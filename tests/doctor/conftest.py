"""Repositories to examine, which git keeps."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from scaffold.git.queries import make_first_commit
from tests.conftest import Render
from tests.doctor.examples import HEALTHY, Files

Make = Callable[[Files], Path]

# Programs that checks read, and that nothing runs.
collect_ignore = ["corpus"]


@pytest.fixture
def repository(clean_machine: Path) -> Make:
    """Make the healthy repository, with some files beside its own or in their place."""

    def make(files: Files) -> Path:
        folder = clean_machine / "churn"
        write_files(folder, {**HEALTHY, **files})
        make_first_commit(folder, "Begin")
        return folder

    return make


@pytest.fixture
def project(clean_machine: Path, rendered: Render) -> Path:
    """Copy a project that the bundled template made, into a repository."""
    folder = shutil.copytree(rendered("skeleton", "package", ()), clean_machine / "demo")
    make_first_commit(folder, "Begin")
    return folder


def write_files(folder: Path, files: Files) -> None:
    for path, content in files.items():
        if content is not None:
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())


def read_files(folder: Path) -> Mapping[str, bytes]:
    """Return all files by path, those of git and of scaffold aside."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not {".git", ".scaffold"} & set(path.relative_to(folder).parts)
    }


def read_everything(folder: Path) -> Mapping[str, tuple[bytes, int]]:
    """Return all files, git's own and all others, with the times at which they were written."""
    return {
        str(path): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }
