"""Two fleets of two users, the remotes of their projects, a forge, and people who work on them.

One project of a fleet is a clone, the other an address. The forge is the stub, and Git is real.
"""

import json
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from scaffold.fleet.pacing import Clock, Pace
from scaffold.fleet.states import FleetReport
from scaffold.verbs.fleet_choice import ChoiceRequest
from scaffold.verbs.fleet_runs import RunOptions, Screen, resume_run, start_run
from tests.fleet import forge_stub
from tests.fleet.building import Built, commit_all, git
from tests.fleet.killing import run_killed

NAMES = ("amber-0", "birch-1")
FLEETS = ("one", "two")
PREFIX = "scaffold/update/"


def install_forge(into: Path) -> Path:
    """Write the stubs of `gh` and `glab` to a folder, for the search path."""
    into.mkdir()
    source = Path(forge_stub.__file__).read_text("utf-8")
    for name in ("gh", "glab"):
        program = into / name
        # Without the packages of the environment, it starts faster.
        program.write_text(f"#!{sys.executable} -IS\n{source}", "utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return into


def build_template(built: list[Built], into: Path) -> Path:
    """Make the remotes of projects."""
    into.mkdir()
    for each in built:
        remote = into / "team" / f"{each.path.name}.git"
        git(into, "clone", "--quiet", "--bare", str(each.path), str(remote))
        git(remote, "config", "receive.denyDeleteCurrent", "ignore")
    return into


@dataclass(slots=True)
class World:
    """What is outside of the fleet: remotes, people and a forge.

    Attributes:
        top: The folder of everything.
        theirs: The commits of people on update branches, by project and branch.
        ended: The pull requests that people closed or merged, by project and branch.
    """

    top: Path
    theirs: dict[tuple[str, str], str] = field(default_factory=dict)
    ended: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def copy(cls, template: Path, into: Path) -> "World":
        """Make a world from the remotes of a template."""
        shutil.copytree(template / "team", into / "team")
        world = cls(into)
        for fleet in FLEETS:
            folder = into / fleet
            git(into, "clone", "--quiet", world.remote(NAMES[0]).as_uri(), f"{fleet}/{NAMES[0]}")
            folder.joinpath("fleet.toml").write_text(
                f'[[project]]\npath = "{NAMES[0]}"\n'
                f'[[project]]\nurl = "{world.remote(NAMES[1]).as_uri()}"\n',
                "utf-8",
            )
        for name in NAMES:
            git(into, "clone", "--quiet", world.remote(name).as_uri(), f"people/{name}")
        return world

    def remote(self, name: str) -> Path:
        """Return the remote of a project."""
        return self.top / "team" / f"{name}.git"

    def read_remote(self, name: str) -> dict[str, str]:
        """Return the branches of a remote with their commits."""
        listed = git(
            self.remote(name), "for-each-ref", "--format=%(refname:lstrip=2) %(objectname)"
        )
        return dict(line.split() for line in listed.splitlines())

    def read_requests(self) -> list[dict[str, Any]]:
        """Return the pull requests of the forge."""
        file = self.top / "requests.json"
        return list(json.loads(file.read_text("utf-8"))) if file.exists() else []

    def find_open(self, name: str) -> dict[str, Any] | None:
        """Return the open pull request of a project that people look at."""
        found = [e for e in self.read_requests() if e["repo"].endswith(name)]
        return next((each for each in found if each["state"] == "open"), None)

    def end(self, request: dict[str, Any], name: str, state: str) -> None:
        """Close or merge a pull request as people do at the forge."""
        known = self.read_requests()
        known[request["number"] - 1]["state"] = state
        self.top.joinpath("requests.json").write_text(json.dumps(known), "utf-8")
        self.ended[name, request["branch"]] = state

    @contextmanager
    def person_at(self, name: str, branch: str) -> Iterator[Path]:
        """Give a person a checkout of a branch, whose commits are pushed afterwards."""
        folder = self.top / "people" / name
        git(folder, "fetch", "--quiet", "--prune")
        git(folder, "switch", "--quiet", "--force-create", branch, f"origin/{branch}")
        yield folder
        commit_all(folder, "Work of a person")
        git(folder, "push", "--quiet", "origin", f"HEAD:{branch}")

    def merge(self, name: str, *, squash: bool) -> None:
        """Merge the open pull request of a project."""
        request = self.find_open(name)
        if request is None:
            return
        how = ["--squash"] if squash else ["--no-ff", "--no-edit"]
        with self.person_at(name, "main") as folder:
            merged = f"origin/{request['branch']}"
            git(folder, "merge", "--quiet", *how, "--strategy-option=theirs", merged)
        self.end(request, name, "merged")


@dataclass(slots=True)
class Machine:
    """The machine of one user with a fleet: its folder, its cache, and a clock that does not wait.

    Attributes:
        world: What is outside.
        name: The name of the fleet.
    """

    world: World
    name: str

    @property
    def folder(self) -> Path:
        """The folder with the list of the fleet."""
        return self.world.top / self.name

    @property
    def cache(self) -> Path:
        """The cache of the user."""
        return self.world.top / f"{self.name}-cache"

    def update(self, options: RunOptions, *, dry_run: bool = False) -> FleetReport:
        """Run an update in this process."""
        with self._here():
            return start_run(ChoiceRequest(()), options, _screen(), dry_run=dry_run)

    def resume(self) -> FleetReport:
        """Run `resume` in this process."""
        with self._here():
            return resume_run(None, _screen())

    def update_killed(self, options: RunOptions, step: float) -> int:
        """Run an update that is killed before a step, or after seconds; see `run_killed`."""
        with self._here():
            return run_killed(
                partial(start_run, ChoiceRequest(()), options, _screen(), dry_run=False), step
            )

    def lose_journal(self) -> None:
        """Delete the journal."""
        shutil.rmtree(self.folder / ".scaffold-fleet", ignore_errors=True)

    def lose_cache(self) -> None:
        """Delete the cache with all copies, findings and locks."""
        shutil.rmtree(self.cache, ignore_errors=True)

    def snapshot(self) -> dict[str, object]:
        """Return what a fleet must not change in a clone."""
        clone = self.folder / NAMES[0]
        files = {p: p.read_bytes() for p in sorted(clone.rglob("*")) if p.is_file()}
        outside = {str(p): content for p, content in files.items() if ".git" not in p.parts}
        kept = ("index", "config", "HEAD", "refs/heads/main", "refs/stash")
        inside = {name: files.get(clone / ".git" / name) for name in kept}
        return {**outside, **inside}

    @contextmanager
    def _here(self) -> Iterator[None]:
        before, folder = dict(os.environ), Path.cwd()
        os.chdir(self.folder)
        os.environ["XDG_CACHE_HOME"] = str(self.cache)
        os.environ["FORGE_STATE"] = str(self.world.top / "requests.json")
        try:
            yield
        finally:
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(before)


def _screen() -> Screen:
    return Screen(pace=Pace(0.0, Clock(lambda: 0.0, lambda _: None), file=None))


ALL = RunOptions(fetch=True, forge="gh")
PUSHED = replace(ALL, forge="", push=True)
