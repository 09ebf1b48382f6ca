"""The request for an update, its plan and its result."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.answers.file import ANSWERS_FILE
from scaffold.files.tree import Change
from scaffold.plan.actions import Plan, changes
from scaffold.plan.managed import Owner
from scaffold.plan.seeded import TakenFolder
from scaffold.project import not_created
from scaffold.project.ignored import Ignored
from scaffold.project.modes import AS_ON_DISK, Modes
from scaffold.project.project import Project
from scaffold.template.notes import ReleaseNotes
from scaffold.verbs.proved_change import PROVE_LIMIT

__all__ = ["Ignored", "PlannedUpdate", "ReleaseNotes", "UpdateRequest", "UpdateResult"]

if TYPE_CHECKING:
    from scaffold.project.proof.proving import Proof


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """Request for an update.

    Attributes:
        path: The project's folder.
        to: The release to go to; None is the newest.
        template: Address of the template from now on; None is that of the project.
        answers_file: Path of the answers file, if the project has several templates.
        stay: Stay at the release that the project is at.
        answers: Answers that change with the update.
        own: Paths that the user owns from now on, so that no update changes them.
        follow: Paths that updates change from now on, whatever the user edited in them.
        ask: Ask for new questions on the terminal.
        allow_dirty: Allow uncommitted changes.
        dry_run: Plan only; nothing is written.
        prove: Run the project's checks in a scratch copy, without the update and with it, and
            write nothing if the update breaks one. This runs the project's code.
        prove_limit: Seconds after which a check is ended.
    """

    path: Path
    to: str | None = None
    stay: bool = False
    answers: Mapping[str, Any] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    ask: bool = False
    allow_dirty: bool = False
    dry_run: bool = False
    template: str | None = None
    answers_file: str = ANSWERS_FILE
    prove: bool = False
    prove_limit: float = PROVE_LIMIT


@dataclass(frozen=True, slots=True)
class PlannedUpdate:
    """The plan of an update.

    Attributes:
        project: The project before the update.
        target: Tag of the target release.
        plan: The actions on its files.
        answers: The change of the answers file; None if it does not change.
        ignored: Files that the plan creates and Git ignores.
        taken: Seeded folders that have become the user's.
        left_out: Files that the template changed and the update leaves as they are, with reasons.
        news: What the releases after that of the project bring to it, in words.
        moved_to: Address of the template from now on, if the request names another one.
        is_uncommitted: Whether the template has uncommitted changes, which the plan includes.
        modes: How the file modes of the project are read and written.
        owners: Who owns each file of the plan, by path.
    """

    project: Project
    target: str
    plan: Plan
    answers: Change | None
    ignored: tuple[Ignored, ...] = ()
    taken: tuple[TakenFolder, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    news: tuple[ReleaseNotes, ...] = ()
    moved_to: str = ""
    is_uncommitted: bool = False
    modes: Modes = AS_ON_DISK
    owners: Mapping[str, Owner] = field(default_factory=dict)

    @property
    def needs_attention(self) -> bool:
        """Whether there are conflicts, files that were not written, or files that Git ignores."""
        known = self.project.not_created if self.is_empty else frozenset[str]()
        return bool(self.ignored or not_created.find_not_settled(self.plan, known))

    @property
    def is_empty(self) -> bool:
        """Whether applying the plan would change nothing."""
        return self.plan.is_empty and self.answers is None

    @property
    def changes(self) -> list[Change]:
        """All changes in the order in which they are applied, the answers file last."""
        steps = [Change(*change) for change in changes(self.plan)]
        return [*steps, self.answers] if self.answers else steps

    def as_json(self) -> dict[str, Any]:
        """Return the plan as JSON values, without file contents."""
        return {
            "project": str(self.project.path),
            "from": self.project.reference,
            "to": self.target,
            "template": self.project.address,
            "uncommitted": self.is_uncommitted,
            "actions": [
                {
                    "path": action.path,
                    "action": str(action.action),
                    "moved_from": action.moved_from,
                    "owner": str(self.owners[action.path]),
                    "notes": list(action.notes),
                }
                for action in self.plan.actions
            ],
            "news": [each.as_json() for each in self.news],
            "ignored": [file.as_json() for file in self.ignored],
            "taken": [each.as_json() for each in self.taken],
            "left_out": [{"path": path, "reason": reason} for path, reason in self.left_out],
        }


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """Result of an update, or the preview of one.

    Attributes:
        planned: The action on each file.
        dry_run: Whether nothing was written.
        skipped: Files that were not written, because they changed during the update.
        notes: Warnings and advice for the user; usually none.
        proof: What the project's checks say about the update; None if it was not proved.
    """

    planned: PlannedUpdate
    dry_run: bool = False
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    proof: "Proof | None" = None

    @property
    def is_refused(self) -> bool:
        """Whether nothing was written because the update breaks checks of the project."""
        return self.proof is not None and not self.proof.holds

    @property
    def is_preview(self) -> bool:
        """Whether nothing was written."""
        return self.dry_run or self.is_refused

    @property
    def needs_attention(self) -> bool:
        """Whether the plan needs attention, files were skipped, or the update was refused."""
        return bool(self.planned.needs_attention or self.skipped or self.is_refused)

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON values, without file contents."""
        return {
            **self.planned.as_json(),
            "dry_run": self.dry_run,
            "skipped": list(self.skipped),
            "proof": self.proof.as_json() if self.proof else None,
        }
