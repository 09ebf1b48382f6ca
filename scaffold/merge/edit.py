"""Plan the edits that make changes to a text, at the nodes that a format's parser finds in it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from scaffold.merge.block import Block, remove_lines
from scaffold.merge.changes import Change
from scaffold.merge.editor import CannotEditError, Edit, Editor, Lines, Planned
from scaffold.merge.expected import anchors
from scaffold.merge.flow import Flow, remove_from_flow
from scaffold.merge.nodes import Entry, Node, Source, entry_at, find, number_at, shift, steps_of

A = TypeVar("A")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Syntax:
    """What the texts of a format look like.

    Attributes:
        parse: Finds the nodes of a text.
        marks: What a comment begins with.
    """

    parse: Callable[[str], Node]
    marks: tuple[str, ...] = ()


class Planner(ABC):
    """Plans changes to a text. What does not fit the text is not planned."""

    def plan(self, changes: Sequence[Change]) -> Iterator[Planned]:
        """Plan changes in order; what is added to one container in a row is planned at once."""
        for (_, action), run in groupby(changes, lambda each: (each.parent, each.action)):
            if action == "add":
                yield from attempt(lambda added: list(self.add(added)), list(run)) or ()
                continue
            make = self.remove if action == "remove" else self.replace
            for change in run:
                if edit := attempt(make, change):
                    yield Planned(edit, (change,))

    @abstractmethod
    def remove(self, change: Change) -> Edit:
        """Plan to remove something."""

    @abstractmethod
    def replace(self, change: Change) -> Edit:
        """Plan to replace something."""

    @abstractmethod
    def add(self, changes: Sequence[Change]) -> Iterator[Planned]:
        """Plan to add to one container."""


def attempt(make: Callable[[A], T], argument: A) -> T | None:
    """Return what a function returns; None where it finds that a change does not fit."""
    try:
        return make(argument)
    except (CannotEditError, LookupError):
        # The text may be laid out in an unforeseen way: you decide, and nothing is lost.
        return None


class NodePlanner(Planner):
    """Plans changes to a text all of whose parts are nodes."""

    def __init__(self, syntax: Syntax, ours: str, theirs: str, known: frozenset[str]) -> None:
        self._ours, self._theirs = syntax.parse(ours), syntax.parse(theirs)
        self._editor = Editor(ours, syntax.marks, known)
        self._lines = Lines(theirs, syntax.marks)

    def remove(self, change: Change) -> Edit:
        """Plan to remove an entry."""
        return remove_entry(self._editor, find(self._ours, change.parent), change)

    def replace(self, change: Change) -> Edit:
        """Plan to replace an entry."""
        parent = find(self._ours, change.parent)
        entry = entry_at(parent, change.parent, change.step)
        return replace_entry(self._editor, entry, parent, self._source(change))

    def add(self, changes: Sequence[Change]) -> Iterator[Planned]:
        """Plan to add entries to one container."""
        parent = find(self._ours, changes[0].parent)
        return add_entries(self._editor, parent, changes, self._source)

    def _source(self, change: Change) -> Source:
        parent = find(self._theirs, change.parent)
        return Source(self._lines, parent, entry_at(parent, change.parent, change.step))


def remove_entry(editor: Editor, parent: Node, change: Change) -> Edit:
    """Plan to remove an entry of a container."""
    at = number_at(parent, change.parent, change.step)
    entry = parent.entries[at]
    if parent.flow:
        return remove_from_flow(editor, parent, at)
    return remove_lines(editor, [(entry.start, entry.end)])


def add_entries(
    editor: Editor, parent: Node, changes: Sequence[Change], source_of: Callable[[Change], Source]
) -> Iterator[Planned]:
    """Plan to add entries of the template's to a container of the owner's."""
    # The first key of a table in a list shares its line with the bullet: nothing goes before it.
    shares = parent.entries and not (parent.flow or editor.begins_line(parent.entries[0].start))
    present = list(steps_of(parent, changes[0].parent))
    for at, group in anchors(present, changes, least=int(bool(shares))).items():
        place = Flow(editor, parent, at) if parent.flow else Block(editor, parent, at)
        sources = [(change, attempt(source_of, change)) for change in group]
        words = [(change, source and attempt(place.word, source)) for change, source in sources]
        fitting = [(change, found) for change, found in words if found]
        if fitting:
            edit = place.insert([found for _, found in fitting])
            yield Planned(edit, tuple(change for change, _ in fitting))


def replace_entry(editor: Editor, entry: Entry, parent: Node, source: Source) -> Edit:
    """Plan to put the template's value in the place of the owner's; comments beside it stay."""
    node, new, theirs = entry.node, source.entry.node, source.lines
    if _is_inline(editor, node) and _is_inline(theirs, new):
        by = editor.indentation(node.start) - theirs.indentation(new.start)
        return editor.edit(node.start, node.end, shift(theirs.text[new.start : new.end], by))
    if parent.flow or source.parent.flow:
        raise CannotEditError
    by = editor.column(entry.start) - theirs.column(source.entry.start)
    text = shift(theirs.text[source.entry.start : source.entry.end], by)
    return editor.edit(entry.start, entry.end, text)


def _is_inline(lines: Lines, node: Node) -> bool:
    """Tell whether a value is behind its key or bullet, and can be exchanged alone."""
    if node.flow:
        return True
    return not node.entries and node.start < node.end <= lines.end(node.start)
