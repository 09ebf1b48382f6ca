"""Plan edits of a document as edits of its text, at the nodes that a format's parser finds."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TypeVar

from scaffold.merge.edit.block import Block
from scaffold.merge.edit.editor import CannotEditError, Editor, Lines, Planned, TextEdit
from scaffold.merge.edit.expected import anchors
from scaffold.merge.edit.flow import Flow, remove_run
from scaffold.merge.edit.nodes import (
    Entry,
    Node,
    Source,
    entry_at,
    find,
    number_at,
    shift,
    steps_of,
)
from scaffold.merge.structure.decisions import Edit

A = TypeVar("A")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Syntax:
    """The syntax of a format.

    Attributes:
        parse: Finds the nodes of a text.
        marks: What a comment begins with.
    """

    parse: Callable[[str], Node]
    marks: tuple[str, ...] = ()


class Planner(ABC):
    """Plans edits of a text. An edit that does not fit the text is not planned."""

    def plan(self, edits: Sequence[Edit]) -> Iterator[Planned]:
        """Plan edits in order; additions to one container, and removals, are planned together."""
        for (_, action), run in groupby(edits, lambda each: (each.parent, each.action)):
            if action == "replace":
                text_edits = ((edit, attempt(self.replace, edit)) for edit in run)
                yield from (
                    Planned(text_edit, (edit,)) for edit, text_edit in text_edits if text_edit
                )
            else:
                make = self.add if action == "add" else self.remove
                yield from attempt(partial(_all, make), list(run)) or ()

    @abstractmethod
    def remove(self, edits: Sequence[Edit]) -> Iterator[Planned]:
        """Plan to remove from one container."""

    @abstractmethod
    def replace(self, edit: Edit) -> TextEdit:
        """Plan to replace something."""

    @abstractmethod
    def add(self, edits: Sequence[Edit]) -> Iterator[Planned]:
        """Plan to add to one container."""


def _all(make: Callable[[A], Iterable[T]], argument: A) -> list[T]:
    return list(make(argument))


def attempt(make: Callable[[A], T], argument: A) -> T | None:
    """Return the result of a function; None where it finds that an edit does not fit."""
    try:
        return make(argument)
    except (CannotEditError, LookupError):
        # An unusual layout: the edit becomes a conflict, and nothing is lost.
        return None


class NodePlanner(Planner):
    """Plans edits of a text all of whose parts are nodes."""

    def __init__(self, syntax: Syntax, ours: str, theirs: str, known: frozenset[str]) -> None:
        self._ours, self._theirs = syntax.parse(ours), syntax.parse(theirs)
        self._editor = Editor(ours, syntax.marks, known)
        self._lines = Lines(theirs, syntax.marks)

    def remove(self, edits: Sequence[Edit]) -> Iterator[Planned]:
        """Plan to remove entries of one container."""
        return remove_entries(self._editor, find(self._ours, edits[0].parent), edits)

    def replace(self, edit: Edit) -> TextEdit:
        """Plan to replace an entry."""
        parent = find(self._ours, edit.parent)
        entry = entry_at(parent, edit.parent, edit.step)
        return replace_entry(self._editor, entry, self._source(edit))

    def add(self, edits: Sequence[Edit]) -> Iterator[Planned]:
        """Plan to add entries to one container."""
        parent = find(self._ours, edits[0].parent)
        return add_entries(self._editor, parent, edits, self._source)

    def _source(self, edit: Edit) -> Source:
        parent = find(self._theirs, edit.parent)
        return Source(self._lines, entry_at(parent, edit.parent, edit.step))


def remove_entries(editor: Editor, parent: Node, edits: Sequence[Edit]) -> Iterator[Planned]:
    """Plan to remove entries of a container; those in a row are removed as one."""
    found = ((edit, attempt(partial(_number, parent), edit)) for edit in edits)
    numbers = [([at], edit) for edit, at in found if at is not None]
    return plan_removals(numbers, partial(remove_run, editor, parent))


def _number(parent: Node, edit: Edit) -> int:
    return number_at(parent, edit.parent, edit.step)


def plan_removals(
    found: Iterable[tuple[list[int], Edit]], cut: Callable[[list[int]], TextEdit]
) -> Iterator[Planned]:
    """Plan to remove parts of a text, given by their numbers; those in a row are removed as one.

    If that takes more away than it should, each is tried alone. What is last comes first: without
    the first of two of one name, the second would be called otherwise.
    """
    runs: list[list[tuple[list[int], Edit]]] = []
    for part in sorted(found, key=lambda part: part[0]):
        if runs and runs[-1][-1][0][-1] + 1 == part[0][0]:
            runs[-1].append(part)
        else:
            runs.append([part])
    for run in reversed(runs):
        whole = [number for numbers, _ in run for number in numbers]
        if text_edit := attempt(cut, whole):
            yield Planned(text_edit, tuple(edit for _, edit in reversed(run)))
            continue
        for numbers, edit in reversed(run):
            if text_edit := attempt(cut, numbers):
                yield Planned(text_edit, (edit,))


def add_entries(
    editor: Editor, parent: Node, edits: Sequence[Edit], source_of: Callable[[Edit], Source]
) -> Iterator[Planned]:
    """Plan to add entries of the template's to a container of the user's."""
    # The first key of a table in a list shares its line with the bullet: no key fits before it.
    shares = parent.entries and not (parent.flow or editor.begins_line(parent.entries[0].start))
    present = list(steps_of(parent, edits[0].parent))
    for at, group in anchors(present, edits, least=int(bool(shares))).items():
        place = Flow(editor, parent, at) if parent.flow else Block(editor, parent, at)
        sources = [(edit, attempt(source_of, edit)) for edit in group]
        words = [(edit, source and attempt(place.word, source)) for edit, source in sources]
        fitting = [(edit, found) for edit, found in words if found]
        if fitting:
            text_edit = place.insert([found for _, found in fitting])
            yield Planned(text_edit, tuple(edit for edit, _ in fitting))


def replace_entry(editor: Editor, entry: Entry, source: Source) -> TextEdit:
    """Plan to replace the user's value by the template's; comments beside it stay."""
    node, new, theirs = entry.node, source.entry.node, source.lines
    if _is_inline(editor, node) and _is_inline(theirs, new):
        by = editor.indentation(node.start) - theirs.indentation(new.start)
        return editor.replace(node.start, node.end, shift(theirs.text[new.start : new.end], by))
    by = editor.column(entry.start) - theirs.column(source.entry.start)
    text = shift(theirs.text[source.entry.start : source.entry.end], by)
    return editor.replace(entry.start, entry.end, text)


def _is_inline(lines: Lines, node: Node) -> bool:
    """Return whether a value is behind its key or bullet, and can be exchanged alone."""
    if node.flow:
        return True
    return not node.entries and node.start < node.end <= lines.end(node.start)
