"""An update that is planned: what happens to each file, and from where to where."""

from dataclasses import dataclass
from typing import Any

from scaffold.files.tree import Change
from scaffold.plan.update import Plan, changes
from scaffold.project import not_created
from scaffold.project.ignored import Ignored
from scaffold.project.modes import AS_ON_DISK, Modes
from scaffold.project.project import Project


@dataclass(frozen=True, slots=True)
class PlannedUpdate:
    """A plan and what it is for.

    Attributes:
        project: The project as it is.
        target: The release that it goes to, as a tag.
        plan: What happens to its files.
        answers: The new content of the answers file; None where it stays.
        ignored: Files that the plan creates and Git would ignore.
        modes: What the modes of the project's files mean.
    """

    project: Project
    target: str
    plan: Plan
    answers: Change | None
    ignored: tuple[Ignored, ...] = ()
    modes: Modes = AS_ON_DISK

    @property
    def needs_attention(self) -> bool:
        """Say whether there is anything to look at after the update."""
        known = self.project.not_created if self.is_empty else frozenset[str]()
        return bool(self.ignored or not_created.find_not_settled(self.plan, known))

    @property
    def is_empty(self) -> bool:
        """Say whether applying it would change nothing."""
        return self.plan.is_empty and self.answers is None

    @property
    def changes(self) -> list[Change]:
        """All changes in the order in which they are made: the answers last."""
        steps = [Change(*change) for change in changes(self.plan)]
        return [*steps, self.answers] if self.answers else steps

    def as_json(self) -> dict[str, Any]:
        """Return the plan for machines, without the contents of files."""
        return {
            "project": str(self.project.path),
            "from": self.project.reference,
            "to": self.target,
            "actions": [
                {
                    "path": action.path,
                    "action": str(action.action),
                    "moved_from": action.moved_from,
                    "notes": list(action.notes),
                }
                for action in self.plan.actions
            ],
            "ignored": [file.as_json() for file in self.ignored],
        }


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """An update that was made, or that a dry run would make.

    Attributes:
        planned: What happens to each file.
        dry_run: Nothing was written.
        skipped: Files that were not written, because they changed during the update.
        notes: Warnings and advice for the user; usually none.
    """

    planned: PlannedUpdate
    dry_run: bool = False
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def needs_attention(self) -> bool:
        """Whether a conflict, or a file that was not written, is left to look at."""
        return bool(self.planned.needs_attention or self.skipped)

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON, without the contents of files."""
        return {
            **self.planned.as_json(),
            "dry_run": self.dry_run,
            "skipped": list(self.skipped),
        }
