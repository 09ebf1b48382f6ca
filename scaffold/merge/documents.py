"""Merge documents by their content, and keep their layout."""

from collections import Counter
from collections.abc import Callable, Sequence

from scaffold.merge.edit.apply_edits import patch
from scaffold.merge.edit.form import Format, UnreadableError
from scaffold.merge.structure.decisions import MISSING, Conflict, Edit
from scaffold.merge.structure.differences import differences
from scaffold.merge.structure.ties import find_ties
from scaffold.merge.structure.values import DocPath, Value, freeze, repeated
from scaffold.merge.text.merge_lines import merge_lines

Outcome = tuple[str, Sequence[str]]


def merge_documents(form: Format, base: str, ours: str, theirs: str) -> Outcome:
    """Merge three versions of a document.

    Where the lines merge without conflict into a document, that is the result: nothing keeps
    comments and layout better. Where they do not, the template's changes are made one by one:
    to the lines merged as far as possible if the resulting content is the same, otherwise to the
    user's text.

    Returns:
        The text, and a line for each difference that you must decide. The text is a
        document of the format if the user's was.
    """
    try:
        our_data = form.load(ours)
    except UnreadableError as error:
        return ours, [f"your version was kept: cannot parse your file: {error}"]
    try:
        base_data, their_data = form.load(base), form.load(theirs)
    except UnreadableError as error:
        return ours, [f"your version was kept: cannot parse the template version: {error}"]
    lines = merge_lines(base.encode(), ours.encode(), theirs.encode(), ours_name="", theirs_name="")
    merged = lines.ours_first.decode()
    wanted = list(differences(base_data, our_data, their_data))
    is_sound = not lines.conflicts and _is_sound(form, merged, our_data, their_data)
    # A merge of lines does not see that you removed an entry that the template moved elsewhere.
    if is_sound and not any(tie.is_refused for tie in find_ties(wanted)):
        return merged, []
    from_ours = patch(form, ours, theirs, wanted, base)
    if _is_readable(form, merged):
        found = differences(base_data, form.load(merged), their_data)
        from_lines = patch(form, merged, theirs, found, base)
        if _is_as_good(form, from_lines, from_ours):
            return from_lines[0], _shown(from_lines[1])
    return from_ours[0], _shown(from_ours[1])


def unite_documents(
    form: Format, ours: str, theirs: str, wanted: Callable[[DocPath], bool] | None = None
) -> Outcome:
    """Add the entries of the template's document that the user's lacks.

    Args:
        form: The format of both.
        ours: The document of the user.
        theirs: The document of the template.
        wanted: Whether anything may be added at a place; None adds everywhere.

    Returns:
        The text, and a line for each thing that could not be added. Where both have a value, the
        user's stays and is not reported: the template did not change it.
    """
    try:
        our_data, their_data = form.load(ours), form.load(theirs)
    except UnreadableError as error:
        return ours, [f"your version was kept: {error}"]
    additions = [
        difference
        for difference in differences(MISSING, our_data, their_data)
        if isinstance(difference, Edit)
        and difference.action == "add"
        and not _contradicts(our_data, difference)
        and (wanted is None or wanted(difference.place))
    ]
    text, conflicts = patch(form, ours, theirs, additions)
    return text, _shown(conflicts)


def _is_as_good(
    form: Format, one: tuple[str, list[Conflict]], other: tuple[str, list[Conflict]]
) -> bool:
    """Return whether a text contains the same as another, with no more conflicts."""
    return _alike(form.load(one[0]), form.load(other[0])) and len(one[1]) <= len(other[1])


def _contradicts(our_data: Value, edit: Edit) -> bool:
    """Return whether an edit adds a field to `[project]` that is also listed as dynamic."""
    match edit.place, our_data:
        case ("project", "dynamic", *_), {"project": {**fields}}:
            computed = edit.value if isinstance(edit.value, list) else [edit.value]
            return any(field in computed for field in fields)
        case ("project", field), {"project": {"dynamic": list(computed)}}:
            return field in computed
    return False


def _shown(conflicts: Sequence[Conflict]) -> list[str]:
    return list(dict.fromkeys(map(str, conflicts)))


def _is_readable(form: Format, text: str) -> bool:
    try:
        form.load(text)
    except UnreadableError:
        return False
    return True


def _is_sound(form: Format, text: str, our_data: Value, their_data: Value) -> bool:
    """Return whether a text is a document in which no list got a duplicate by the merge."""
    if not _is_readable(form, text):
        return False
    known = {*repeated(our_data), *repeated(their_data)}
    return all(place in known for place in repeated(form.load(text)))


def _alike(one: Value, other: Value) -> bool:
    """Return whether two documents are equal, apart from the order of their lists."""
    return bool(_unordered(one) == _unordered(other))


def _unordered(value: Value) -> Value:
    if isinstance(value, dict):
        return frozenset((key, _unordered(held)) for key, held in value.items())
    if isinstance(value, list):
        return "list", frozenset(Counter(map(_unordered, value)).items())
    return freeze(value)
