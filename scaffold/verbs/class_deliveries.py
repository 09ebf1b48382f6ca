"""The request to update the projects of a class, and its result."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from scaffold.workshop.classroom.roster import Learner


class Delivery(StrEnum):
    """What was done for a learner."""

    SENT = "sent"
    CURRENT = "up to date"
    CONFLICTS = "conflicts"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class SendRequest:
    """Request to update the projects of a class.

    Attributes:
        folder: Folder of the class.
        to: The release; None is the newest.
        template: Address of the template from now on; None is that of each project.
        dry_run: Plan only; nothing is written.
    """

    folder: Path
    to: str | None = None
    template: str | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Sending:
    """The update of one project.

    Attributes:
        learner: The learner.
        project: The project folder.
        delivery: What was done.
        release: Release of the project afterwards; empty if unknown.
        reason: Why it is unreachable, or was not committed or pushed; usually empty.
        changed: Paths that were written.
        conflicts: Paths that need attention.
    """

    learner: Learner
    project: Path
    delivery: Delivery
    release: str = ""
    reason: str = ""
    changed: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the update as JSON values."""
        return {
            "id": self.learner.id,
            "project": str(self.project),
            "state": self.delivery.value,
            "release": self.release,
            "reason": self.reason,
            "changed": list(self.changed),
            "conflicts": list(self.conflicts),
        }


@dataclass(frozen=True, slots=True)
class SendResult:
    """The updates of all projects, in the order of the roster.

    Attributes:
        sendings: One for each learner.
        dry_run: Whether nothing was written.
    """

    sendings: tuple[Sending, ...]
    dry_run: bool = False

    def count(self, delivery: Delivery) -> int:
        """Return the number of projects with a result."""
        return sum(each.delivery is delivery for each in self.sendings)

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        return {
            "dry_run": self.dry_run,
            "learners": [each.as_json() for each in self.sendings],
        }
