"""TOML: pyproject.toml and its like. Read with `tomllib`; the text itself is edited."""

from collections.abc import Iterator, Sequence

from scaffold.merge.block import remove_lines
from scaffold.merge.changes import Change
from scaffold.merge.edit import Planner, add_entries, plan_removals, remove_entries, replace_entry
from scaffold.merge.editor import Edit, Editor, Lines, Planned
from scaffold.merge.nodes import Node, Source, entry_at, leaves_of
from scaffold.merge.toml_add import Addition
from scaffold.merge.toml_places import Known, Places, place_of
from scaffold.merge.toml_text import load, statements
from scaffold.merge.values import Leaf

__all__ = ["leaves", "load", "plan"]

_MARKS = ("#",)
_STATEMENTS = Node(0, 0, {})


def leaves(text: str) -> Iterator[Leaf]:
    """Return the values of a text, in its order."""
    known: Known = {}
    for statement in statements(text):
        if statement.node:
            yield from leaves_of(statement.node, place_of(text, statement.path, known))


def plan(
    ours: str, theirs: str, changes: Sequence[Change], known: frozenset[str]
) -> Iterator[Planned]:
    """Plan changes to the user's text, in the words of the template's."""
    return _TomlPlanner(ours, theirs, known).plan(changes)


class _TomlPlanner(Planner):
    """Plans changes to statements, and to the arrays and inline tables in them."""

    def __init__(self, ours: str, theirs: str, known: frozenset[str]) -> None:
        self._ours, self._theirs = Places(ours), Places(theirs)
        self._editor = Editor(ours, _MARKS, known)
        self._lines = Lines(theirs, _MARKS)

    def remove(self, changes: Sequence[Change]) -> Iterator[Planned]:
        """Plan to remove entries, or all statements about places, of one container."""
        if parent := self._ours.inline(changes[0].parent):
            return remove_entries(self._editor, parent, changes)
        found = ((self._ours.below(self._ours.path(each.place)), each) for each in changes)
        return plan_removals((part for part in found if part[0]), self._remove)

    def _remove(self, numbers: Sequence[int]) -> Edit:
        found = [self._ours.statements[number] for number in numbers]
        return remove_lines(self._editor, [(each.start, each.end) for each in found])

    def replace(self, change: Change) -> Edit:
        """Plan to replace the value of an entry or of a statement."""
        if parent := self._ours.inline(change.parent):
            entry = entry_at(parent, change.parent, change.step)
            return replace_entry(self._editor, entry, parent, self._source(change))
        entry = self._ours.pair(change.place)
        source = Source(self._lines, _STATEMENTS, self._theirs.pair(change.place))
        return replace_entry(self._editor, entry, _STATEMENTS, source)

    def add(self, changes: Sequence[Change]) -> Iterator[Planned]:
        """Plan to add entries, keys or tables to one container."""
        if parent := self._ours.inline(changes[0].parent):
            return add_entries(self._editor, parent, changes, self._source)
        return Addition(self._ours, self._editor, self._theirs, self._lines).plan(changes)

    def _source(self, change: Change) -> Source:
        """Return an entry of the template's, or the value of a statement of its."""
        parent = self._theirs.inline(change.parent)
        if parent:
            return Source(self._lines, parent, entry_at(parent, change.parent, change.step))
        return Source(self._lines, _STATEMENTS, self._theirs.pair(change.place))
