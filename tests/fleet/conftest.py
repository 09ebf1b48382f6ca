"""A small fleet, built once and copied for each test that changes it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.fleet.pacing import Clock, Pace
from tests.fleet.building import Built, build_project, git
from tests.fleet.world import install_forge

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


class FakeClock:
    """A clock that is moved by waiting only."""

    def __init__(self) -> None:
        self.time = 1_000_000.0
        self.waited: list[float] = []

    def now(self) -> float:
        """Return the time."""
        return self.time

    def wait(self, seconds: float) -> None:
        """Move the clock."""
        self.waited.append(seconds)
        self.time += seconds


@pytest.fixture
def forge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put stubs of `gh` and `glab` on the search path; return the file of their pull requests."""
    programs = install_forge(tmp_path / "programs")
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("FORGE_STATE", str(tmp_path / "requests.json"))
    monkeypatch.setenv("FORGE_FAULTS", str(tmp_path / "faults"))
    clock = FakeClock()

    def fake_pace(seconds: float) -> Pace:
        return Pace(seconds, Clock(clock.now, clock.wait))

    monkeypatch.setattr("scaffold.verbs.fleet_runs.Pace", fake_pace)
    return tmp_path / "requests.json"


@pytest.fixture
def cloned(place: Callable[..., Path], tmp_path: Path) -> Callable[[int], Path]:
    """Return a clone of a project with a bare remote."""

    def clone(number: int) -> Path:
        built = place(number, 0, "v0.1.0")
        remote = tmp_path / "team" / f"{built.name}.git"
        git(tmp_path, "clone", "--quiet", "--bare", str(built), str(remote))
        shutil.rmtree(built)
        git(tmp_path, "clone", "--quiet", remote.as_uri(), str(built))
        return built

    return clone
