"""Remove old declarations from files that contain more than those. Pure."""

import ast
from collections.abc import Collection, Iterator, Sequence

from scaffold.adoption.dependencies.setup_script import find_setup
from scaffold.files.parsing import parse_or, parse_python
from scaffold.merge.edit.apply_edits import patch
from scaffold.merge.edit.form import Format, UnreadableError
from scaffold.merge.formats.registry import format_of
from scaffold.merge.structure.decisions import Conflict, Edit
from scaffold.merge.structure.shown import show_place
from scaffold.merge.structure.values import DocPath, Held, Value, held_by


def remove_places(path: str, text: str, places: Sequence[Sequence[str]]) -> tuple[str, list[str]]:
    """Remove entries of a document; those that are not there are skipped.

    Args:
        path: The path of the file, whose name says its format.
        text: Its text.
        places: Keys from the top to each entry; the last one can be an item of a list.

    Returns:
        The text, and what could not be removed.
    """
    form = format_of(path)
    if form is None:
        return text, ["its format is not known"]
    kept: list[str] = []
    try:
        for place in places:
            found = _find(form.load(text), place)
            if found:
                text, conflicts = _remove(form, text, found)
                kept += [f"`{show_place(each.place)}` cannot be removed" for each in conflicts]
    except UnreadableError as error:
        kept.append(f"it cannot be read: {error}")
    return text, kept


def _remove(form: Format, text: str, place: DocPath) -> tuple[str, list[Conflict]]:
    """Remove an entry.

    A table that the names of its entries alone make, as `[tool.a.b]` makes `tool.a`, goes with
    the last of them.
    """
    edit = Edit(place[:-1], place[-1], "remove")
    made, conflicts = patch(form, text, "", [edit], base=text)
    outer = place[:-1]
    is_alone = len(Held(form.load(text)).at(outer)) == 1
    return _remove(form, text, outer) if conflicts and outer and is_alone else (made, conflicts)


def _find(data: Value, place: Sequence[str]) -> DocPath | None:
    """Return the place of an entry; None if it is not there."""
    found: DocPath = ()
    for key in place:
        if not isinstance(data, dict | list):
            return None
        inside = held_by(data, found)
        if isinstance(data, list):
            step = next((step for step, value in inside.items() if value == key), None)
        else:
            step = key if key in inside else None
        if step is None:
            return None
        found, data = (*found, step), inside[step]
    return found


def remove_arguments(text: str, names: Collection[str]) -> str:
    """Remove arguments from the call of `setup()`, with the comments on their lines."""
    module = parse_or(text, parse_python, None)
    call = find_setup(module) if module else None
    if call is None:
        return text
    lines = text.encode().splitlines(keepends=True)  # Columns count bytes.
    for start, end in sorted(_spans(call, names), reverse=True):
        before, after = lines[start[0]][: start[1]], lines[end[0]][end[1] :]
        rest = after.lstrip(b" \t,") if after.lstrip(b" \t")[:1] == b"," else after
        is_kept = before.strip() or rest.strip()[:1] not in {b"", b"#"}
        lines[start[0] : end[0] + 1] = [before + rest] if is_kept else []
    return b"".join(lines).decode()


def _spans(
    call: ast.Call, names: Collection[str]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield first and last line and column of the arguments, in bytes."""
    for word in call.keywords:
        if word.arg in names:
            end = (word.end_lineno or word.lineno, word.end_col_offset or 0)
            yield (word.lineno - 1, word.col_offset), (end[0] - 1, end[1])
