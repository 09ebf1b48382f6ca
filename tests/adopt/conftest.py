"""Repositories that no template has made, and a template with two releases."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.kit.repositories import git

Files = Mapping[str, bytes]
Repository = Callable[..., Path]

# As people write them: an own order, comments, a dependency that no template names.
OLD: Files = {
    ".gitignore": b"# mine\n*.pt\nruns/\n",
    "Dockerfile": b"",
    "README.md": b"# Churn\r\n\r\nWhat it does.\r\n",
    "notebooks/Final (2) really.ipynb": b'{"cells": []}',
    "pyproject.toml": (
        b'[project]\nname = "churn"\nversion = "1.2"\ndescription = "Who leaves."\n'
        b'requires-python = ">=3.12"\n'
        b'authors = [{ name = "Ada Example", email = "ada@example.org" }]\n'
        b'dependencies = [\n  "torch",  # the model\n  "alembic",\n]\n'
    ),
    "requirements.txt": b"torch==2.4 # pinned\nalembic\n",
    "src/churn/__init__.py": b"",
    "src/churn/models/net.py": b"import torch\n",
    "tests/.gitkeep": b"kept for a reason\n",
}


def commit(folder: Path) -> None:
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--allow-empty", "--message=.")


def write(folder: Path, files: Files) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file but those of git and of scaffold's own state; links by their target."""
    return {
        path.relative_to(folder).as_posix(): (
            str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
        )
        for path in folder.rglob("*")
        if (path.is_symlink() or path.is_file()) and not {".git", ".scaffold"} & set(path.parts)
    }


@pytest.fixture
def repository(clean_machine: Path) -> Repository:
    """Make a repository with some files, all of them committed."""

    def make(files: Files = OLD, *, name: str = "old-repo", with_git: bool = True) -> Path:
        folder = clean_machine / name
        folder.mkdir(parents=True)
        write(folder, files)
        if with_git:
            git(folder, "init", "--quiet", "--initial-branch=main")
            commit(folder)
        return folder

    return make


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a git repository of the template, with two releases.

    The second has a line more in each file of the skeleton, and a new file.
    """
    folder = tmp_path_factory.mktemp("template")
    shutil.copy2(REPOSITORY / "copier.yml", folder)
    for part in ("questions", "template"):
        shutil.copytree(REPOSITORY / part, folder / part)
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder)
    git(folder, "tag", "v1.0.0")
    for path in (folder / "template").rglob("*"):
        of_stack = {"{{skeleton}}", "template"} & {path.parent.name, path.parent.parent.name}
        if path.is_file() and of_stack and path.suffix != ".py":
            path.write_bytes(path.read_bytes() + b"# new in 2\n")
    (folder / "template" / "NEW.md").write_text("new\n")
    commit(folder)
    git(folder, "tag", "v2.0.0")
    return folder
