"""What an adoption is asked for, and what it comes to, as values."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scaffold.adoption.guess import Guess
from scaffold.files.tree import Change
from scaffold.plan.update import Plan, changes
from scaffold.project.ignored import Ignored
from scaffold.template.releases import Release, Source, bundled_release


@dataclass(frozen=True, slots=True)
class AdoptRequest:
    """A repository to adopt.

    Attributes:
        path: The repository's folder.
        template: The bundled release, or another template.
        answers: Answers given; they take precedence over detected ones.
        merge: Add missing entries of the template to files of a known format.
        ask: Ask for the other answers on the terminal, with the detected ones as defaults.
        allow_dirty: Allow uncommitted changes.
        dry_run: Plan only; nothing is written.
    """

    path: Path
    template: Release | Source = field(default_factory=bundled_release)
    answers: Mapping[str, Any] = field(default_factory=dict)
    merge: bool = False
    ask: bool = False
    allow_dirty: bool = False
    dry_run: bool = False

    @property
    def folder(self) -> Path:
        """The folder itself, wherever a link or `..` leads."""
        return Path(os.path.realpath(self.path))  # pathlib's raises where links go in a circle.


@dataclass(frozen=True, slots=True)
class PlannedAdoption:
    """A plan and what it is for.

    Attributes:
        path: The repository's folder.
        target: The release that it comes to, as a tag.
        answers: Every answer with its reason.
        plan: What happens to its files.
        kept: What is left alone from now on, as patterns.
        not_created: Files and folders of the template that are left out, with the reason.
        ignored: What is created although Git ignores it.
        remembered: The answers file, which makes the folder a project.
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
        """All changes in the order in which they are made: the answers last."""
        last = [self.remembered] if self.remembered.before != self.remembered.after else []
        return [*(Change(*change) for change in changes(self.plan)), *last]

    def as_json(self) -> dict[str, Any]:
        """Return the plan as JSON, without the contents of files."""
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
                {"path": each.path, "action": str(each.action), "notes": list(each.notes)}
                for each in self.plan.actions
            ],
        }
