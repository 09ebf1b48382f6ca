"""A scratch copy of a project, in which its checks run."""

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from scaffold.apply.journal import apply_changes
from scaffold.errors import GitError
from scaffold.files.paths import STATE
from scaffold.files.scratch_copy import copy_project, find_too_large, remove_folder
from scaffold.files.tree import Change
from scaffold.git import queries as git
from scaffold.project.proof.check_runs import CheckRun
from scaffold.project.proof.chosen_checks import Check, list_packages
from scaffold.project.proof.environment import (
    Environment,
    Installed,
    find_environment,
    find_installed,
)
from scaffold.project.proof.running import ScratchFolders, run_check, set_up_variables


@dataclass(slots=True)
class ScratchProject:
    """A scratch copy of a project; the project itself is only read.

    Attributes:
        origin: The project, after resolving symlinks.
        folders: Where the copy and the results of checks are.
        environment: The environment of the project.
        left_out: Ignored files that are not copied because the project is too large.
    """

    origin: Path
    folders: ScratchFolders
    environment: Environment
    left_out: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls, project: Path, base: Path, environment: Environment | None = None
    ) -> "ScratchProject":
        """Return the scratch copy of a project in a temporary folder, before it is laid out.

        Raises:
            ScratchCopyError: The project is too large.
        """
        origin = project.resolve()
        left_out = find_too_large(origin, lambda: _list_kept(origin))
        environment = environment or find_environment(origin, os.environ)
        return cls(origin, ScratchFolders(base), environment, left_out)

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables of checks."""
        given = self.environment.variables(self.folders.project, os.environ)
        return set_up_variables(self.folders, given)

    def find_installed(self) -> Installed:
        """Return what the environment of the project contains; this starts its Python.

        Raises:
            NotProvedError: Python does not start, or would import the code of the original.
        """
        copy = self.folders.project
        return find_installed(self.environment, copy, list_packages(copy), self.variables)

    def lay_out(self, changes: Sequence[Change]) -> None:
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

    def run(self, check: Check, limit: float) -> CheckRun:
        """Run a check in the copy, and end it after so many seconds."""
        return run_check(check, self.folders, self.variables, limit)


def _list_kept(project: Path) -> list[str]:
    """Return the files that a copy needs: those that Git does not ignore."""
    return git.list_files(project) if git.find_repository(project) else []
