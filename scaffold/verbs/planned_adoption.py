"""The request for an adoption and its plan."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scaffold.adoption.guess import Guess
from scaffold.adoption.parts import PARTS, part_of
from scaffold.answers.file import ANSWERS_FILE
from scaffold.files.tree import Change
from scaffold.plan.actions import Plan, changes
from scaffold.project.ignored import Ignored
from scaffold.template.releases import Release, Source, bundled_release
from scaffold.verbs.proved_change import PROVE_LIMIT

__all__ = ["AdoptRequest", "Guess", "PlannedAdoption"]


@dataclass(frozen=True, slots=True)
class AdoptRequest:
    """Request to adopt a repository.

    Attributes:
        path: The repository folder.
        template: A release of the bundled template, or another template.
        answers: Given answers; they take precedence over detected ones.
        merge: Add missing entries of the template to files of a known format.
        parts: The parts of the template that are wanted.
        named: Those of them that were asked for by name.
        ask: Ask for the other answers on the terminal, with the detected ones as defaults.
        allow_dirty: Allow uncommitted changes.
        dry_run: Plan without writing anything.
        answers_file: Path of the answers file, for a further template of a project.
        prove: Run the repository's checks in a scratch copy, without the adoption and with it, and
            write nothing if the adoption breaks one. This runs the repository's code.
        prove_limit: Seconds after which a check, or a command of a gate, is ended.
        gates: Compare what the repository builds and collects, without the adoption and with it, in
            a scratch copy, and leave out the parts that change it. This runs the repository's code.
            None asks first, if `ask` is set; False also creates what only a gate could admit.
    """

    path: Path
    template: Release | Source = field(default_factory=bundled_release)
    answers: Mapping[str, Any] = field(default_factory=dict)
    merge: bool = False
    parts: frozenset[str] = PARTS
    named: frozenset[str] = frozenset()
    ask: bool = False
    allow_dirty: bool = False
    dry_run: bool = False
    answers_file: str = ANSWERS_FILE
    prove: bool = False
    prove_limit: float = PROVE_LIMIT
    gates: bool | None = None

    @property
    def folder(self) -> Path:
        """The folder after resolving symlinks and `..`."""
        return Path(os.path.realpath(self.path))  # `Path.resolve` raises for symlink loops.


@dataclass(frozen=True, slots=True)
class PlannedAdoption:
    """The plan of an adoption.

    Attributes:
        path: The repository folder.
        target: Tag of the release that the project will be at.
        answers: Every answer with its reason.
        plan: The actions on its files.
        kept: Patterns of the files that updates never change.
        not_created: Files and folders of the template that are not created, with the reasons.
        ignored: Files that are created although Git ignores them.
        remembered: The change of the answers file, which makes the folder a project.
    """

    path: Path
    target: str
    answers: tuple[Guess, ...]
    plan: Plan
    kept: tuple[str, ...]
    remembered: Change
    not_created: tuple[tuple[str, str], ...] = ()
    ignored: tuple[Ignored, ...] = ()

    @property
    def changes(self) -> list[Change]:
        """All changes in the order in which they are applied, the answers file last."""
        last = [self.remembered] if self.remembered.before != self.remembered.after else []
        return [*(Change(*change) for change in changes(self.plan)), *last]

    def as_json(self) -> dict[str, Any]:
        """Return the plan as JSON values, without file contents."""
        return {
            "project": str(self.path),
            "to": self.target,
            "answers": [
                {"name": each.key, "value": each.value, "reason": each.reason}
                for each in self.answers
            ],
            "kept": list(self.kept),
            "not_created": [{"path": path, "reason": reason} for path, reason in self.not_created],
            "ignored": [each.as_json() for each in self.ignored],
            "actions": [
                {
                    "path": each.path,
                    "part": part_of(each.path),
                    "action": str(each.action),
                    "notes": list(each.notes),
                }
                for each in self.plan.actions
            ],
        }
