"""Add and remove entries that have lines of their own."""

from scaffold.merge.nodes import (
    Node,
    Source,
    column,
    comments_above,
    line_end,
    line_start,
    margin,
    shift,
)


def remove_lines(
    text: str, start: int, end: int, known: frozenset[str], marks: tuple[str, ...]
) -> str:
    """Remove the lines from one offset to another, and known comments directly above them."""
    first, end = line_start(text, start), line_end(text, end)
    while first:
        above = line_start(text, first - 1)
        line = text[above:first].strip()
        if not (line.startswith(marks) and line in known):
            break
        first = above
    alone_below = text[end : line_end(text, end + 1)].strip() == ""
    if alone_below and first and text[line_start(text, first - 1) : first].strip() == "":
        first = line_start(text, first - 1)
    return text[:first] + text[end + 1 :]


def add_to_block(text: str, parent: Node, at: int, source: Source, marks: tuple[str, ...]) -> str:
    """Add an entry of the template's before the entry of a number, or behind the last."""
    if not text:
        return _worded(text, parent, source, marks, 0) + "\n"
    if not parent.entries:
        place = line_end(text, parent.start)
        return f"{text[:place]}\n{_worded(text, parent, source, marks, 0)}{text[place:]}"
    first = parent.entries[0].start
    indent = column(text, first)
    if not at and margin(text, first).strip():
        # The first key of a table in a list shares its line with the bullet.
        at = 1
    new = _worded(text, parent, source, marks, indent)
    if at:
        place = line_end(text, parent.entries[at - 1].end)
        gap = "\n\n" if has_gap_above(source.text, source.entry.start, marks) else "\n"
        return text[:place] + gap + " " * indent + new + text[place:]
    place = comments_above(text, first, marks) or line_start(text, first)
    return text[:place] + " " * indent + new + "\n" + text[place:]


def has_gap_above(text: str, offset: int, marks: tuple[str, ...]) -> bool:
    """Tell whether a blank line stands above a line and its comments."""
    top = comments_above(text, offset, marks)
    return top > 0 and not text[line_start(text, top - 1) : top].strip()


def comment_lines(theirs: str, offset: int, ours: str, marks: tuple[str, ...]) -> list[str]:
    """Return the comments directly above an entry of the template's that the owner lacks."""
    if margin(theirs, offset).strip():
        return []
    top = comments_above(theirs, offset, marks)
    present = {line.strip() for line in ours.splitlines()}
    lines = [line.strip() for line in theirs[top : line_start(theirs, offset)].splitlines()]
    return [] if top == 0 else [line for line in lines if line not in present]


def _worded(text: str, parent: Node, source: Source, marks: tuple[str, ...], indent: int) -> str:
    """Return an entry in the template's words, as it looks at an indentation of the owner's."""
    entry, words = source.entry, source.text
    rest = words[entry.end : line_end(words, entry.end)].rstrip()
    beside = rest if rest.strip().startswith(marks) and not source.parent.flow else ""
    start, bullet = entry.start, ""
    if isinstance(parent.value, list):
        start = entry.node.start
        bullet = _bullet(text, parent)
    by = indent + len(bullet) - column(words, start)
    body = bullet + shift(words[start : entry.end], by) + beside
    return ("\n" + " " * indent).join([*comment_lines(words, entry.start, text, marks), body])


def _bullet(text: str, parent: Node) -> str:
    """Return the bullet of a list's first item; an empty text where items have none."""
    return "".join(text[entry.start : entry.node.start] for entry in parent.entries[:1])
