"""Apply differences to a document's text, one by one, each checked by the format's parser."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from scaffold.merge.changes import Change, Conflict, Difference
from scaffold.merge.shown import show_value
from scaffold.merge.ties import Tie, describe, find_ties
from scaffold.merge.values import Leaf, Step, Value, same, steps

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

    def leaves(self, text: str) -> Iterable[Leaf]:
        """Return the values of a text that `load` takes, in the order of the text."""

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
    Replacements and moves are made whole or not at all.
    """
    differences = list(wanted)
    ties = find_ties(differences)
    refused = {tie: True for tie in ties if tie.is_refused}
    known = frozenset(line.strip() for line in base.splitlines())
    while True:
        attempt = _Attempt(form, ours, theirs, known)
        failed = attempt.make(differences, ties, refused)
        if failed is None:
            return attempt.text, attempt.conflicts
        # What was made of it already is undone by starting again without it.
        refused[failed] = False


@dataclass(slots=True)
class _Attempt:
    """The differences that could be applied to a text so far.

    Attributes:
        form: The format of the text.
        text: The text after the changes.
        theirs: The template's text.
        known: The lines, without their margins, that are not your own.
        conflicts: What could not be applied.
    """

    form: Format
    text: str
    theirs: str
    known: frozenset[str]
    conflicts: list[Conflict] = field(default_factory=list)

    def make(
        self, wanted: Sequence[Difference], ties: Sequence[Tie], refused: Mapping[Tie, bool]
    ) -> Tie | None:
        """Make all changes; return the first tie of which a part cannot be made."""
        before = self.form.load(self.text)
        tie_of = {number: tie for tie in ties for number in tie.members}
        for number, difference in enumerate(wanted):
            tie = tie_of.get(number)
            if tie and tie in refused:
                if number == min(tie.members):
                    parts = [wanted[member] for member in sorted(tie.members)]
                    self.conflicts.append(describe(parts, fits=refused[tie]))
            elif isinstance(difference, Conflict):
                self.conflicts.append(difference)
            elif isinstance(difference, Change) and not self._edit(difference):
                if tie:
                    return tie
                self.conflicts.append(_unmade(before, difference))
        return None

    def _edit(self, change: Change) -> bool:
        try:
            self.text = _edit(self.form, self.text, self.theirs, change, self.known)
        except (CannotEditError, LookupError, UnreadableError):
            # The text may be laid out in an unforeseen way: you decide, and nothing is lost.
            return False
        return True


def _edit(form: Format, ours: str, theirs: str, change: Change, known: frozenset[str]) -> str:
    expected = apply(form.load(ours), change)
    edited = form.edit(ours, theirs, change, known)
    if not same(form.load(edited), expected):
        raise CannotEditError
    if _lost_comments(ours, edited, known):
        raise CannotEditError
    return edited


def _lost_comments(before: str, after: str, known: frozenset[str]) -> bool:
    """Tell whether an edit took away a comment that the template does not know."""
    old, new, template = map(_bare, (before.splitlines(), after.splitlines(), known))
    gone = Counter(old) - Counter(new)
    comments = [found[0] for line in gone if (found := _COMMENT.search(line))]
    return any(
        _count(comment, new) < _count(comment, old) and not _count(comment, template)
        for comment in comments
    )


def _bare(lines: Iterable[str]) -> list[str]:
    """Return lines without the commas at their ends, which come and go."""
    return [line.rstrip(", ") for line in lines]


def _count(comment: str, lines: list[str]) -> int:
    return sum(line.endswith(comment) for line in lines)


def _unmade(before: Value, change: Change) -> Conflict:
    """Return the conflict for a change that cannot be made to what the owner had before all."""
    if change.action == "add":
        wanted = show_value(change.value)
        reason = f"the template adds {wanted}, which does not fit the way this file is written"
        return Conflict(change.place, reason=reason)
    return Conflict(change.place, look_up(before, change)[change.step], change.value)


def look_up(data: Value, change: Change) -> dict[Step, Value]:
    """Return what the container that a change is about holds, by step."""
    for depth, step in enumerate(change.parent):
        data = held_by(data, change.parent[:depth])[step]
    return held_by(data, change.parent)


def held_by(data: Value, place: tuple[Step, ...]) -> dict[Step, Value]:
    """Return what a container holds, by step."""
    items = zip(steps(data, place), data, strict=True) if isinstance(data, list) else data.items()
    return dict(items)


def apply(data: Value, change: Change, depth: int = 0) -> Value:
    """Return data with a change made to it.

    Raises:
        CannotEditError: An item of a list would be called otherwise than before, so that further
            changes could not find it or would find another.
    """
    place = change.parent[:depth]
    held = held_by(data, place)
    step = change.place[depth]
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
    if not isinstance(data, list):
        return held
    items = list(held.values())
    is_shorter = change.action == "remove" and place == change.parent
    if not is_shorter and held_by(items, place).keys() != held.keys():
        raise CannotEditError
    return items


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
