"""INI: setup.cfg, tox.ini, .editorconfig."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from scaffold.merge.edit.editor import Planned
from scaffold.merge.edit.form import UnreadableError
from scaffold.merge.edit.nodes import Entry, Node, leaves_of
from scaffold.merge.edit.planner import NodePlanner, Syntax
from scaffold.merge.structure.decisions import Edit
from scaffold.merge.structure.values import Leaf, Value

_HEADER = re.compile(r"\[[^\]\n]+\]")
_OPTION = re.compile(r"([^\s=:\[#;][^=:\n]*?)\s*(?:[=:][ \t]*(.*))?$")
_MARKS = ("#", ";")


class Ini:
    """Sections of options; a value may go on in lines that are indented further."""

    def __init__(self, *, goes_on: bool = True) -> None:
        self._syntax = Syntax(partial(parse, goes_on=goes_on), _MARKS)

    def load(self, text: str) -> Value:
        """Return the content; a value that begins on its second line is a list of lines."""
        return self._syntax.parse(text).value

    def leaves(self, text: str) -> Iterator[Leaf]:
        """Return the values of a text, in its order."""
        return leaves_of(self._syntax.parse(text))

    def plan(
        self, ours: str, theirs: str, edits: Sequence[Edit], known: frozenset[str]
    ) -> Iterator[Planned]:
        """Plan edits of a text."""
        return NodePlanner(self._syntax, ours, theirs, known).plan(edits)


@dataclass(slots=True)
class _Block:
    """A section or an option while it is read.

    Attributes:
        name: Its name; None for the options above the first section.
        start: Where it begins.
        end: Where its own line ends.
        first: The value of an option on its own line.
        parts: The options of a section; the further lines of an option.
    """

    name: str | None = None
    start: int = 0
    end: int = 0
    first: str = ""
    parts: list["_Block"] = field(default_factory=list)


@lru_cache(maxsize=16)
def parse(text: str, *, goes_on: bool = True) -> Node:
    """Find the nodes of a text.

    Raises:
        UnreadableError: A line is neither a section nor an option, or a name occurs twice.
    """
    sections = _read(text, goes_on=goes_on)
    top = _section(sections[0])
    named = [Entry(s.start, _section(s).end, _section(s), s.name) for s in sections[1:]]
    return _mapping(sections[0], [*top.entries, *named])


def _read(text: str, *, goes_on: bool) -> list[_Block]:
    sections, at = [_Block()], 0
    for number, line in enumerate(text.split("\n"), 1):
        words = line.strip()
        start = at + len(line) - len(line.lstrip())
        end, at = start + len(words), at + len(line) + 1
        options = sections[-1].parts
        if not words or words.startswith(_MARKS):
            continue
        if goes_on and options and line[0].isspace():
            options[-1].parts.append(_Block(words, start, end))
        elif found := _HEADER.match(words):
            sections.append(_Block(found[0], start, end))
        elif found := _OPTION.match(words):
            options.append(_Block(found[1], start, end, found[2] or ""))
        else:
            raise UnreadableError(f"line {number}: neither a section nor an option")
    return sections


def _section(section: _Block) -> Node:
    entries = []
    for option in section.parts:
        node = _value(option)
        entries.append(Entry(option.start, node.end, node, option.name))
    return _mapping(section, entries)


def _value(option: _Block) -> Node:
    if option.parts and not option.first:
        entries = [Entry(p.start, p.end, Node(p.start, p.end, p.name)) for p in option.parts]
        values = [part.name for part in option.parts]
        return Node(option.end, entries[-1].end, values, tuple(entries))
    end = option.parts[-1].end if option.parts else option.end
    value = "\n".join([option.first, *(str(part.name) for part in option.parts)])
    return Node(option.end - len(option.first), end, value)


def _mapping(section: _Block, entries: list[Entry]) -> Node:
    value = {entry.key: entry.node.value for entry in entries}
    if len(value) < len(entries):
        raise UnreadableError("duplicate section or option")
    end = entries[-1].end if entries else section.end
    return Node(section.start, end, value, tuple(entries))
