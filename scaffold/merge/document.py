"""Merge documents by what they hold, and keep the way they are written."""

from collections.abc import Callable, Sequence

from scaffold.merge.changes import MISSING, Change, Conflict
from scaffold.merge.differences import differences
from scaffold.merge.form import Format, UnreadableError
from scaffold.merge.patch import patch
from scaffold.merge.text import merge_lines
from scaffold.merge.ties import find_ties
from scaffold.merge.values import Place, Value, freeze, repeated

Outcome = tuple[str, Sequence[str]]


def merge_documents(form: Format, base: str, ours: str, theirs: str) -> Outcome:
    """Merge three versions of a document.

    Where the lines merge without conflict into a document, that is the result: nothing keeps
    comments and layout better. Where they do not, the template's changes are made one by one:
    to the lines merged as far as they go, if what they hold comes out the same, or else to the
    user's text as it is.

    Returns:
        The text, and a line for each difference that its owner must decide. The text is a
        document of the format if the user's was.
    """
    try:
        mine = form.load(ours)
    except UnreadableError as error:
        return ours, [f"your version was kept: cannot parse your file: {error}"]
    try:
        old, new = form.load(base), form.load(theirs)
    except UnreadableError as error:
        return ours, [f"your version was kept: cannot parse the template version: {error}"]
    lines = merge_lines(base.encode(), ours.encode(), theirs.encode(), ours_name="", theirs_name="")
    merged = lines.ours_first.decode()
    wanted = list(differences(old, mine, new))
    is_sound = not lines.conflicts and _is_sound(form, merged, mine, new)
    # Lines know nothing of a thing that you removed here and the template moved elsewhere.
    if is_sound and not any(tie.is_refused for tie in find_ties(wanted)):
        return merged, []
    careful = patch(form, ours, theirs, wanted, base)
    if _is_readable(form, merged):
        found = differences(old, form.load(merged), new)
        bold = patch(form, merged, theirs, found, base)
        if _alike(form.load(bold[0]), form.load(careful[0])) and len(bold[1]) <= len(careful[1]):
            return bold[0], _shown(bold[1])
    return careful[0], _shown(careful[1])


def unite_documents(
    form: Format, ours: str, theirs: str, wanted: Callable[[Place], bool] | None = None
) -> Outcome:
    """Add to a document what the template's has and it lacks.

    Args:
        form: The format of both.
        ours: The document of the user.
        theirs: The document of the template.
        wanted: Tells of a place whether anything may be added there; None adds everywhere.

    Returns:
        The text, and a line for each thing that could not be added. Where both have a value, the
        user's stays and is not mentioned: nobody has changed it.
    """
    try:
        mine, new = form.load(ours), form.load(theirs)
    except UnreadableError as error:
        return ours, [f"your version was kept: {error}"]
    additions = [
        difference
        for difference in differences(MISSING, mine, new)
        if isinstance(difference, Change)
        and difference.action == "add"
        and not _contradicts(mine, difference)
        and (wanted is None or wanted(difference.place))
    ]
    text, conflicts = patch(form, ours, theirs, additions)
    return text, _shown(conflicts)


def _contradicts(mine: Value, change: Change) -> bool:
    """Tell whether a change gives a `[project]` a field that is also said to be computed."""
    if change.place[:1] != ("project",) or not isinstance(mine, dict):
        return False
    project = mine.get("project", {})
    field = change.step
    if change.parent == ("project",) and field != "dynamic":
        return field in project.get("dynamic", [])
    computed = change.value if field == "dynamic" else [change.value]
    return "dynamic" in change.place and any(name in project for name in computed)


def _shown(conflicts: Sequence[Conflict]) -> list[str]:
    return list(dict.fromkeys(map(str, conflicts)))


def _is_readable(form: Format, text: str) -> bool:
    try:
        form.load(text)
    except UnreadableError:
        return False
    return True


def _is_sound(form: Format, text: str, mine: Value, new: Value) -> bool:
    """Tell whether a text is a document, and no list in it names a thing twice by being merged."""
    if not _is_readable(form, text):
        return False
    known = {*repeated(mine), *repeated(new)}
    return all(place in known for place in repeated(form.load(text)))


def _alike(one: Value, other: Value) -> bool:
    """Tell whether two documents hold the same, whatever the order of their lists."""
    return bool(_unordered(one) == _unordered(other))


def _unordered(value: Value) -> Value:
    if isinstance(value, dict):
        return frozenset((key, _unordered(held)) for key, held in value.items())
    if isinstance(value, list):
        return tuple(sorted((_unordered(held) for held in value), key=repr))
    return freeze(value)
