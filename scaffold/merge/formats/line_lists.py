"""Documents that are lists of lines: requirements and ignored paths."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from scaffold.merge.edit.editor import Planned
from scaffold.merge.edit.nodes import Entry, Node, leaves_of
from scaffold.merge.edit.planner import NodePlanner, Syntax
from scaffold.merge.structure.decisions import Edit
from scaffold.merge.structure.values import IGNORED, REQUIRED, Leaf, Value

_COMMENT_BESIDE = re.compile(r"\s#.*")


class Listed:
    """Lines that each name one thing; what they name decides how they are read and compared."""

    def __init__(self, subject: str) -> None:
        find = requirements if subject == REQUIRED else ignored
        self._syntax = Syntax(find, ("#",))

    def load(self, text: str) -> Value:
        """Return the content of a text: the lines that are not comments, under one key."""
        return self._syntax.parse(text).value

    def leaves(self, text: str) -> Iterator[Leaf]:
        """Return the values of a text, in its order."""
        return leaves_of(self._syntax.parse(text))

    def plan(
        self, ours: str, theirs: str, edits: Sequence[Edit], known: frozenset[str]
    ) -> Iterator[Planned]:
        """Plan edits of a text."""
        return NodePlanner(self._syntax, ours, theirs, known).plan(edits)


@lru_cache(maxsize=16)
def requirements(text: str) -> Node:
    """Find requirements: a backslash joins lines, and ` #` begins a comment beside one."""
    entries, at = [], 0
    lines = iter(text.splitlines(keepends=True))
    for line in lines:
        start = at
        at += len(line)
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        while line.endswith("\\\n"):
            line = next(lines, "")
            at += len(line)
        entries.append(_entry(text, start, at))
    return _whole(text, REQUIRED, entries)


@lru_cache(maxsize=16)
def ignored(text: str) -> Node:
    """Find the patterns of an ignore file, in which `#` is a comment only where a line begins."""
    entries, at = [], 0
    for line in text.split("\n"):
        if line.strip() and not line.startswith("#"):
            node = Node(at, at + len(line), line.rstrip())
            entries.append(Entry(at, at + len(line), node))
        at += len(line) + 1
    return _whole(text, IGNORED, entries)


def _entry(text: str, start: int, end: int) -> Entry:
    logical = text[start:end]
    beside = _COMMENT_BESIDE.search(logical)
    words = (logical[: beside.start()] if beside else logical).rstrip()
    start += len(words) - len(words.lstrip())
    value = " ".join(words.replace("\\\n", " ").split())
    end = start + len(words.lstrip())
    return Entry(start, end, Node(start, end, value))


def _whole(text: str, subject: str, entries: list[Entry]) -> Node:
    span = 0, len(text)
    node = Node(*span, [entry.node.value for entry in entries], tuple(entries))
    return Node(*span, {subject: node.value}, (Entry(*span, node, subject),))
