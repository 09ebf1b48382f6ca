"""Projects that an owner has worked in, copied rather than made anew."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import Render
from tests.kit.git_states import commit_all


@pytest.fixture
def project(rendered: Render, clean_machine: Path) -> Path:
    """Copy a project without a repository."""
    render = rendered("skeleton", "package", ("docker", "vscode"))
    return Path(shutil.copytree(render, clean_machine / "demo"))


@pytest.fixture
def repository(project: Path) -> Path:
    """Put the project into a repository of its own."""
    return commit_all(project)


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Make what a link may lead to, and nothing may change."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "file.txt").write_bytes(b"outside\n")
    (folder / "dependabot.yml").write_bytes(b"outside\n")
    return folder
