"""YAML: workflows, hooks, Compose files. Read with PyYAML; the text itself is edited."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml
from yaml.composer import ComposerError

from scaffold.merge.edit.editor import Planned
from scaffold.merge.edit.form import UnreadableError
from scaffold.merge.edit.nodes import Entry, Node, leaves_of
from scaffold.merge.edit.planner import NodePlanner, Syntax
from scaffold.merge.structure.decisions import Edit
from scaffold.merge.structure.values import Leaf, Value

_STRING = "tag:yaml.org,2002:str"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar that is not a string: a number, a date, an alias, or anything with a tag."""

    tag: str
    text: str

    def __str__(self) -> str:
        """Return the scalar as it is usually written."""
        if self.tag.startswith("!"):
            return f"{self.tag} {self.text}".rstrip()
        return self.text or "null"


class _Loader(yaml.SafeLoader):
    """A loader that keeps aliases, as scalars that name an anchor."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Compose a node; PyYAML would repeat the same node for each of its aliases."""
        if not self.check_event(yaml.AliasEvent):
            return super().compose_node(parent, index)
        event: Any = self.get_event()  # type: ignore[no-untyped-call]  # so in the stubs
        if event.anchor not in self.anchors:
            raise ComposerError(None, None, f"no anchor {event.anchor}", event.start_mark)
        text = f"*{event.anchor}"
        return yaml.ScalarNode("alias", text, event.start_mark, event.end_mark)


@lru_cache(maxsize=16)
def parse(text: str) -> Node:
    """Find the nodes of a text; several documents are a sequence whose entries cannot be edited.

    Raises:
        UnreadableError: It is not YAML, or a mapping has a key twice.
    """
    try:
        documents = list(yaml.compose_all(text, _Loader))
    except (yaml.YAMLError, RecursionError) as error:
        raise UnreadableError(" ".join(str(error).split())) from error
    if len(documents) == 1:
        return _node(documents[0], text)
    return Node(0, 0, [_node(document, text).value for document in documents])


def load(text: str) -> Value:
    """Return the content of a text; a value that is not a string is a `Scalar`."""
    return parse(text).value


def leaves(text: str) -> Iterator[Leaf]:
    """Return the values of a text, in its order."""
    return leaves_of(parse(text))


def plan(ours: str, theirs: str, edits: Sequence[Edit], known: frozenset[str]) -> Iterator[Planned]:
    """Plan edits of a text."""
    return NodePlanner(_SYNTAX, ours, theirs, known).plan(edits)


def _node(node: yaml.Node, text: str) -> Node:
    start, end = node.start_mark.index, node.end_mark.index
    if not isinstance(node, yaml.CollectionNode):
        plain = node.tag == _STRING
        end = start + len(text[start:end].rstrip())
        return Node(start, end, node.value if plain else Scalar(node.tag, node.value))
    entries = tuple(_entries(node, text))
    flow = bool(node.flow_style)
    if isinstance(node, yaml.MappingNode):
        value: Value = {entry.key: entry.node.value for entry in entries}
        if len(value) < len(entries):
            raise UnreadableError(f"line {node.start_mark.line + 1}: duplicate key")
    else:
        value = [entry.node.value for entry in entries]
    return Node(start, end if flow or not entries else entries[-1].end, value, entries, flow)


def _entries(node: yaml.CollectionNode, text: str) -> list[Entry]:
    if isinstance(node, yaml.SequenceNode):
        items = [_node(item, text) for item in node.value]
        return [Entry(_bullet(item, text, node), item.end, item) for item in items]
    found = []
    for key_node, value_node in node.value:
        key, value = _node(key_node, text), _node(value_node, text)
        name = key.value if isinstance(key.value, str | Scalar) else text[key.start : key.end]
        found.append(Entry(key.start, max(key.end, value.end), value, name))
    return found


def _bullet(item: Node, text: str, node: yaml.SequenceNode) -> int:
    """Return the offset of the bullet of a block sequence's item; elsewhere, of the item itself."""
    at = item.start
    while at and text[at - 1] == " ":
        at -= 1
    return at - 1 if at and text[at - 1] == "-" and not node.flow_style else item.start


_SYNTAX = Syntax(parse, ("#",))
