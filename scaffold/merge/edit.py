"""Make one change to a text, at the nodes that a format's parser finds in it."""

from collections.abc import Callable
from dataclasses import dataclass

from scaffold.merge.block import add_to_block, remove_lines
from scaffold.merge.changes import Change
from scaffold.merge.flow import add_to_flow, remove_from_flow
from scaffold.merge.nodes import (
    Entry,
    Node,
    Source,
    column,
    entries_of,
    entry_at,
    find,
    indentation,
    shift,
)
from scaffold.merge.patch import CannotEditError, position


@dataclass(frozen=True, slots=True)
class Syntax:
    """What the texts of a format look like.

    Attributes:
        parse: Finds the nodes of a text.
        marks: What a comment begins with.
    """

    parse: Callable[[str], Node]
    marks: tuple[str, ...] = ()


def edit(syntax: Syntax, ours: str, theirs: str, change: Change, known: frozenset[str]) -> str:
    """Make a change to the owner's text, in the words of the template's.

    Raises:
        CannotEditError: The text is written in a way that the change does not fit.
    """
    parent = find(syntax.parse(ours), change.parent)
    if change.action == "remove":
        entry = entry_at(parent, change.parent, change.step)
        if parent.flow:
            return remove_from_flow(ours, parent, entry, known, syntax.marks)
        return remove_lines(ours, entry.start, entry.end, known, syntax.marks)
    source = source_of(syntax, theirs, change)
    if change.action == "replace":
        return replace_entry(ours, entry_at(parent, change.parent, change.step), parent, source)
    at = position(list(entries_of(parent, change.parent)), change)
    add = add_to_flow if parent.flow else add_to_block
    return add(ours, parent, at, source, syntax.marks)


def source_of(syntax: Syntax, theirs: str, change: Change) -> Source:
    """Find in the template's text what a change adds."""
    parent = find(syntax.parse(theirs), change.parent)
    return Source(theirs, parent, entry_at(parent, change.parent, change.step))


def replace_entry(ours: str, entry: Entry, parent: Node, source: Source) -> str:
    """Put the template's value in the place of the owner's; comments beside it stay."""
    node, new = entry.node, source.entry.node
    if _is_inline(ours, node) and _is_inline(source.text, new):
        by = indentation(ours, node.start) - indentation(source.text, new.start)
        text = shift(source.text[new.start : new.end], by)
        return ours[: node.start] + text + ours[node.end :]
    if parent.flow or source.parent.flow:
        raise CannotEditError
    by = column(ours, entry.start) - column(source.text, source.entry.start)
    text = shift(source.text[source.entry.start : source.entry.end], by)
    return ours[: entry.start] + text + ours[entry.end :]


def _is_inline(text: str, node: Node) -> bool:
    """Tell whether a value stands behind its key or bullet, and can be exchanged alone."""
    if node.flow:
        return True
    return not node.entries and node.start < node.end and "\n" not in text[node.start : node.end]
