"""Where the values of a JSON text are, so that one can be replaced and all other bytes stay."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

_DECODER = json.JSONDecoder()
_BLANKS = re.compile(r"[ \t\r\n]*")
_ESCAPED = re.compile(r"\\u[0-9a-fA-F]{4}")
_FIRST_KEY = re.compile(r"\{\r?\n( +)\"")


class Span(NamedTuple):
    """A value and its place in a text: `text[start:end]` is its spelling."""

    value: Any
    start: int
    end: int


def object_spans(text: str, start: int = 0) -> dict[str, Span]:
    """Return the members of the object at an offset.

    Raises:
        ValueError: There is no object.
    """
    return {str(key.value): value for key, value in _members(text, start)}


def array_spans(text: str, start: int) -> list[Span]:
    """Return the items of the array at an offset.

    Raises:
        ValueError: There is no array.
    """
    position = _expect(text, start, "[")
    items: list[Span] = []
    if _peek(text, position) == "]":
        return items
    while True:
        items.append(_value(text, position))
        position = _skip(text, items[-1].end)
        if _peek(text, position) == "]":
            return items
        position = _expect(text, position, ",")


def replace_spans(text: str, replacements: Mapping[Span, str]) -> str:
    """Return a text with some spans in other spellings."""
    ordered = sorted(replacements.items(), key=lambda item: item[0].start, reverse=True)
    for span, spelled in ordered:
        text = text[: span.start] + spelled + text[span.end :]
    return text


def spell_like(text: str, at: int, value: Any) -> str:
    """Return a value as the writer of a text would have written it at an offset."""
    width, is_ascii, line_end = _style(text)
    spelled = json.dumps(value, indent=width, ensure_ascii=is_ascii)
    line = text[text.rfind("\n", 0, at) + 1 : at]
    indent = line[: len(line) - len(line.lstrip(" "))]
    return spelled if width is None else spelled.replace("\n", line_end + indent)


@lru_cache(maxsize=1)  # Each cell asks for it, and a notebook with images has megabytes.
def _style(text: str) -> tuple[int | None, bool, str]:
    """Return the indent of a text, whether it escapes other letters, and how its lines end."""
    first = _FIRST_KEY.match(text)
    is_ascii = text.isascii() and bool(_ESCAPED.search(text))
    line_end = "\r\n" if "\r\n" in text else "\n"
    return len(first[1]) if first else None, is_ascii, line_end


def _members(text: str, start: int) -> Iterator[tuple[Span, Span]]:
    position = _expect(text, start, "{")
    if _peek(text, position) == "}":
        return
    while True:
        key = _value(text, position)
        value = _value(text, _expect(text, key.end, ":"))
        yield key, value
        position = _skip(text, value.end)
        if _peek(text, position) == "}":
            return
        position = _expect(text, position, ",")


def _value(text: str, position: int) -> Span:
    start = _skip(text, position)
    value, end = _DECODER.raw_decode(text, start)
    return Span(value, start, end)


def _skip(text: str, position: int) -> int:
    found = _BLANKS.match(text, position)
    return found.end() if found else position


def _peek(text: str, position: int) -> str:
    at = _skip(text, position)
    return text[at : at + 1]


def _expect(text: str, position: int, mark: str) -> int:
    at = _skip(text, position)
    if text[at : at + 1] != mark:
        raise ValueError(f"expected `{mark}` at character {at}")
    return at + 1
