"""Edits of source text at the places that a syntax tree names."""

import io
import re
import tokenize
from collections.abc import Iterable
from dataclasses import dataclass

_COMMENT = re.compile(r"#[^\n]*")
_INDENT = "    "
# Tokens that a string starts and ends with; since Python 3.12, formatted strings are several.
_OPENING = frozenset({"STRING", "FSTRING_START", "TSTRING_START"})
_CLOSING = frozenset({"STRING", "FSTRING_END", "TSTRING_END"})


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """New text for a part of a text.

    Attributes:
        line: First line, from 1.
        column: First column, in bytes of UTF-8, as `ast` counts them.
        end_line: Last line.
        end_column: Column after the last one.
        text: What comes in its place.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


def insertion(line: int, column: int, text: str) -> Edit:
    """Return an edit that only adds text."""
    return Edit(line, column, line, column, text)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with all edits made; they must not overlap."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode()) + 1)
    content = text.encode()
    for edit in sorted(set(edits), reverse=True):
        first = starts[edit.line - 1] + edit.column
        last = starts[edit.end_line - 1] + edit.end_column
        content = content[:first] + edit.text.encode() + content[last:]
    return content.decode()


def part(text: str, line: int, column: int, end_line: int, end_column: int) -> str:
    """Return a part of a text, by lines and columns as `ast` counts them."""
    lines = [each.encode() for each in text.split("\n")[line - 1 : end_line]]
    lines[-1] = lines[-1][:end_column]
    lines[0] = lines[0][column:]
    return b"\n".join(lines).decode()


def without_comments(text: str) -> str:
    """Return a text without comments; it must not contain strings."""
    return _COMMENT.sub("", text)


def indent(text: str) -> str:
    """Indent code by one level; the lines of strings stay as they are."""
    inside = _lines_in_strings(text)
    return "\n".join(
        line if number in inside or not line.strip() else _INDENT + line
        for number, line in enumerate(text.split("\n"), 1)
    )


def _lines_in_strings(text: str) -> set[int]:
    """Return the lines that begin within a string."""
    inside: set[int] = set()
    opened: list[int] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        name = tokenize.tok_name[token.type]
        if name in _OPENING:
            opened.append(token.start[0])
        if name in _CLOSING:
            inside.update(range(opened.pop() + 1, token.end[0] + 1))
    return inside
