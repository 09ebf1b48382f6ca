"""JSON, and the JSON with comments that editors read."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from scaffold.merge.edit.editor import Planned
from scaffold.merge.edit.form import UnreadableError, unreadable
from scaffold.merge.edit.nodes import Entry, Node, leaves_of
from scaffold.merge.edit.planner import NodePlanner, Syntax
from scaffold.merge.structure.decisions import Edit
from scaffold.merge.structure.values import Leaf, Value

_UNEXPECTED = "unexpected text"
_GAP = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_SCALAR = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"|[-+.\w]+')


class Json:
    """JSON without or with comments and commas behind the last entry."""

    def __init__(self, *, comments: bool = False) -> None:
        self._comments = comments
        self._syntax = Syntax(parse, ("//",))

    def load(self, text: str) -> Value:
        """Return the content of a text."""
        value = parse(text).value
        if not self._comments:
            try:
                json.loads(text)
            except (ValueError, RecursionError) as error:
                raise UnreadableError(str(error)) from error
        return value

    def leaves(self, text: str) -> Iterator[Leaf]:
        """Return the values of a text, in its order."""
        return leaves_of(self._syntax.parse(text))

    def plan(
        self, ours: str, theirs: str, edits: Sequence[Edit], known: frozenset[str]
    ) -> Iterator[Planned]:
        """Plan edits of a text."""
        return NodePlanner(self._syntax, ours, theirs, known).plan(edits)


@lru_cache(maxsize=16)
def parse(text: str) -> Node:
    """Find the nodes of a text.

    Raises:
        UnreadableError: It is not JSON, even with comments, or an object has a key twice.
    """
    try:
        node = _value(text, _skip(text, 0))
    except RecursionError as error:
        raise UnreadableError("it is nested too deeply") from error
    if _skip(text, node.end) < len(text):
        raise unreadable(text, _skip(text, node.end), _UNEXPECTED)
    return node


def _skip(text: str, at: int) -> int:
    found = _GAP.match(text, at)
    return found.end() if found else at


def _value(text: str, at: int) -> Node:
    if text[at : at + 1] in ("{", "["):
        return _container(text, at)
    found = _SCALAR.match(text, at)
    if not found:
        raise unreadable(text, at, _UNEXPECTED)
    try:
        return Node(at, found.end(), json.loads(found[0]))
    except ValueError as error:
        raise unreadable(text, at, _UNEXPECTED) from error


def _container(text: str, start: int) -> Node:
    is_object = text[start] == "{"
    closing = "}" if is_object else "]"
    entries: list[Entry] = []
    at = _skip(text, start + 1)
    while text[at : at + 1] != closing:
        entry = _member(text, at) if is_object else _item(text, at)
        entries.append(entry)
        at = _skip(text, entry.end)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
        elif text[at : at + 1] != closing:
            raise unreadable(text, at, _UNEXPECTED)
    value: Value = [entry.node.value for entry in entries]
    if is_object:
        value = {entry.key: entry.node.value for entry in entries}
    if len(value) < len(entries):
        raise unreadable(text, start, "duplicate key")
    return Node(start, at + 1, value, tuple(entries), flow=True)


def _item(text: str, at: int) -> Entry:
    node = _value(text, at)
    return Entry(at, node.end, node)


def _member(text: str, at: int) -> Entry:
    key = _value(text, at)
    colon = _skip(text, key.end)
    if not isinstance(key.value, str) or text[colon : colon + 1] != ":":
        raise unreadable(text, at, _UNEXPECTED)
    node = _value(text, _skip(text, colon + 1))
    return Entry(at, node.end, node, key.value)
