"""A small fleet, built once and copied for each test that changes it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fleet.building import Built, build_project

Fleet = Callable[..., Path]


@pytest.fixture(scope="session")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int, int, str], Built]:
    """Build projects, each once in a run."""
    into = tmp_path_factory.mktemp("fleet")
    known: dict[tuple[int, int, str], Built] = {}

    def build(number: int, kind: int = 0, release: str = "") -> Built:
        key = (number, kind, release)
        if key not in known:
            known[key] = build_project(into / str(len(known)), number, kind, release)
        return known[key]

    return build


@pytest.fixture
def place(projects: Callable[[int, int, str], Built], clean_machine: Path) -> Callable[..., Path]:
    """Copy a project into the current folder."""

    def copy(number: int, kind: int = 0, release: str = "") -> Path:
        built = projects(number, kind, release).path
        return Path(shutil.copytree(built, clean_machine / built.name, symlinks=True))

    return copy
