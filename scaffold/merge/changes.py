"""What a merge decides: a change to make, or a conflict to name."""

import json
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

from scaffold.merge.values import Item, Place, Step

LONGEST_SHOWN = 60


class _Missing(Enum):
    MISSING = "nothing"


MISSING = _Missing.MISSING


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to do to the owner's document.

    Attributes:
        parent: The container to change.
        step: What to add to it, replace or remove in it.
        action: Which of these.
        value: The template's value; unused by `remove`.
        neighbours: The steps of the template's container, in its order: where to add.
    """

    parent: Place
    step: Step
    action: Literal["add", "replace", "remove"]
    value: Any = MISSING
    neighbours: tuple[Step, ...] = ()

    @property
    def place(self) -> Place:
        """Return the place of what changes."""
        return (*self.parent, self.step)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A difference that the owner must decide; the document keeps what is the owner's."""

    place: Place
    ours: Any = MISSING
    theirs: Any = MISSING
    reason: str = ""

    def __str__(self) -> str:
        """Return one line: the place, what stands there, what the template wants."""
        name = show_place(self.place)
        if self.reason:
            return f"{name}: {self.reason}"
        stays = "stays removed" if self.ours is MISSING else f"stays {show_value(self.ours)}"
        if self.theirs is MISSING:
            return f"{name} {stays}; the template removes it"
        return f"{name} {stays}; the template has {show_value(self.theirs)}"


Difference = Change | Conflict


def show_place(place: Place) -> str:
    """Return a place as people write it: `project.dependencies[pandas]`."""
    shown = ""
    for step in place:
        if isinstance(step, Item):
            number = f" {step.number + 1}" if step.number else ""
            shown += f"[{show_value(step.identity, quoted=False)}{number}]"
        else:
            shown += (
                f".{show_value(step, quoted=False)}" if shown else show_value(step, quoted=False)
            )
    return shown or "the file"


def show_value(value: Any, *, quoted: bool = True) -> str:
    """Return a value on one line, shortened where it is long."""
    known = isinstance(value, bool | list | dict | tuple) or (quoted and isinstance(value, str))
    text = json.dumps(_plain(value), ensure_ascii=False, default=str) if known else str(value)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def _plain(value: Any) -> Any:
    """Return a value with keys that are strings, as JSON wants them; YAML has others, too."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
