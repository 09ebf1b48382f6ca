"""Add to a TOML text what stands in statements of its own: tables and keys."""

from itertools import groupby

from scaffold.merge.block import comment_lines
from scaffold.merge.changes import Change
from scaffold.merge.nodes import comments_above, line_end, line_start
from scaffold.merge.patch import CannotEditError, look_up, position
from scaffold.merge.toml_places import below, path_of
from scaffold.merge.toml_text import Path, Statement, load, statements
from scaffold.merge.values import Item, Step

_MARKS = ("#",)


def add(ours: str, theirs: str, change: Change) -> str:
    """Add a table or a key to the owner's text, in the words of the template's.

    Raises:
        CannotEditError: The two texts write it in ways that do not fit.
    """
    path = path_of(theirs, change.place)
    new = below(theirs, path)
    if not new:
        raise CannotEditError
    if all(statement.node for statement in new):
        return _add_keys(ours, theirs, change, new)
    if any(statement.section[: len(path)] != path for statement in new):
        raise CannotEditError
    tables = _tables(theirs, new)
    if isinstance(change.step, Item) and not position(list(look_up(load(ours), change)), change):
        first = below(ours, (*path_of(ours, change.parent), 0))[0].start
        top = comments_above(ours, first, _MARKS) or line_start(ours, first)
        return f"{ours[:top]}{tables}\n\n{ours[top:]}"
    return _insert(ours, _table_place(ours, change), f"\n{tables}")


def _tables(theirs: str, new: list[Statement]) -> str:
    """Return the text of whole tables, with the comments above each."""
    order = list(statements(theirs))
    runs = groupby(enumerate(new), lambda pair: order.index(pair[1]) - pair[0])
    texts = []
    for _, run in runs:
        found = [statement for _, statement in run]
        start = comments_above(theirs, found[0].start, _MARKS) or line_start(theirs, found[0].start)
        texts.append(theirs[start : _end_of(theirs, found[-1])])
    return "\n\n".join(texts)


def _table_place(ours: str, change: Change) -> int:
    """Return the end of the line behind which to add a table."""
    parent = path_of(ours, change.parent)
    if isinstance(change.step, Item):
        at = position(list(look_up(load(ours), change)), change)
        return _end_of(ours, below(ours, (*parent, at - 1))[-1])
    before = change.neighbours[: change.neighbours.index(change.step)]
    for step in reversed(before):
        prefix = (*parent, str(step))
        found = [s for s in below(ours, prefix) if s.section[: len(prefix)] == prefix]
        if found:
            return _end_of(ours, found[-1])
    found = [s for s in statements(ours) if parent and s.section[: len(parent)] == parent]
    return _end_of(ours, found[-1]) if found else len(ours.rstrip("\n"))


def _end_of(text: str, statement: Statement) -> int:
    """Return the end of a statement's last line, or of the comments that stand right below it.

    Comments with a statement right below them are about that one.
    """
    end = at = line_end(text, statement.end)
    while text[at + 1 : line_end(text, at + 1)].lstrip().startswith("#"):
        at = line_end(text, at + 1)
    return end if text[at + 1 : line_end(text, at + 1)].strip() else at


def _insert(text: str, at: int, lines: str) -> str:
    """Insert lines behind the end of a line."""
    if not text:
        return lines.lstrip("\n") + "\n"
    return f"{text[:at]}\n{lines}{text[at:]}"


def _add_keys(ours: str, theirs: str, change: Change, new: list[Statement]) -> str:
    """Add the keys of one section of the template's to the owner's section of that name.

    All of them stand in one: TOML lets nobody go on elsewhere with what dotted keys began.
    """
    section = new[0].section
    parent = path_of(ours, change.parent)
    target = parent[: len(section)]
    lines = "\n".join(_key_text(ours, theirs, found) for found in new)
    header = [found for found in statements(ours) if not found.node and found.path == target]
    if not header and target:
        above = [found for found in statements(theirs) if not found.node and found.path == section]
        title = theirs[above[0].start : above[0].end]
        return _insert(ours, len(ours.rstrip("\n")), f"\n{title}\n{lines}")
    return _insert_keys(ours, change, target, lines)


def _key_text(ours: str, theirs: str, found: Statement) -> str:
    own = theirs[line_start(theirs, found.start) : line_end(theirs, found.end)]
    return "\n".join([*comment_lines(theirs, found.start, ours, _MARKS), own])


def _insert_keys(ours: str, change: Change, target: Path, lines: str) -> str:
    """Insert lines into a section: behind what they follow in the template, or at its end."""
    parent = path_of(ours, change.parent)
    present = _keys_in(ours, parent, target)
    at = position(present, change)
    if at:
        last = below(ours, (*parent, str(present[at - 1])))[-1]
        return _insert(ours, line_end(ours, last.end), lines)
    header = [found for found in statements(ours) if not found.node and found.path == target]
    if header:
        return _insert(ours, line_end(ours, header[0].end), lines)
    first = statements(ours)[0].start if statements(ours) else len(ours)
    start = comments_above(ours, first, _MARKS) or line_start(ours, first)
    gap = "\n" if statements(ours) and not present else ""
    return f"{ours[:start]}{lines}\n{gap}{ours[start:]}"


def _keys_in(ours: str, parent: Path, target: Path) -> list[Step]:
    """Return the steps of a container that stand in one section, in the order of the text."""
    keys = [
        found.path[len(parent)]
        for found in statements(ours)
        if found.node and found.section == target and found.path[: len(parent)] == parent
    ]
    return list(dict.fromkeys(keys))
