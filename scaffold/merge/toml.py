"""TOML: pyproject.toml and its like. Read with `tomllib`; the text itself is edited."""

from collections.abc import Iterator

from scaffold.merge.block import remove_lines
from scaffold.merge.changes import Change
from scaffold.merge.edit import replace_entry
from scaffold.merge.flow import add_to_flow, remove_from_flow
from scaffold.merge.nodes import Entry, Node, Source, entries_of, entry_at, leaves_of
from scaffold.merge.patch import position
from scaffold.merge.toml_add import add
from scaffold.merge.toml_places import Known, below, inline_container, pair_at, path_of, place_of
from scaffold.merge.toml_text import load, statements
from scaffold.merge.values import Leaf

__all__ = ["edit", "leaves", "load"]

_MARKS = ("#",)
_STATEMENTS = Node(0, 0, {})


def leaves(text: str) -> Iterator[Leaf]:
    """Return the values of a text, in its order."""
    known: Known = {}
    for statement in statements(text):
        if statement.node:
            yield from leaves_of(statement.node, place_of(text, statement.path, known))


def edit(ours: str, theirs: str, change: Change, known: frozenset[str]) -> str:
    """Make one change to the owner's text, in the words of the template's.

    Raises:
        CannotEditError: The text is written in a way that the change does not fit.
    """
    node = inline_container(ours, change.parent)
    if node:
        return _edit_inline(ours, theirs, node, change, known)
    if change.action == "remove":
        return _remove(ours, change, known)
    if change.action == "replace":
        source = Source(theirs, _STATEMENTS, pair_at(theirs, change.place))
        return replace_entry(ours, pair_at(ours, change.place), _STATEMENTS, source)
    return add(ours, theirs, change)


def _edit_inline(ours: str, theirs: str, node: Node, change: Change, known: frozenset[str]) -> str:
    """Change an array or an inline table."""
    if change.action == "remove":
        entry = entry_at(node, change.parent, change.step)
        return remove_from_flow(ours, node, entry, known, _MARKS)
    source = Source(theirs, *_inline_source(theirs, change))
    if change.action == "replace":
        return replace_entry(ours, entry_at(node, change.parent, change.step), node, source)
    at = position(list(entries_of(node, change.parent)), change)
    return add_to_flow(ours, node, at, source, _MARKS)


def _inline_source(theirs: str, change: Change) -> tuple[Node, Entry]:
    container = inline_container(theirs, change.parent)
    if container:
        return container, entry_at(container, change.parent, change.step)
    return _STATEMENTS, pair_at(theirs, change.place)


def _remove(ours: str, change: Change, known: frozenset[str]) -> str:
    for statement in reversed(below(ours, path_of(ours, change.place))):
        ours = remove_lines(ours, statement.start, statement.end, known, _MARKS)
    return ours
