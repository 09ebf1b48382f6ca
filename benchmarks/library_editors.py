"""Make the changes of a merge with a library, behind the interface of the package's editors."""

from collections.abc import Callable, Iterable

from scaffold.merge.changes import Change
from scaffold.merge.editor import CannotEditError, _lost_comments
from scaffold.merge.expected import expect
from scaffold.merge.form import Format, UnreadableError
from scaffold.merge.values import Place, same

Write = Callable[[Format, str, str, list[Change], frozenset[str]], str]
Make = Callable[[Format, str, str, Iterable[Change], frozenset[str]], tuple[str, set[Place]]]


def make_with(write: Write) -> Make:
    """Return a function that makes changes in one write each, or in halves if the result differs.

    Args:
        write: Returns the user's text with all of some changes.
    """

    def make(
        form: Format, ours: str, theirs: str, changes: Iterable[Change], known: frozenset[str]
    ) -> tuple[str, set[Place]]:
        text, unmade, waiting = ours, set[Place](), list(changes)
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
    write: Write, form: Format, ours: str, theirs: str, changes: list[Change], known: frozenset[str]
) -> str | None:
    """Return a text with changes; None where it does not contain them or loses your comments."""
    try:
        text = write(form, ours, theirs, changes, known)
        right = same(form.load(text), expect(form.load(ours), changes))
    except (CannotEditError, UnreadableError, LookupError, ValueError, TypeError, AttributeError):
        return None
    return text if right and not _lost_comments(ours, text, known) else None
