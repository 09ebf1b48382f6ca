"""Make the changes of a merge with a library, behind the interface of the package's editors."""

from collections.abc import Callable, Iterable

from scaffold.merge.edit.editor import CannotEditError, _lost_comments
from scaffold.merge.edit.expected import expect
from scaffold.merge.edit.form import Format, UnreadableError
from scaffold.merge.structure.decisions import Edit
from scaffold.merge.structure.values import DocPath, same

Write = Callable[[Format, str, str, list[Edit], frozenset[str]], str]
Make = Callable[[Format, str, str, Iterable[Edit], frozenset[str]], tuple[str, set[DocPath]]]


def make_with(write: Write) -> Make:
    """Return a function that makes changes in one write each, or in halves if the result differs.

    Args:
        write: Returns the user's text with all of some changes.
    """

    def make(
        form: Format, ours: str, theirs: str, edits: Iterable[Edit], known: frozenset[str]
    ) -> tuple[str, set[DocPath]]:
        text, unmade, waiting = ours, set[DocPath](), list(edits)
        size = len(waiting)
        while waiting:
            batch = waiting[:size]
            after = attempt(write, form, text, theirs, batch, known)
            if after is None and len(batch) > 1:
                size = len(batch) // 2
                continue
            if after is None:
                unmade.add(batch[0].place)
            else:
                text, size = after, 2 * size
            del waiting[: len(batch)]
        return text, unmade

    return make


def attempt(
    write: Write, form: Format, ours: str, theirs: str, edits: list[Edit], known: frozenset[str]
) -> str | None:
    """Return a text with changes; None where it does not contain them or loses your comments."""
    try:
        text = write(form, ours, theirs, edits, known)
        right = same(form.load(text), expect(form.load(ours), edits))
    except (CannotEditError, UnreadableError, LookupError, ValueError, TypeError, AttributeError):
        return None
    return text if right and not _lost_comments(ours, text, known) else None
