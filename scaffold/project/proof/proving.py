"""Prove a planned change: run the project's checks without it and with it, and compare."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.files.scratch_copy import scratch_folder
from scaffold.files.tree import Change
from scaffold.project.proof.check_runs import CheckRun
from scaffold.project.proof.chosen_checks import Check, choose_checks
from scaffold.project.proof.environment import Environment
from scaffold.project.proof.not_proved import NotProvedError
from scaffold.project.proof.scratch_project import ScratchProject
from scaffold.project.proof.verdict import Broken, Verdict, compare, is_anything_green

# Shows a step while it runs.
Show = Callable[[str], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Proof:
    """What the checks of a project say about a change.

    Attributes:
        environment: The environment that they ran in.
        python: Its version of Python.
        before: A run of each check without the change.
        after: A run of each check with the change.
        verdict: The comparison.
        notes: Checks that could not run, and files that were not copied.
    """

    environment: str
    python: str
    before: tuple[CheckRun, ...]
    after: tuple[CheckRun, ...]
    verdict: Verdict
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the change breaks nothing."""
        return not self.verdict.broken

    def as_json(self) -> dict[str, Any]:
        """Return the proof as JSON values."""
        pairs = zip(self.before, self.after, strict=True)
        return {
            "proved": self.holds,
            "environment": self.environment.replace("`", ""),
            "python": self.python,
            "checks": [
                {"check": before.check, "before": before.as_json(), "after": after.as_json()}
                for before, after in pairs
            ],
            "broken": [_as_json(each) for each in self.verdict.broken],
            "flaky": [_as_json(each) for each in self.verdict.flaky],
            "red_before": list(self.verdict.red_before),
            "gone": list(self.verdict.gone),
            "skipped": list(self.verdict.skipped),
            "notes": list(self.notes),
        }


def _as_json(broken: Broken) -> dict[str, Any]:
    found = {"check": broken.check, "test": broken.test or None, "message": broken.message}
    return {**found, "new": broken.is_new}


def prove(
    project: Path,
    changes: Sequence[Change],
    show: Show,
    limit: float,
    environment: Environment | None = None,
) -> Proof:
    """Run the checks of a project in scratch copies, without changes and with them.

    This runs the code of the project. The project itself is only read.

    Args:
        project: Folder of the project.
        changes: The planned changes.
        show: Shows the current step.
        limit: Seconds after which a check is ended.
        environment: The environment to run them in; None is that of the project.

    Raises:
        NotProvedError: There are no checks, or none of them succeeds without the changes.
        ProveSettingError: `[tool.scaffold] prove` is invalid.
        ScratchCopyError: The project cannot be copied.
    """
    with scratch_folder("scaffold-prove-") as base:
        return _Trial(ScratchProject.of(project, base, environment), show, limit).carry_out(changes)


@dataclass(frozen=True, slots=True)
class _Trial:
    scratch: ScratchProject
    show: Show
    limit: float

    def carry_out(self, changes: Sequence[Change]) -> Proof:
        scratch, environment = self.scratch, self.scratch.environment
        with self.show("Copying the project"):
            scratch.lay_out(())
        with self.show(f"Starting Python of {environment.name}"):
            installed = scratch.find_installed()
        chosen = choose_checks(scratch.folders.project, environment, installed)
        notes = (*chosen.notes, *_describe(scratch.left_out))
        _refuse_without(chosen.checks, notes)
        before = self._run(chosen.checks, "before the change")
        _refuse_red(before, environment)
        scratch.lay_out(changes)
        after = self._run(chosen.checks, "after the change")
        verdict = self._judge(chosen.checks, changes, before, after)
        return Proof(environment.name, installed.version, before, after, verdict, notes)

    def _judge(
        self,
        checks: Sequence[Check],
        changes: Sequence[Change],
        before: Sequence[CheckRun],
        after: Sequence[CheckRun],
    ) -> Verdict:
        """Compare the runs; what is broken runs again, because it may be flaky."""
        found = compare(before, after)
        slow = {run.check for run in after if run.exit_code is None}
        broken = {each.check for each in found.broken} - slow
        if not broken:
            return found
        self.scratch.lay_out(changes)
        again = self._run([each for each in checks if each.name in broken], "again")
        return compare(before, after, again)

    def _run(self, checks: Iterable[Check], when: str) -> tuple[CheckRun, ...]:
        found = []
        for check in checks:
            with self.show(f"Running {check.name} {when}"):
                found.append(self.scratch.run(check, self.limit))
        return tuple(found)


def _describe(left_out: Sequence[str]) -> list[str]:
    return [f"`{path}` was not copied: the project is too large" for path in left_out]


def _refuse_without(checks: Sequence[Check], notes: Sequence[str]) -> None:
    if not checks:
        reason = f": {', '.join(notes)}" if notes else ""
        raise NotProvedError(
            f"The project has no checks to run{reason}",
            "Install the packages of the project, or name a command in `[tool.scaffold] prove`",
        )


def _refuse_red(before: Sequence[CheckRun], environment: Environment) -> None:
    if is_anything_green(before):
        return
    failed = next((run for run in before if not run.is_green), None)
    if failed is None:
        raise NotProvedError("The project has no tests, and no other checks", "Write a test")
    last = failed.message.splitlines()[-1] if failed.message else "no output"
    raise NotProvedError(
        f"No check of the project succeeds before the change: {failed.check}: {last}",
        f"Install the packages of the project in {environment.name}, or fix its checks",
    )
