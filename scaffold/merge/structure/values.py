"""The content of documents in any format: mappings, lists and scalars.

A step leads from a container to what it holds: a key into a mapping, an `Item` into a list.
A place is the steps from the whole document to one value.
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from packaging.utils import canonicalize_name

Value = Any
Step = Hashable
DocPath = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list.

    Attributes:
        identity: What identifies it in its list: a name, or its frozen value.
        number: Which of the items with that identity it is, from 0.
        index: Its index in the list that it was read from; for messages only.
        value: Its value there.
    """

    identity: Hashable
    number: int = 0
    index: int = field(default=0, compare=False)
    value: Any = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value without entries.

    Attributes:
        place: Its place in the document.
        start: The offset of its first character.
        end: The offset behind its last character.
        value: The value.
    """

    place: DocPath
    start: int
    end: int
    value: Value


IGNORED = "ignored paths"
REQUIRED = "requirements"

# Keys of lists, or of tables of lists, that contain requirements of PEP 508.
_REQUIREMENT_LISTS = frozenset(
    {REQUIRED, "dependencies", "dev-dependencies", "requires", "additional_dependencies"}
    | {"install_requires", "setup_requires", "tests_require", "deps"}
)
_REQUIREMENT_TABLES = frozenset(
    {"dependency-groups", "optional-dependencies", "[options.extras_require]"}
)

# The keys that identify a table in a list, for lists of a known key and for any other.
_NAMING_KEYS: dict[str, list[tuple[str, ...]]] = {
    "hooks": [("id",)],
    "repos": [("repo",)],
    "updates": [("package-ecosystem", "directory"), ("package-ecosystem",)],
    "steps": [("name",), ("id",), ("uses",), ("run",)],
    "overrides": [("module",)],
}
_USUAL_NAMING_KEYS: list[tuple[str, ...]] = [
    ("id",),
    ("name",),
    ("repo",),
    ("path",),
    ("url",),
    ("key",),
    ("label",),
]

_NAME = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:[\[<>=!~;@(]|$)")
_SINGLE_OPTION = re.compile(r"(-i|--index-url|--no-index|--pre|--prefer-binary|--require-hashes)\b")


def freeze(value: Value) -> Hashable:
    """Return a hashable substitute: equal for equal values, and only for values of equal types."""
    if isinstance(value, dict):
        return "mapping", frozenset((key, freeze(held)) for key, held in value.items())
    if isinstance(value, list):
        return "list", tuple(map(freeze, value))
    # Python refuses to write the digits of huge integers.
    return type(value).__name__, value if isinstance(value, int) else repr(value)


def same(one: Value, other: Value) -> bool:
    """Return whether two values are equal, with 1, 1.0 and true kept apart."""
    return freeze(one) == freeze(other)


def steps(values: Sequence[Value], place: DocPath) -> list[Item]:
    """Return the step to each item of the list at a place."""
    seen: Counter[Hashable] = Counter()
    found = []
    for index, value in enumerate(values):
        identity = _identity(value, place)
        found.append(Item(identity, seen[identity], index, value))
        seen[identity] += 1
    return found


def held_by(data: Value, place: DocPath) -> dict[Step, Value]:
    """Return the entries of a container, by step."""
    if isinstance(data, list):
        return {step: step.value for step in steps(data, place)}
    return dict(data)


class Held:
    """The containers of a document by place; each of them is read once."""

    def __init__(self, data: Value) -> None:
        self._data = data
        self._found: dict[DocPath, dict[Step, Value]] = {}

    def at(self, place: DocPath) -> dict[Step, Value]:
        """Return the entries of the container at a place, by step.

        Raises:
            LookupError: Nothing is there.
        """
        if place not in self._found:
            data = self.at(place[:-1])[place[-1]] if place else self._data
            self._found[place] = held_by(data, place)
        return self._found[place]


def holds_requirements(place: DocPath) -> bool:
    """Return whether the list at a place contains requirements."""
    keys = [step for step in place if not isinstance(step, Item)]
    return bool(keys) and (
        keys[-1] in _REQUIREMENT_LISTS or (len(keys) > 1 and keys[-2] in _REQUIREMENT_TABLES)
    )


def holds_names(place: DocPath) -> bool:
    """Return whether the items of the list at a place are names, whose order does not matter."""
    return holds_requirements(place) or place == (IGNORED,)


def is_sequence_of_words(values: Value, place: DocPath) -> bool:
    """Return whether a list has a meaning only as a whole: arguments, or the lines of a text."""
    if not isinstance(values, list) or holds_names(place):
        return False
    plain = [freeze(value) for value in values if not isinstance(value, dict | list)]
    lines = any(isinstance(value, str) and value.endswith("\n") for value in values)
    return lines or len(set(plain)) < len(plain)


def _identity(value: Value, place: DocPath) -> Hashable:
    if isinstance(value, str) and holds_requirements(place):
        return _requirement_identity(value)
    if isinstance(value, dict):
        return _table_identity(value, place)
    return value if isinstance(value, str) else freeze(value)


def _requirement_identity(text: str) -> Hashable:
    if found := _SINGLE_OPTION.match(text):
        return found[1]
    found = _NAME.match(text)
    return canonicalize_name(found[1]) if found else text


def _table_identity(table: dict[Hashable, Value], place: DocPath) -> Hashable:
    usual = _NAMING_KEYS.get(str(place[-1]), _USUAL_NAMING_KEYS) if place else _USUAL_NAMING_KEYS
    for keys in usual:
        if all(key in table for key in keys):
            if all(isinstance(table[key], str) for key in keys):
                return " ".join(
                    table[key].split("@")[0] if key == "uses" else table[key] for key in keys
                )
            return freeze([table[key] for key in keys])
    if len(table) == 1 and isinstance(next(iter(table.values())), dict | list):
        return next(iter(table))
    return freeze(table)


def repeated(value: Value, place: DocPath = ()) -> Iterator[DocPath]:
    """Yield the places of items that have the identity of an earlier item of their list."""
    if isinstance(value, dict | list):
        for step, held in held_by(value, place).items():
            if isinstance(step, Item) and step.number:
                yield (*place, step)
            yield from repeated(held, (*place, step))
