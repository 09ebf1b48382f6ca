"""Apply differences to a document's text, one by one, each checked by the format's parser."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from scaffold.merge.changes import Change, Conflict, Difference, show_value
from scaffold.merge.values import Step, Value, same, steps

_COMMENT = re.compile(r"(?:^|(?<=[\s,]))(?:#|//|;).*")


class CannotEditError(Exception):
    """A change cannot be made to the text without touching more than it."""


class UnreadableError(Exception):
    """A text is not a document of its format."""


class Format(Protocol):
    """A format whose documents are merged by what they hold."""

    def load(self, text: str) -> Value:
        """Return what a text holds.

        Raises:
            UnreadableError: It is not of the format, or says a thing twice.
        """

    def edit(self, ours: str, theirs: str, change: Change, known: frozenset[str]) -> str:
        """Make one change to the owner's text, in the words of the template's.

        Args:
            ours: The owner's text.
            theirs: The template's text, which has what is added.
            change: What to do.
            known: The lines, without their margins, that are not the owner's own.

        Raises:
            CannotEditError: The text is written in a way that the change does not fit.
        """


def patch(
    form: Format, ours: str, theirs: str, wanted: Iterable[Difference], base: str = ""
) -> tuple[str, list[Conflict]]:
    """Make changes to the owner's text.

    A change after which the parser does not find exactly what was wanted is not made, and
    becomes a conflict. So the text can be parsed after each change if it could be before.
    """
    conflicts = []
    known = frozenset(line.strip() for line in base.splitlines())
    for difference in wanted:
        if isinstance(difference, Conflict):
            conflicts.append(difference)
            continue
        try:
            ours = _edit(form, ours, theirs, difference, known)
        except (CannotEditError, UnreadableError):
            conflicts.append(_unmade(form.load(ours), difference))
    return ours, conflicts


def _edit(form: Format, ours: str, theirs: str, change: Change, known: frozenset[str]) -> str:
    expected = apply(form.load(ours), change)
    if change.action == "add" and change.step not in look_up(expected, change):
        # It is the second of two with one name, and the first could not be added.
        raise CannotEditError
    edited = form.edit(ours, theirs, change, known)
    if not same(form.load(edited), expected):
        raise CannotEditError
    if _lost_comments(ours, edited, known):
        raise CannotEditError
    return edited


def _lost_comments(before: str, after: str, known: frozenset[str]) -> bool:
    """Tell whether an edit took away a comment that the template does not know."""
    gone = Counter(before.splitlines()) - Counter(after.splitlines())
    comments = [found[0].rstrip(", ") for line in gone if (found := _COMMENT.search(line))]
    return any(
        comment not in after and not any(comment in line for line in known) for comment in comments
    )


def _unmade(data: Value, change: Change) -> Conflict:
    try:
        container = look_up(data, change)
    except CannotEditError:
        return Conflict(change.place, theirs=change.value)
    if change.action == "add":
        wanted = show_value(change.value)
        reason = f"the template adds {wanted}, which does not fit the way this file is written"
        return Conflict(change.place, reason=reason)
    return Conflict(change.place, container.get(change.step), change.value)


def look_up(data: Value, change: Change) -> dict[Step, Value]:
    """Return what the container that a change is about holds, by step."""
    for depth, step in enumerate(change.parent):
        data = held_by(data, change.parent[:depth]).get(step)
    return held_by(data, change.parent)


def held_by(data: Value, place: tuple[Step, ...]) -> dict[Step, Value]:
    """Return what a container holds, by step.

    Raises:
        CannotEditError: It is no container.
    """
    if isinstance(data, list):
        return dict(zip(steps(data, place), data, strict=True))
    if isinstance(data, dict):
        return data
    raise CannotEditError


def apply(data: Value, change: Change, depth: int = 0) -> Value:
    """Return data with a change made to it."""
    held = dict(held_by(data, change.parent[:depth]))
    step = change.place[depth]
    if step not in held and (depth < len(change.parent) or change.action != "add"):
        raise CannotEditError
    if depth < len(change.parent):
        held[step] = apply(held[step], change, depth + 1)
    elif change.action == "remove":
        held.pop(change.step)
    elif change.action == "replace":
        held[change.step] = change.value
    else:
        items = list(held.items())
        items.insert(position(list(held), change), (change.step, change.value))
        held = dict(items)
    return list(held.values()) if isinstance(data, list) else held


def position(present: list[Step], change: Change) -> int:
    """Return where to add something: behind what it follows in the template, or at the end."""
    at = change.neighbours.index(change.step)
    for step in reversed(change.neighbours[:at]):
        if step in present:
            return present.index(step) + 1
    for step in change.neighbours[at + 1 :]:
        if step in present:
            return present.index(step)
    return len(present)
