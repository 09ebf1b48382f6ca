"""Whatever releases, people, kills and a second fleet do, the promises of a fleet hold."""

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from scaffold.fleet.states import FleetReport, FleetState
from scaffold.template.releases import bundled_release
from scaffold.verbs.fleet_runs import RunOptions
from tests.fleet.building import Built, git
from tests.fleet.world import (
    ALL,
    FLEETS,
    NAMES,
    PREFIX,
    PUSHED,
    Machine,
    World,
    build_template,
    install_forge,
)

pytestmark = pytest.mark.promise
RELEASES = ("v0.2.0", bundled_release().tag)
EXAMPLES = int(os.environ.get("SCAFFOLD_FLEET_RUNS", "0"))
NAME, FLEET = st.sampled_from(NAMES), st.sampled_from(FLEETS)


class FleetMachine(RuleBasedStateMachine):
    """Events in any order, and after each of them what must be true."""

    template: Path

    @initialize()
    def begin(self) -> None:
        """Begin with two projects of the first release."""
        self.top = Path(tempfile.mkdtemp(dir=self.template))
        self.world = World.copy(self.template, self.top)
        self.fleets = {name: Machine(self.world, name) for name in FLEETS}
        self.release = 0
        self.mains = {name: self.world.read_remote(name)["main"] for name in NAMES}
        self.before = {name: each.snapshot() for name, each in self.fleets.items()}

    def teardown(self) -> None:
        """Delete the world."""
        if hasattr(self, "top"):
            shutil.rmtree(self.top)

    # What people do

    @precondition(lambda self: not self.release)
    @rule()
    def release_template(self) -> None:
        """Release the template."""
        self.release = 1

    @rule(name=NAME, path=st.sampled_from([".gitignore", "mine.txt", "README.md"]))
    def edit(self, name: str, path: str) -> None:
        """Change a file on the base branch: with another plan, the same plan, or a conflict."""
        with self.world.person_at(name, "main") as folder:
            file = folder / path
            lines = file.read_text("utf-8").splitlines() if file.exists() else []
            ended = " and ours" if path == "README.md" else ""
            text = "".join(f"{line}{ended}\n" for line in lines)
            file.write_text(text if ended else f"{text}/ours/\n", "utf-8")
        self.mains[name] = self.world.read_remote(name)["main"]

    @rule(name=NAME, delete=st.booleans())
    def close(self, name: str, *, delete: bool) -> None:
        """Close a pull request, and delete its branch as forges offer."""
        request = self.world.find_open(name)
        if request:
            self.world.end(request, name, "closed")
            self._delete(name, request["branch"], really=delete)

    @rule(name=NAME, squash=st.booleans(), delete=st.booleans())
    def merge(self, name: str, *, squash: bool, delete: bool) -> None:
        """Merge a pull request."""
        request = self.world.find_open(name)
        if request:
            self.world.merge(name, squash=squash)
            self.mains[name] = self.world.read_remote(name)["main"]
            self._delete(name, request["branch"], really=delete)

    def _delete(self, name: str, branch: str, *, really: bool) -> None:
        if really:
            git(self.world.remote(name), "branch", "--quiet", "-D", branch)
            self.world.theirs.pop((name, branch), None)

    @rule(name=NAME)
    def commit_by_hand(self, name: str) -> None:
        """Commit to an update branch of the remote."""
        found = [each for each in self.world.read_remote(name) if each.startswith(PREFIX)]
        for branch in found[-1:]:
            with self.world.person_at(name, branch) as folder:
                folder.joinpath("theirs.txt").write_text("theirs\n", "utf-8")
            self.world.theirs[name, branch] = self.world.read_remote(name)[branch]

    # What happens to a fleet

    @rule(fleet=FLEET)
    def lose_journal(self, fleet: str) -> None:
        """Lose the journal."""
        self.fleets[fleet].lose_journal()

    @rule(fleet=FLEET)
    def lose_cache(self, fleet: str) -> None:
        """Lose the cache."""
        self.fleets[fleet].lose_cache()

    @rule(fleet=FLEET, step=st.integers(1, 60))
    def kill_and_resume(self, fleet: str, step: int) -> None:
        """Kill an update, and finish it."""
        machine, options = self.fleets[fleet], self._options(ALL)
        begun = (machine.folder / ".scaffold-fleet").exists()
        machine.update_killed(options, step)
        if begun or (machine.folder / ".scaffold-fleet").exists():
            self._check(machine.resume())

    # What a fleet does

    @rule(
        fleet=FLEET,
        base=st.sampled_from([ALL, ALL, PUSHED]),
        fetch=st.sampled_from([True, True, None]),
        draft=st.booleans(),
    )
    def update(self, fleet: str, base: RunOptions, *, fetch: bool | None, draft: bool) -> None:
        """Update twice: the second time changes nothing, and a preview has the same plans."""
        machine = self.fleets[fleet]
        options = replace(self._options(base), fetch=fetch, draft_conflicts=draft)
        foreseen = machine.update(options, dry_run=True)
        found = self._check(machine.update(options))
        self._compare(foreseen, found)
        known = [self.world.read_remote(name) for name in NAMES], self.world.read_requests()
        assert self._check(machine.update(options)) == found
        assert known == (
            [self.world.read_remote(name) for name in NAMES],
            self.world.read_requests(),
        )

    def _options(self, options: RunOptions) -> RunOptions:
        return replace(options, to=RELEASES[self.release])

    def _compare(self, foreseen: FleetReport, found: FleetReport) -> None:
        """Compare the plans of a preview with those of the update."""
        plans = {each.name: each.plan for each in foreseen.projects if each.plan}
        for each in found.projects:
            if each.plan and each.name in plans:
                assert plans[each.name] == each.plan

    def _check(self, report: FleetReport) -> FleetReport:
        """Every project is in a report once, with a state."""
        assert sorted(each.name for each in report.projects) == sorted(NAMES)
        states = {each.name: each.state for each in report.projects}
        assert FleetState.LISTED not in states.values()
        assert FleetState.FAILED not in states.values(), report.projects
        assert FleetState.UNREACHABLE not in states.values(), report.projects
        return report

    # What is always true

    @invariant()
    def no_base_branch_moves(self) -> None:
        """Base branches are moved by people alone."""
        for name, commit in self.mains.items():
            assert self.world.read_remote(name)["main"] == commit

    @invariant()
    def clones_stay_as_they_are(self) -> None:
        """Work trees, indexes, settings and stashes of clones are not changed."""
        for name, each in self.fleets.items():
            assert each.snapshot() == self.before[name]

    @invariant()
    def nothing_of_people_is_overwritten(self) -> None:
        """Their commits on update branches are where they put them."""
        for (name, branch), commit in self.world.theirs.items():
            assert self.world.read_remote(name)[branch] == commit

    @invariant()
    def a_release_has_one_pull_request(self) -> None:
        """A release has at most one pull request; one that was closed or merged is the last."""
        requests = self.world.read_requests()
        branches = [(each["repo"], each["branch"]) for each in requests]
        assert len(set(branches)) == len(branches)
        for (name, branch), state in self.world.ended.items():
            (found,) = [e for e in requests if e["repo"].endswith(name) and e["branch"] == branch]
            assert found["state"] == state

    @invariant()
    def no_markers_are_committed(self) -> None:
        """No branch of an update has markers of conflicts."""
        for name in NAMES:
            branches = [b for b in self.world.read_remote(name) if b.startswith(PREFIX)]
            if branches:
                found = git(
                    self.world.remote(name), "grep", "-l", "^<<<<<<< ", *branches, check=False
                )
                assert found == ""


def test_the_promises_of_a_fleet_hold_whatever_happens(
    projects: Callable[[int, int, str], Built],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    FleetMachine.template = build_template(
        [projects(0, 0, "v0.1.0"), projects(1, 1, "v0.1.0")], tmp_path / "worlds"
    )
    programs = install_forge(tmp_path / "programs")
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    run_state_machine_as_test(
        FleetMachine,
        settings=settings(
            max_examples=EXAMPLES or 20,
            derandomize=not EXAMPLES,
            stateful_step_count=12,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
