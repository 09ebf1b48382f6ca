"""What a merge decides for a difference: an edit, a conflict, or nothing left to do."""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

from scaffold.merge.structure.shown import show_place, show_value
from scaffold.merge.structure.values import DocPath, Step


class _Missing(Enum):
    MISSING = "nothing"


MISSING = _Missing.MISSING


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of the user's document.

    Attributes:
        parent: The container to change.
        step: What to add to it, replace or remove in it.
        action: Which of these.
        value: The template's value; MISSING for `remove`.
        neighbours: The steps of the template's container, in its order: where to add.
        base: What the template had there.
        swap: Equal for all that one replacement in a container consists of.
    """

    parent: DocPath
    step: Step
    action: Literal["add", "replace", "remove"]
    value: Any = MISSING
    neighbours: tuple[Step, ...] = ()
    base: Any = MISSING
    swap: Hashable = None

    @property
    def place(self) -> DocPath:
        """Return the place of the edited entry."""
        return (*self.parent, self.step)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A difference that you must decide; the document keeps your value.

    Attributes:
        place: Where it is.
        ours: What you have there.
        theirs: What the template has there.
        reason: What to report of the place instead of both values.
        summary: What to report instead of the place and both values.
        base: What the template had there.
        swap: Equal for all that one replacement in a container consists of.
    """

    place: DocPath
    ours: Any = MISSING
    theirs: Any = MISSING
    reason: str = ""
    summary: str = ""
    base: Any = MISSING
    swap: Hashable = None

    def __str__(self) -> str:
        """Return one line: the place, your value and the template's."""
        if self.summary:
            return self.summary
        name = show_place(self.place)
        if self.reason:
            return f"{name}: {self.reason}"
        kept = "kept removed" if self.ours is MISSING else f"kept {show_value(self.ours)}"
        if self.theirs is MISSING:
            return f"{name}: {kept}; the template removes it"
        return f"{name}: {kept}; the template has {show_value(self.theirs)}"


@dataclass(frozen=True, slots=True)
class Settled:
    """What both sides removed: nothing to do, but the template may have moved it.

    Attributes:
        place: Where it was.
        base: What the template had there.
        swap: Equal for all that one replacement in a container consists of.
    """

    place: DocPath
    base: Any
    swap: Hashable = None


Difference = Edit | Conflict | Settled
