"""Merge Python sources by the names that they define, where their lines cannot be merged.

A function, class, value or import is merged with the one of the same name, wherever it is in the
file. Two edits next to each other do not meet, nor do an edit of a definition and its move to
another module.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from scaffold.merge.python.named_statements import (
    Key,
    Statement,
    imported_names,
    loses_lines,
    read_class,
    read_module,
    write_import,
)
from scaffold.merge.python.sources import NotComparableError
from scaffold.merge.python.statement_names import bound_names, used_names
from scaffold.merge.python.statement_order import needed_too_early, order_keys
from scaffold.merge.text.merge_lines import MergedLines, merge_lines

# The module to which the template moved a definition of the base, unchanged; empty if it did not.
FindMoved = Callable[[str, str], str]
Texts = tuple[str, str, str]
Names = tuple[str, str]


def moved_nowhere(_name: str, _text: str) -> str:
    """Find no module."""
    return ""


@dataclass(frozen=True, slots=True)
class NamedMerge:
    """Sources merged by name.

    Attributes:
        lines: The merged lines.
        notes: One line for each definition that the template has moved, and you edited.
    """

    lines: MergedLines
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Merging:
    """A merge while it is made.

    Attributes:
        names: What conflict markers call your version and the template's.
        find_moved: Finds definitions that the template moved.
        notes: The notes so far.
    """

    names: Names
    find_moved: FindMoved
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Part:
    """A merged statement.

    Attributes:
        text: Its lines, with conflicts between markers.
        clean: The same with your lines where there is a conflict.
    """

    text: str
    clean: str


def merge_by_name(texts: Texts, names: Names, find_moved: FindMoved) -> NamedMerge | None:
    """Merge three sources by name.

    Returns:
        The merge; None if a source cannot be read, or if the result would use a name that neither
        side defines there any longer, or defines only further down.
    """
    try:
        sides = (read_module(texts[0]), read_module(texts[1]), read_module(texts[2]))
        merging = _Merging(names, find_moved)
        parts = _merge_statements(sides, merging)
        parts = _with_needed(parts, sides)
        order = order_keys(parts, *sides[1:])
        clean = "".join(parts[key].clean for key in order)
        if _missing(clean, sides) or _too_early(clean, sides):
            return None
    except NotComparableError:
        return None
    content = "".join(parts[key].text for key in order)
    if loses_lines(texts[0], texts[1], content):
        return None
    marker = f"<<<<<<< {names[0]}"
    at = (row for row, line in enumerate(content.split("\n"), 1) if line == marker)
    lines = MergedLines(content.encode(), tuple(at), clean.encode())
    return NamedMerge(lines, tuple(merging.notes))


_Sides = tuple[Sequence[Statement], Sequence[Statement], Sequence[Statement]]


def _merge_statements(sides: _Sides, merging: _Merging) -> dict[Key, _Part]:
    """Return the statements that remain, by key."""
    base, ours, theirs = ({each.key: each for each in side} for side in sides)
    parts: dict[Key, _Part] = {}
    for key in dict.fromkeys([*theirs, *ours, *base]):
        part = _merge_one(base.get(key), ours.get(key), theirs.get(key), merging)
        if part is not None and part.text:
            parts[key] = part
    return parts


def _merge_one(
    base: Statement | None, ours: Statement | None, theirs: Statement | None, merging: _Merging
) -> _Part | None:
    if _same(ours, theirs):  # Blank lines belong to the order, which is the template's.
        return _whole(theirs)
    if _same(base, theirs):
        return _whole(ours)
    if _same(base, ours):
        return _whole(theirs)
    statement = ours or theirs
    if statement and statement.key[0] == "from":
        return _merge_imports(base, ours, theirs)
    if ours and base and not theirs and base.name:
        place = merging.find_moved(base.name, base.text)
        if place:
            merging.notes.append(
                f"the template moved `{base.name}` to `{place}`; your version stays here"
            )
            return _whole(ours)
    try:
        if base and ours and theirs:
            return _merge_classes(base, ours, theirs, merging)
    except NotComparableError:
        pass
    return _merge_text([each.text if each else "" for each in (base, ours, theirs)], merging)


def _same(one: Statement | None, other: Statement | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.text.strip() == other.text.strip()


def _whole(statement: Statement | None) -> _Part | None:
    return _Part(statement.text, statement.text) if statement else None


def _merge_text(texts: Iterable[str], merging: _Merging) -> _Part:
    base, ours, theirs = (text.encode() for text in texts)
    merged = merge_lines(
        base, ours, theirs, ours_name=merging.names[0], theirs_name=merging.names[1]
    )
    return _Part(merged.content.decode(), merged.ours_first.decode())


def _merge_classes(base: Statement, ours: Statement, theirs: Statement, merging: _Merging) -> _Part:
    """Merge the head of a class, and its body by name."""
    heads, bodies = zip(*map(read_class, (base, ours, theirs)), strict=True)
    head = _merge_text(heads, merging)
    sides = (bodies[0], bodies[1], bodies[2])
    parts = _merge_statements(sides, merging)
    order = order_keys(parts, *sides[1:])
    if not order:
        raise NotComparableError
    return _Part(
        head.text + "".join(parts[key].text for key in order),
        head.clean + "".join(parts[key].clean for key in order),
    )


def _merge_imports(
    base: Statement | None, ours: Statement | None, theirs: Statement | None
) -> _Part | None:
    """Merge the names that are imported from one module: what each side added and removed."""
    was, mine, new = (dict.fromkeys(imported_names(each)) for each in (base, ours, theirs))
    names = [name for name in new if name in mine or name not in was]
    names += [name for name in mine if name not in was and name not in new]
    return _imports(names, theirs, ours)


def _imports(names: Sequence[tuple[str, str | None]], *likes: Statement | None) -> _Part | None:
    there = [like for like in likes if like]
    for like in there:
        if set(names) == set(imported_names(like)):
            return _whole(like)
    if not names:
        return None
    text = write_import(there[0], names)
    return _Part(text, text)


def _with_needed(parts: dict[Key, _Part], sides: _Sides) -> dict[Key, _Part]:
    """Return the statements with those of yours that they need, though the template dropped them.

    A function that you edited may use an import that the template no longer needs there.
    """
    mine = bound_names(sides[1])
    while True:
        clean = "".join(parts[key].clean for key in order_keys(parts, *sides[1:]))
        needed = {mine[name].key: name for name in _missing(clean, sides) if name in mine}
        found = ((k, _needed(mine[name], name, parts.get(k))) for k, name in needed.items())
        added = {key: part for key, part in found if part and part != parts.get(key)}
        if not added:
            return parts
        parts = {**parts, **added}


def _needed(statement: Statement, name: str, part: _Part | None) -> _Part | None:
    """Return a statement of yours, of an import only the name that is needed."""
    names = imported_names(statement)
    if not names:
        return _whole(statement)
    present = imported_names(read_module(part.clean)[0]) if part else []
    wanted = [pair for pair in names if (pair[1] or pair[0]) == name]
    return _imports([*present, *wanted], statement)


def _missing(clean: str, sides: _Sides) -> list[str]:
    """Return the names that a result uses and does not define, but one side does."""
    known = bound_names(sides[1]).keys() | bound_names(sides[2]).keys()
    free = used_names(clean) - bound_names(read_module(clean)).keys()
    return sorted(free & known)


def _too_early(clean: str, sides: _Sides) -> set[str]:
    """Return the names that a result uses above their definition, but neither side does."""
    result, ours, theirs = (
        needed_too_early(each.node for each in side if each.node)
        for side in (read_module(clean), *sides[1:])
    )
    return result - ours - theirs
