"""TOML: pyproject.toml and its like. Read with `tomllib`; the text itself is edited."""

from collections.abc import Iterator, Sequence

from scaffold.merge.edit.block import remove_lines
from scaffold.merge.edit.editor import Editor, Lines, Planned, TextEdit
from scaffold.merge.edit.nodes import Source, entry_at, leaves_of
from scaffold.merge.edit.planner import (
    Planner,
    add_entries,
    plan_removals,
    remove_entries,
    replace_entry,
)
from scaffold.merge.formats.toml.additions import Addition
from scaffold.merge.formats.toml.statement_places import Known, Places, place_of
from scaffold.merge.formats.toml.toml_statements import load, statements
from scaffold.merge.structure.decisions import Edit
from scaffold.merge.structure.values import Leaf

__all__ = ["leaves", "load", "plan"]

_MARKS = ("#",)


def leaves(text: str) -> Iterator[Leaf]:
    """Return the values of a text, in its order."""
    known: Known = {}
    for statement in statements(text):
        if statement.node:
            yield from leaves_of(statement.node, place_of(text, statement.path, known))


def plan(ours: str, theirs: str, edits: Sequence[Edit], known: frozenset[str]) -> Iterator[Planned]:
    """Plan edits of the user's text, spelled as in the template's."""
    return _TomlPlanner(ours, theirs, known).plan(edits)


class _TomlPlanner(Planner):
    """Plans edits of statements, and to the arrays and inline tables in them."""

    def __init__(self, ours: str, theirs: str, known: frozenset[str]) -> None:
        self._ours, self._theirs = Places(ours), Places(theirs)
        self._editor = Editor(ours, _MARKS, known)
        self._lines = Lines(theirs, _MARKS)

    def remove(self, edits: Sequence[Edit]) -> Iterator[Planned]:
        """Plan to remove entries, or all statements about places, of one container."""
        if parent := self._ours.inline(edits[0].parent):
            return remove_entries(self._editor, parent, edits)
        found = ((self._ours.below(self._ours.path(each.place)), each) for each in edits)
        return plan_removals(found, self._remove)

    def _remove(self, numbers: Sequence[int]) -> TextEdit:
        found = [self._ours.statements[number] for number in numbers]
        return remove_lines(self._editor, [(each.start, each.end) for each in found])

    def replace(self, edit: Edit) -> TextEdit:
        """Plan to replace the value of an entry or of a statement."""
        if parent := self._ours.inline(edit.parent):
            entry = entry_at(parent, edit.parent, edit.step)
            return replace_entry(self._editor, entry, self._source(edit))
        source = Source(self._lines, self._theirs.pair(edit.place))
        return replace_entry(self._editor, self._ours.pair(edit.place), source)

    def add(self, edits: Sequence[Edit]) -> Iterator[Planned]:
        """Plan to add entries, keys or tables to one container."""
        if parent := self._ours.inline(edits[0].parent):
            return add_entries(self._editor, parent, edits, self._source)
        return Addition(self._ours, self._editor, self._theirs, self._lines).plan(edits)

    def _source(self, edit: Edit) -> Source:
        """Return an entry of the template's, or the value of a statement of its."""
        parent = self._theirs.inline(edit.parent)
        if parent:
            return Source(self._lines, entry_at(parent, edit.parent, edit.step))
        return Source(self._lines, self._theirs.pair(edit.place))
