"""Make many edits in a text at once, and find those that cannot be made."""

from bisect import bisect
from collections.abc import Collection, Iterable, Iterator

from scaffold.merge.edit.editor import CannotEditError, Planned, write
from scaffold.merge.edit.expected import expect
from scaffold.merge.edit.form import Format, UnreadableError
from scaffold.merge.structure.decisions import Edit
from scaffold.merge.structure.values import DocPath, same


def make(
    form: Format, ours: str, theirs: str, edits: Iterable[Edit], known: frozenset[str]
) -> tuple[str, set[DocPath]]:
    """Make edits in the user's text as if one after the other.

    All edits that do not touch each other are made at once, and the text is parsed once for all
    of them. Of neighbors that are all removed, every second one is, so few rounds are left. If
    the parser does not return the expected document, half of the edits are tried.

    Returns:
        The text, and the places of the edits that cannot be made.
    """
    text, waiting, unmade = ours, {edit.place: edit for edit in edits}, set[DocPath]()
    size = len(waiting)
    while waiting:
        tried = list(waiting.values())[:size]
        planned = list(_apart(form.plan(text, theirs, tried, known)))
        batch = [edit for each in planned for edit in each.edits]
        after = write(text, [each.text_edit for each in planned])
        if batch and _is_as_wanted(form, text, after, batch):
            text, size = after, 2 * size
        elif len(batch) <= 1:
            batch = batch or tried
            unmade.update(edit.place for edit in batch)
        else:
            batch, size = [], len(batch) // 2
        for edit in batch:
            del waiting[edit.place]
    return text, unmade


def _is_as_wanted(form: Format, before: str, after: str, edits: Collection[Edit]) -> bool:
    try:
        return same(form.load(after), expect(form.load(before), edits))
    except (CannotEditError, LookupError, UnreadableError):
        return False


def _apart(planned: Iterable[Planned]) -> Iterator[Planned]:
    """Yield the edits that can be made at once; the rest waits until they are made."""
    seen, waiting = Spans(), set[DocPath]()
    for each in planned:
        parent, reach = each.edits[0].parent, each.text_edit.reach
        # Nothing is removed from a container before everything is added, or it may be empty
        # in the meantime; and the first of two of one name would rename the second.
        if parent in waiting or seen.meet(reach):
            waiting.add(parent)
        else:
            yield each
        seen.add(reach)


class Spans:
    """Parts of a text. Two that only touch do not meet."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    def meet(self, span: tuple[int, int]) -> bool:
        """Return whether any of the parts overlaps another one."""
        first, behind = self._overlapping(span)
        return first < behind

    def add(self, span: tuple[int, int]) -> None:
        """Add a part; those that overlap become one, so that all are apart and sorted."""
        first, behind = self._overlapping(span)
        edges = [span, *self._spans[first:behind]]
        joined = min(start for start, _ in edges), max(end for _, end in edges)
        self._spans[first:behind] = [joined]

    def _overlapping(self, span: tuple[int, int]) -> tuple[int, int]:
        first = behind = bisect(self._spans, span)
        # All parts are apart, so only the nearest one above can reach into this one.
        if first and self._spans[first - 1][1] > span[0]:
            first -= 1
        while behind < len(self._spans) and self._spans[behind][0] < span[1]:
            behind += 1
        return first, behind
