"""Plan the edits that make changes to a text, at the nodes that a format's parser finds in it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
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
        """Plan changes in order; what comes to or goes from one container is planned together."""
        for (_, action), run in groupby(changes, lambda each: (each.parent, each.action)):
            if action == "replace":
                edits = ((change, attempt(self.replace, change)) for change in run)
                yield from (Planned(edit, (change,)) for change, edit in edits if edit)
            else:
                make = self.add if action == "add" else self.remove
                yield from attempt(partial(_all, make), list(run)) or ()

    @abstractmethod
    def remove(self, changes: Sequence[Change]) -> Iterator[Planned]:
        """Plan to remove from one container."""

    @abstractmethod
    def replace(self, change: Change) -> Edit:
        """Plan to replace something."""

    @abstractmethod
    def add(self, changes: Sequence[Change]) -> Iterator[Planned]:
        """Plan to add to one container."""


def _all(make: Callable[[A], Iterable[T]], argument: A) -> list[T]:
    return list(make(argument))


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

    def remove(self, changes: Sequence[Change]) -> Iterator[Planned]:
        """Plan to remove entries of one container."""
        return remove_entries(self._editor, find(self._ours, changes[0].parent), changes)

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


def remove_entries(editor: Editor, parent: Node, changes: Sequence[Change]) -> Iterator[Planned]:
    """Plan to remove entries of a container; those in a row are removed as one."""
    found = ((change, attempt(partial(_number, parent), change)) for change in changes)
    numbers = [([at], change) for change, at in found if at is not None]
    cut = remove_from_flow if parent.flow else _remove_from_block
    return plan_removals(numbers, partial(cut, editor, parent))


def _number(parent: Node, change: Change) -> int:
    return number_at(parent, change.parent, change.step)


def _remove_from_block(editor: Editor, parent: Node, numbers: Sequence[int]) -> Edit:
    entries = [parent.entries[number] for number in numbers]
    return remove_lines(editor, [(entry.start, entry.end) for entry in entries])


def plan_removals(
    found: Iterable[tuple[list[int], Change]], cut: Callable[[list[int]], Edit]
) -> Iterator[Planned]:
    """Plan to remove parts of a text, given by their numbers; those in a row are removed as one.

    If that takes more away than it should, each is tried alone. What is last comes first: without
    the first of two of one name, the second would be called otherwise.
    """
    runs: list[list[tuple[list[int], Change]]] = []
    for part in sorted(found, key=lambda part: part[0]):
        if runs and runs[-1][-1][0][-1] + 1 == part[0][0]:
            runs[-1].append(part)
        else:
            runs.append([part])
    for run in reversed(runs):
        whole = [number for numbers, _ in run for number in numbers]
        if edit := attempt(cut, whole):
            yield Planned(edit, tuple(change for _, change in reversed(run)))
            continue
        for numbers, change in reversed(run) if len(run) > 1 else ():
            if edit := attempt(cut, numbers):
                yield Planned(edit, (change,))


def add_entries(
    editor: Editor, parent: Node, changes: Sequence[Change], source_of: Callable[[Change], Source]
) -> Iterator[Planned]:
    """Plan to add entries of the template's to a container of the user's."""
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
    """Plan to put the template's value in the place of the user's; comments beside it stay."""
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
