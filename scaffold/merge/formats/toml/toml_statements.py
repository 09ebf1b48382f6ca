"""The statements of a TOML text: its headers, keys and values, with their offsets."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scaffold.merge.edit.form import UnreadableError, unreadable
from scaffold.merge.edit.nodes import Entry, Node

TomlPath = tuple[str | int, ...]

_GAP = re.compile(r"(?:\s+|#[^\n]*)*")
_STRING = r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\''
_PART = r'(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\')'
_KEY = re.compile(rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*")
_SCALAR = re.compile(rf"{_STRING}|[^\s,\]}}#][^,\]}}#\n]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Statement:
    """A header, or a key and its value.

    Attributes:
        path: The keys of its table or value, with the number of the table in an array of tables.
        start: The offset of its first character.
        end: The offset behind its last one.
        section: The path of the header above it; its own for a header.
        node: The value; None for a header.
    """

    path: TomlPath
    start: int
    end: int
    section: TomlPath
    node: Node | None = None


@lru_cache(maxsize=16)
def load(text: str) -> dict[str, Any]:
    """Return the content of a text.

    Raises:
        UnreadableError: It is not TOML.
    """
    return _loads(text)


def _loads(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(str(error)) from error


@lru_cache(maxsize=16)
def statements(text: str) -> tuple[Statement, ...]:
    r"""Return the statements of a text that `load` accepts, in order.

    `[a]\nb.c = 1\n` has a header with the path `("a",)` from 0 to 3, and a pair with the path
    `("a", "b", "c")` and the section `("a",)` from 4 to 11.
    """
    return tuple(_statements(text))


def _statements(text: str) -> Iterator[Statement]:
    section: TomlPath = ()
    tables: dict[TomlPath, int] = {}
    at = _skip(text, 0)
    while at < len(text):
        start = at
        depth = text.startswith("[", at) + text.startswith("[[", at)
        keys, at = _key(text, _blanks(text, at + depth))
        if depth:
            section = _resolve(keys, tables, array=depth > 1)
            at = _blanks(text, at) + depth
            yield Statement(section, start, at, section)
        else:
            node = _value(text, _blanks(text, _blanks(text, at) + 1))
            at = node.end
            yield Statement(section + keys, start, at, section, node)
        at = _skip(text, at)


def _resolve(keys: tuple[str, ...], tables: dict[TomlPath, int], *, array: bool) -> TomlPath:
    """Return the path of a header; the name of an array of tables means its last table."""
    path: TomlPath = ()
    for key in keys[:-1]:
        path = (*path, key)
        path = (*path, tables[path] - 1) if path in tables else path
    path = (*path, keys[-1])
    if array:
        tables[path] = tables.get(path, 0) + 1
    return (*path, tables[path] - 1) if path in tables else path


def _skip(text: str, at: int) -> int:
    found = _GAP.match(text, at)
    return found.end() if found else at


def _blanks(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t"):
        at += 1
    return at


def _key(text: str, at: int) -> tuple[tuple[str, ...], int]:
    found = _KEY.match(text, at)
    if not found:
        raise unreadable(text, at, "no key")
    held: Any = _loads(f"{found[0]} = 0")
    names = []
    while isinstance(held, dict):
        name, held = next(iter(held.items()))
        names.append(name)
    return tuple(names), found.end()


def _value(text: str, at: int) -> Node:
    if text[at] in "[{":
        return _container(text, at)
    found = _SCALAR.match(text, at)
    if not found:
        raise unreadable(text, at, "no value")
    end = at + len(found[0].rstrip())
    return Node(at, end, _loads(f"v = {text[at:end]}")["v"])


def _container(text: str, start: int) -> Node:
    is_table = text[start] == "{"
    entries = []
    at = _skip(text, start + 1)
    while text[at] not in "]}":
        keys: tuple[str, ...] = ()
        first = at
        if is_table:
            keys, at = _key(text, at)
            at = _skip(text, _skip(text, at) + 1)
        node = _value(text, at)
        entries.append(Entry(first, node.end, node, keys[0] if len(keys) == 1 else keys))
        at = _skip(text, node.end)
        at = _skip(text, at + 1) if text[at] == "," else at
    value = _table(entries) if is_table else [entry.node.value for entry in entries]
    return Node(start, at + 1, value, tuple(entries), flow=True)


def _table(entries: list[Entry]) -> dict[str, Any]:
    """Return the value of an inline table; a dotted key creates tables."""
    table: dict[str, Any] = {}
    for entry in entries:
        keys: Any = entry.key if isinstance(entry.key, tuple) else (entry.key,)
        held = table
        for key in keys[:-1]:
            held = held.setdefault(key, {})
        held[keys[-1]] = entry.node.value
    return table
