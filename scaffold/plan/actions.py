"""A plan: the action on each file, and what it changes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from scaffold.files.tree import File


class Action(StrEnum):
    """What an update does to a file; the update rules in the reference explain each action."""

    CREATE = "create"
    UPDATE = "update"
    MERGE = "merge"
    DELETE = "delete"
    CONFLICT = "conflict"
    NOT_DELETED = "not deleted"
    NOT_CREATED = "not created"
    KEPT = "kept"
    EDITED = "edited"
    NOT_RESTORED = "not restored"
    UNCHANGED = "unchanged"


# Actions that need the user's attention.
UNSETTLED = frozenset({Action.CONFLICT, Action.NOT_DELETED, Action.NOT_CREATED})


@dataclass(frozen=True, slots=True)
class FileAction:
    """The action on one file.

    Attributes:
        path: Path of the file after the update.
        action: What the update does.
        before: The file at `path` before the update.
        after: The file at `path` after the update; equal to `before` if nothing is written.
        moved_from: Former path of a moved file.
        vacates: The file to remove at `moved_from`.
        notes: One line per conflict or automatic decision.
    """

    path: str
    action: Action
    before: File | None
    after: File | None
    moved_from: str | None = None
    vacates: File | None = None
    notes: tuple[str, ...] = ()

    @property
    def changes_something(self) -> bool:
        """Whether this action writes or removes a file."""
        return self.before != self.after or self.vacates is not None

    @property
    def template_path(self) -> str:
        """Path of the file in the template, which does not know that the user moved it."""
        return self.moved_from or self.path


@dataclass(frozen=True, slots=True)
class Plan:
    """All actions, sorted by path."""

    actions: tuple[FileAction, ...]

    @property
    def is_empty(self) -> bool:
        """Whether applying the plan would change nothing."""
        return not any(action.changes_something for action in self.actions)

    @property
    def unsettled(self) -> tuple[FileAction, ...]:
        """The actions that need the user's attention."""
        return tuple(action for action in self.actions if action.action in UNSETTLED)

    @property
    def counts(self) -> dict[Action, int]:
        """Number of files per action that occurs, in the order of `Action`."""
        counted = Counter(action.action for action in self.actions)
        return {action: counted[action] for action in Action if action in counted}


def changes(plan: Plan) -> Iterator[tuple[str, File | None, File | None]]:
    """Yield the path and the file before and after, for each file that a plan changes."""
    for action in plan.actions:
        if action.before != action.after:
            yield action.path, action.before, action.after
        if action.moved_from is not None and action.vacates is not None:
            yield action.moved_from, action.vacates, None
