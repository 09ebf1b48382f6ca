"""Add and remove entries that stand between brackets, with commas between them."""

import re

from scaffold.merge.block import comment_lines, remove_lines
from scaffold.merge.nodes import Entry, Node, Source, column, indentation, line_end, margin, shift
from scaffold.merge.patch import CannotEditError

_COMMA = re.compile(r"\s*,")


def remove_from_flow(
    text: str, parent: Node, entry: Entry, known: frozenset[str], marks: tuple[str, ...]
) -> str:
    """Remove an entry and its comma: its lines, where nothing else stands on them."""
    at = parent.entries.index(entry)
    comma = _COMMA.match(text, entry.end)
    end = comma.end() if comma else entry.end
    rest = text[end : line_end(text, end)].strip()
    before = parent.entries[at - 1] if at else None
    if margin(text, entry.start).strip() or (rest and not rest.startswith(marks)):
        if comma and at + 1 < len(parent.entries):
            return text[: entry.start] + text[parent.entries[at + 1].start :]
        return (
            text[: before.end if before else entry.start] + text[end if not before else entry.end :]
        )
    text = remove_lines(text, entry.start, end, known, marks)
    if before and not comma and (extra := _COMMA.match(text, before.end)):
        text = text[: before.end] + text[extra.end() :]
    return text


def add_to_flow(text: str, parent: Node, at: int, source: Source, marks: tuple[str, ...]) -> str:
    """Add an entry of the template's before the entry of a number, or behind the last."""
    if not parent.entries:
        place = parent.start + 1
        return text[:place] + _worded(text, parent, source, parent.start) + text[place:]
    if not at:
        return _add_first(text, parent, source)
    before = parent.entries[at - 1]
    comma = _COMMA.match(text, before.end)
    end = comma.end() if comma else before.end
    line = line_end(text, end)
    rest = text[end:line].strip()
    own_line = not margin(text, before.start).strip()
    if not own_line or (rest and not rest.startswith(marks)):
        new = _worded(text, parent, source, before.start)
        return f"{text[: before.end]}, {new}{text[before.end :]}"
    lines = _own_lines(text, parent, source, before, marks, comma=bool(comma))
    head = text[: before.end] + ("" if comma else ",")
    return head + text[before.end : line] + lines + text[line:]


def _own_lines(
    text: str,
    parent: Node,
    source: Source,
    before: Entry,
    marks: tuple[str, ...],
    *,
    comma: bool,
) -> str:
    """Return an entry as lines to stand behind the line of another, its comments with it."""
    indent = " " * column(text, before.start)
    comma_there = _COMMA.match(source.text, source.entry.end)
    end = comma_there.end() if comma_there else source.entry.end
    rest = source.text[end : line_end(source.text, end)].rstrip()
    beside = rest if rest.strip().startswith(marks) else ""
    new = _worded(text, parent, source, before.start) + ("," if comma else "") + beside
    comments = comment_lines(source.text, source.entry.start, text, marks)
    return "".join(f"\n{indent}{line}" for line in (*comments, new))


def _add_first(text: str, parent: Node, source: Source) -> str:
    first = parent.entries[0].start
    own_line = not margin(text, first).strip()
    gap = "\n" + " " * column(text, first) if own_line else " "
    return text[:first] + _worded(text, parent, source, first) + "," + gap + text[first:]


def _worded(text: str, parent: Node, source: Source, near: int) -> str:
    """Return an entry in the template's words, indented like a place of the owner's."""
    entry = source.entry
    node = entry.node
    if node.entries and not node.flow:
        raise CannotEditError
    start = node.start if isinstance(parent.value, list) else entry.start
    by = indentation(text, near) - indentation(source.text, start)
    return shift(source.text[start : entry.end], by)
