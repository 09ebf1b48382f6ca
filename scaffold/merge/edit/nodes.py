"""Nodes: the values of a document, and their offsets in its text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from scaffold.merge.edit.editor import CannotEditError, Lines
from scaffold.merge.structure.values import DocPath, Leaf, Step, Value, steps


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its offsets.

    Attributes:
        start: The offset of its first character.
        end: The offset behind its last character.
        value: The value.
        entries: Its parts, if it is a container.
        flow: Whether its entries are between brackets; otherwise each has its own lines.
        numbers: The numbers of its entries by step, once `steps_of` has found them.
    """

    start: int
    end: int
    value: Value
    entries: tuple["Entry", ...] = ()
    flow: bool = False
    numbers: dict[Step, int] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A part of a container, from its key or bullet to the end of its value."""

    start: int
    end: int
    node: Node
    key: Step = None


def steps_of(node: Node, place: DocPath) -> dict[Step, int]:
    """Return the steps to the entries of a container, each with the number of its entry.

    Raises:
        CannotEditError: Its entries have no offsets in the text.
    """
    if not node.numbers:
        found: Iterable[Step]
        if isinstance(node.value, list) and len(node.entries) == len(node.value):
            found = steps(node.value, place)
        elif isinstance(node.value, dict):
            found = (entry.key for entry in node.entries)
        else:
            raise CannotEditError
        node.numbers.update((step, number) for number, step in enumerate(found))
    return node.numbers


def number_at(node: Node, place: DocPath, step: Step) -> int:
    """Return the number of the entry of a step in the container at a place.

    Raises:
        CannotEditError: Nothing in the text has this step.
    """
    number = steps_of(node, place).get(step)
    if number is None:
        raise CannotEditError
    return number


def entry_at(node: Node, place: DocPath, step: Step) -> Entry:
    """Return the entry of a step in the container at a place.

    Raises:
        CannotEditError: Nothing in the text has this step.
    """
    return node.entries[number_at(node, place, step)]


def leaves_of(node: Node, place: DocPath = ()) -> Iterator[Leaf]:
    """Yield the values below a node that have no entries, in the order of the text."""
    if not node.entries:
        yield Leaf(place, node.start, node.end, node.value)
        return
    for step, number in steps_of(node, place).items():
        yield from leaves_of(node.entries[number].node, (*place, step))


def find(root: Node, place: DocPath) -> Node:
    """Return the node at a place.

    Raises:
        CannotEditError: There is none.
    """
    for depth, step in enumerate(place):
        root = entry_at(root, place[:depth], step).node
    return root


def shift(text: str, by: int) -> str:
    r"""Indent all lines of a text but the first by more spaces, or by fewer where `by` is negative.

    `shift("[\n  1,\n]", 2)` returns `"[\n    1,\n  ]"`; blank lines stay blank.

    Raises:
        CannotEditError: A line is indented by fewer spaces than are to be removed.
    """
    first, *others = text.split("\n")
    moved = [first]
    for line in others:
        if by < 0 and line[:-by].strip(" "):
            raise CannotEditError
        moved.append(line and (" " * by + line if by >= 0 else line[-by:]))
    return "\n".join(moved)


@dataclass(frozen=True, slots=True)
class Source:
    """An entry of the template's that is added to a document.

    Attributes:
        lines: The template's text.
        entry: The entry there.
    """

    lines: Lines
    entry: Entry


@dataclass(frozen=True, slots=True)
class Words:
    """An entry to add, as it is written in the user's document.

    Attributes:
        body: The entry.
        above: The comments above it.
        beside: The comment beside it.
        has_gap: Whether a blank line is above all of it.
    """

    body: str
    above: Sequence[str] = ()
    beside: str = ""
    has_gap: bool = False

    def lines(self, comma: str = "") -> list[str]:
        """Return the lines of the entry, perhaps with a comma behind it."""
        return [*self.above, self.body + comma + self.beside]
