"""An update that is killed at any step or time is finished by `resume`, as if it never was."""

import os
import random
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from scaffold.template.releases import bundled_release
from tests.fleet.building import IDENTITY, Built, git
from tests.fleet.world import ALL, NAMES, Machine, World, build_template, install_forge

pytestmark = pytest.mark.slow
SEEDS = range(int(os.environ.get("SCAFFOLD_FLEET_RUNS", "6")))
FIRST = replace(ALL, to="v0.2.0")
SECOND = replace(ALL, to=bundled_release().tag)


@dataclass(frozen=True, slots=True)
class Trial:
    """A fleet with open pull requests of one release, which is to be updated to the next one."""

    world: World
    kept: Path

    @property
    def machine(self) -> Machine:
        """The machine of the fleet."""
        return Machine(self.world, "one")

    def restore(self) -> None:
        """Begin again."""
        shutil.rmtree(self.world.top)
        shutil.copytree(self.kept, self.world.top, symlinks=True)

    def read(self) -> dict[str, object]:
        """Return all that an update changes, with the names of commits."""
        clone = self.machine.folder / NAMES[0]
        return {
            "remotes": [self.world.read_remote(name) for name in NAMES],
            "requests": self.world.read_requests(),
            "clone": git(clone, "for-each-ref", "--format=%(refname) %(objectname)"),
            "outside": self.machine.snapshot(),
        }

    def kill_and_resume(self, kill: float) -> None:
        """Kill an update and resume it; if it was killed before it began, begin it."""
        self.restore()
        self.machine.update_killed(SECOND, kill)
        report = self.machine.resume()
        if {each.target for each in report.projects} != {SECOND.to}:
            report = self.machine.update(SECOND)
        assert {str(each.state) for each in report.projects} == {"open"}, report


@pytest.fixture
def trial(
    projects: Callable[[int, int, str], Built], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Trial:
    """Return a fleet with commits that are the same in each run."""
    for name, value in IDENTITY.items():
        monkeypatch.setenv(name, value)
    programs = install_forge(tmp_path / "programs")
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    built = [projects(0, 0, "v0.1.0"), projects(1, 1, "v0.1.0")]
    template = build_template(built, tmp_path / "template")
    top = tmp_path / "world"
    world = World.copy(template, top)
    Machine(world, "one").update(FIRST)
    shutil.copytree(top, tmp_path / "kept", symlinks=True)
    return Trial(world, tmp_path / "kept")


def test_every_program_and_every_sync_can_be_the_last_one(trial: Trial) -> None:
    steps = trial.machine.update_killed(SECOND, 0)
    expected = trial.read()
    assert [each["state"] for each in expected["requests"]] == ["closed", "closed", "open", "open"]  # type: ignore[attr-defined]
    assert steps > 40
    for step in range(1, steps + 1):
        trial.kill_and_resume(step)
        assert trial.read() == expected, f"killed before step {step}"


def test_every_moment_can_be_the_last_one(trial: Trial) -> None:
    begun = time.monotonic()
    trial.machine.update_killed(SECOND, 0)
    seconds = time.monotonic() - begun
    expected = trial.read()
    for seed in SEEDS:
        moment = random.Random(seed).uniform(0.001, 0.999)  # noqa: S311 - a seeded sample
        trial.kill_and_resume(moment * seconds)
        assert trial.read() == expected, f"killed at a moment of seed {seed}"
