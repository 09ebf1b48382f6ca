"""Prove a planned change: run the project's checks without it and with it, and compare."""

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scaffold.apply.journal import apply_changes
from scaffold.errors import GitError
from scaffold.files.paths import STATE
from scaffold.files.scratch_copy import (
    copy_project,
    find_too_large,
    remove_folder,
    scratch_folder,
)
from scaffold.files.tree import Change
from scaffold.git import queries as git
from scaffold.project.proof.check_runs import CheckRun
from scaffold.project.proof.chosen_checks import Check, choose_checks, list_packages
from scaffold.project.proof.environment import Environment, find_environment, find_installed
from scaffold.project.proof.not_proved import NotProvedError
from scaffold.project.proof.running import ScratchFolders, run_check, set_up_variables
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


def prove(project: Path, changes: Sequence[Change], show: Show, limit: float) -> Proof:
    """Run the checks of a project in scratch copies, without changes and with them.

    This runs the code of the project. The project itself is only read.

    Args:
        project: Folder of the project.
        changes: The planned changes.
        show: Shows the current step.
        limit: Seconds after which a check is ended.

    Raises:
        NotProvedError: There are no checks, or none of them succeeds without the changes.
        ProveSettingError: `[tool.scaffold] prove` is invalid.
        ScratchCopyError: The project cannot be copied.
    """
    origin = project.resolve()
    with scratch_folder("scaffold-prove-") as base:
        trial = _Trial(origin, ScratchFolders(base), find_environment(origin, os.environ), show)
        return trial.carry_out(changes, limit)


@dataclass(slots=True)
class _Trial:
    origin: Path
    folders: ScratchFolders
    environment: Environment
    show: Show
    left_out: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    limit: float = 0

    def carry_out(self, changes: Sequence[Change], limit: float) -> Proof:
        self.limit = limit
        with self.show("Copying the project"):
            self.left_out = find_too_large(self.origin, lambda: _list_kept(self.origin))
            self._lay_out(())
        given = self.environment.variables(self.folders.project, os.environ)
        self.variables = set_up_variables(self.folders, given)
        with self.show(f"Starting Python of {self.environment.name}"):
            copy = self.folders.project
            packages = list_packages(copy)
            installed = find_installed(self.environment, copy, packages, self.variables)
        chosen = choose_checks(copy, self.environment, installed)
        notes = (*chosen.notes, *_describe(self.left_out))
        _refuse_without(chosen.checks, notes)
        before = self._run(chosen.checks, "before the change")
        _refuse_red(before, self.environment)
        self._lay_out(changes)
        after = self._run(chosen.checks, "after the change")
        verdict = self._judge(chosen.checks, changes, before, after)
        return Proof(self.environment.name, installed.version, before, after, verdict, notes)

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
        self._lay_out(changes)
        again = self._run([each for each in checks if each.name in broken], "again")
        return compare(before, after, again)

    def _lay_out(self, changes: Sequence[Change]) -> None:
        """Copy the project afresh, with changes."""
        copy, temporary = self.folders.project, self.folders.temporary
        for folder in (copy, temporary):
            remove_folder(folder)
        copy_project(self.origin, copy, self.left_out)
        temporary.mkdir()
        apply_changes(copy, "prove", changes)
        shutil.rmtree(copy / STATE, ignore_errors=True)
        if git.is_installed() and git.is_inside_work_tree(self.origin):
            with suppress(GitError):  # Checks that need a repository fail before the change, too.
                git.make_first_commit(copy, "Copy the project", with_ignored=False)

    def _run(self, checks: Iterable[Check], when: str) -> tuple[CheckRun, ...]:
        found = []
        for check in checks:
            with self.show(f"Running {check.name} {when}"):
                found.append(run_check(check, self.folders, self.variables, self.limit))
        return tuple(found)


def _list_kept(project: Path) -> list[str]:
    """Return the files that a copy needs: those that Git does not ignore."""
    return git.list_files(project) if git.find_repository(project) else []


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
