"""Where in a text the parts of a document stand."""

from collections.abc import Iterator
from dataclasses import dataclass

from scaffold.merge.patch import CannotEditError
from scaffold.merge.values import Leaf, Place, Step, Value, steps


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands.

    Attributes:
        start: The offset of its first character.
        end: The offset behind its last character.
        value: What it holds.
        entries: What stands in it, where it is a container.
        flow: Whether its entries stand between brackets; otherwise each has its own lines.
    """

    start: int
    end: int
    value: Value
    entries: tuple["Entry", ...] = ()
    flow: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A part of a container, from its key or bullet to the end of its value."""

    start: int
    end: int
    node: Node
    key: Step = None


def entries_of(node: Node, place: Place) -> dict[Step, Entry]:
    """Return what stands in a container, by step."""
    if isinstance(node.value, list) and len(node.entries) == len(node.value):
        return dict(zip(steps(node.value, place), node.entries, strict=True))
    if isinstance(node.value, dict):
        return {entry.key: entry for entry in node.entries}
    raise CannotEditError


def entry_at(node: Node, place: Place, step: Step) -> Entry:
    """Return what a step leads to in the container at a place.

    Raises:
        CannotEditError: It leads to nothing that has a place in the text.
    """
    entries = entries_of(node, place)
    if step not in entries:
        raise CannotEditError
    return entries[step]


def leaves_of(node: Node, place: Place = ()) -> Iterator[Leaf]:
    """Yield the values below a node that have no entries, in the order of the text."""
    if not node.entries:
        yield Leaf(place, node.start, node.end, node.value)
        return
    for step, entry in entries_of(node, place).items():
        yield from leaves_of(entry.node, (*place, step))


def find(root: Node, place: Place) -> Node:
    """Return the node at a place.

    Raises:
        CannotEditError: There is none.
    """
    for depth, step in enumerate(place):
        root = entry_at(root, place[:depth], step).node
    return root


def line_start(text: str, offset: int) -> int:
    """Return the offset of the first character of the line of an offset."""
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """Return the offset behind the last character of the line of an offset."""
    end = text.find("\n", offset)
    return len(text) if end < 0 else end


def margin(text: str, offset: int) -> str:
    """Return what stands before an offset on its line."""
    return text[line_start(text, offset) : offset]


def column(text: str, offset: int) -> int:
    """Return how many characters stand before an offset on its line."""
    return offset - line_start(text, offset)


def indentation(text: str, offset: int) -> int:
    """Return how far the line of an offset is indented."""
    line = text[line_start(text, offset) : line_end(text, offset)]
    return len(line) - len(line.lstrip())


def shift(text: str, by: int) -> str:
    """Move all lines but the first of a text to the right, or to the left where `by` is less.

    Raises:
        CannotEditError: A line does not have that much margin.
    """
    first, *others = text.split("\n")
    moved = [first]
    for line in others:
        if by < 0 and line[:-by].strip(" "):
            raise CannotEditError
        moved.append(line and (" " * by + line if by >= 0 else line[-by:]))
    return "\n".join(moved)


def comments_above(text: str, offset: int, marks: tuple[str, ...]) -> int:
    """Return where the comments begin that stand directly above the line of an offset."""
    start = line_start(text, offset)
    while start:
        above = line_start(text, start - 1)
        if not text[above:start].strip().startswith(marks):
            break
        start = above
    return start


@dataclass(frozen=True, slots=True)
class Source:
    """What to add to a document: an entry of the template's.

    Attributes:
        text: The template's text.
        parent: The container there.
        entry: The entry there.
    """

    text: str
    parent: Node
    entry: Entry
