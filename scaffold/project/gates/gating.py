"""Tries a planned adoption on a scratch copy, and finds the parts that change what works.

A gate compares the repository without the changes and with them. If they differ, each part is tried
alone, so that a harmless part is not refused because of another one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from scaffold.files.scratch_copy import scratch_folder
from scaffold.files.tree import Change
from scaffold.project.gates.after_moves import move_files, move_test
from scaffold.project.gates.building import build_again, build_first, is_built, name_backend
from scaffold.project.gates.built_files import compare_distributions
from scaffold.project.gates.collected_tests import collect_tests, compare_collected
from scaffold.project.gates.test_results import compare_results
from scaffold.project.proof.chosen_checks import Check
from scaffold.project.proof.environment import Installed
from scaffold.project.proof.not_proved import NotProvedError
from scaffold.project.proof.scratch_project import ScratchProject

# Shows a step while it runs.
Show = Callable[[str], AbstractContextManager[None]]
# Returns what is worse with the changes that are laid out; none means that they pass.
Compare = Callable[[], list[str]]


class Outcome(StrEnum):
    """The outcome of a gate."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True)
class GateRun:
    """What a gate found.

    Attributes:
        gate: Its name: `build`, `tests`, or the part whose commands it ran.
        outcome: Whether all changes passed it.
        message: What was compared, or why it was not run.
        refused: The parts that do not pass, with the reasons.
    """

    gate: str
    outcome: Outcome
    message: str
    refused: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return JSON values."""
        return {
            "gate": self.gate,
            "outcome": str(self.outcome),
            "message": self.message,
            "refused": [{"part": part, "reason": why} for part, why in self.refused.items()],
        }


@dataclass(frozen=True, slots=True)
class Trial:
    """What a gate tries.

    Attributes:
        parts: The planned changes by part.
        commands: Commands that have to succeed, by part, as those of a workflow.
        limit: Seconds after which a command is ended.
        moved: New path of each file that moves.
        runs_tests: Whether tests also run; else they are only collected.
    """

    parts: Mapping[str, Sequence[Change]]
    commands: Mapping[str, Sequence[Check]] = field(default_factory=dict)
    limit: float = 600
    moved: Mapping[str, str] = field(default_factory=dict)
    runs_tests: bool = False


def run_gates(project: Path, trial: Trial, show: Show) -> tuple[GateRun, ...]:
    """Run the gates that apply to a repository. This runs its code, on a scratch copy.

    Args:
        project: Folder of the repository.
        trial: The planned changes.
        show: Shows the current step.

    Raises:
        ScratchCopyError: The repository cannot be copied.
    """
    with scratch_folder("scaffold-gates-") as base:
        scratch = ScratchProject.of(project, base)
        with show("Copying the repository"):
            scratch.lay_out(())
        try:
            installed, reason = scratch.find_installed(), ""
        except NotProvedError as error:
            installed, reason = Installed(""), error.message
        return tuple(_Gates(scratch, trial, show, installed, reason).run_all())


@dataclass(frozen=True, slots=True)
class _Gates:
    scratch: ScratchProject
    trial: Trial
    show: Show
    installed: Installed
    reason: str

    def run_all(self) -> Iterator[GateRun]:
        if is_built(self.scratch.folders.project):
            with self.show("Building the wheel and the sdist"):
                yield self._build()
        with self.show("Collecting the tests"):
            yield self._tests()
        if self.trial.runs_tests and "pytest" in self.installed.tools:
            yield self._results()
        for part, commands in self.trial.commands.items():
            with self.show(f"Running the commands of part `{part}`"):
                yield self._commands(part, commands)

    def _build(self) -> GateRun:
        backend = name_backend(self.scratch.folders.project)
        self.scratch.lay_out(())
        before = build_first(self.scratch, self.trial.limit)
        if not before.has_backend:
            return _not_run("build", f"`{backend}` is not installed")
        if not before.made:
            reason = next(iter(before.failed.values()), "no output")
            return _not_run("build", f"the repository cannot be built: {reason}")

        def compare() -> list[str]:
            now = build_again(before.builder, self.scratch, self.trial.limit)
            return [
                problem
                for kind, old in before.made.items()
                for problem in (
                    compare_distributions(move_files(old, self.trial.moved), now.made[kind])
                    if kind in now.made
                    else [f"the {kind} could not be built: {now.failed.get(kind, '')}"]
                )
            ]

        failed = [f"; the {kind} cannot be built: {why}" for kind, why in before.failed.items()]
        what = f"{' and '.join(before.made)}, before and after{''.join(failed)}"
        return self._compared("build", what, compare)

    def _tests(self) -> GateRun:
        if self.reason or "pytest" not in self.installed.tools:
            where = self.scratch.environment.name
            return _not_run("tests", self.reason or f"pytest is not installed in {where}")
        self.scratch.lay_out(())
        before = collect_tests(self.scratch, self.trial.limit)
        if not before.tests:
            return _not_run("tests", f"pytest collects no tests: {before.message}")

        def compare() -> list[str]:
            tests = frozenset(move_test(name, self.trial.moved) for name in before.tests)
            expected = replace(before, tests=tests)
            return compare_collected(expected, collect_tests(self.scratch, self.trial.limit))

        what = f"{len(before.tests):,} collected, before and after"
        return self._compared("tests", what, compare)

    def _results(self) -> GateRun:
        """Run the tests; those that fail after the change run again, because they may be flaky."""
        what: list[str] = []

        def compare(changes: Sequence[Change]) -> list[str]:
            with self.show("Running the tests before and after"):
                found = compare_results(self.scratch, changes, self.trial.limit, self.trial.moved)
            what.append(found.message)
            return found.problems

        refused = find_refused(self.trial.parts, compare)
        outcome = Outcome.FAILED if refused else Outcome.PASSED
        return GateRun("results", outcome, what[0], refused)

    def _compared(self, gate: str, what: str, compare: Compare) -> GateRun:
        refused = find_refused(self.trial.parts, self._lay_out_and(compare))
        outcome = Outcome.FAILED if refused else Outcome.PASSED
        return GateRun(gate, outcome, what, refused)

    def _lay_out_and(self, compare: Compare) -> Callable[[Sequence[Change]], list[str]]:
        def compare_with(changes: Sequence[Change]) -> list[str]:
            self.scratch.lay_out(changes)
            return compare()

        return compare_with

    def _commands(self, part: str, commands: Sequence[Check]) -> GateRun:
        self.scratch.lay_out([change for each in self.trial.parts.values() for change in each])
        for command in commands:
            run = self.scratch.run(command, self.trial.limit)
            if not run.is_green:
                last = run.message.splitlines()[-1].strip() if run.message else "no output"
                reason = f"`{command.name}` fails on your code: {last}"
                return GateRun(part, Outcome.FAILED, reason, {part: reason})
        names = ", ".join(f"`{command.name}`" for command in commands)
        return GateRun(part, Outcome.PASSED, f"{names} succeed")


def _not_run(gate: str, reason: str) -> GateRun:
    return GateRun(gate, Outcome.NOT_RUN, reason)


def find_refused(
    parts: Mapping[str, Sequence[Change]], compare: Callable[[Sequence[Change]], list[str]]
) -> dict[str, str]:
    """Return the parts whose changes make something worse, with the reasons.

    Args:
        parts: The planned changes by part.
        compare: Returns what is worse with some changes.
    """
    together = compare(_flat(parts))
    if not together:
        return {}
    alone = {part: compare(changes) for part, changes in parts.items()} if len(parts) > 1 else {}
    refused = {part: problems[0] for part, problems in alone.items() if problems}
    left = {part: changes for part, changes in parts.items() if part not in refused}
    if refused and not (left and compare(_flat(left))):
        return refused
    return dict.fromkeys(parts, together[0])


def _flat(parts: Mapping[str, Sequence[Change]]) -> list[Change]:
    return [change for changes in parts.values() for change in changes]
