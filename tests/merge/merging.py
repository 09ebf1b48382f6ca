"""Merge texts as the tests write them."""

from collections.abc import Iterable, Sequence

from scaffold.merge import Merged, merge_file, unite_file
from scaffold.merge.edit.apply_edits import patch
from scaffold.merge.edit.editor import Planned
from scaffold.merge.edit.form import Format
from scaffold.merge.formats.registry import format_of
from scaffold.merge.structure.decisions import Edit
from scaffold.merge.structure.differences import differences

OURS_NAME, THEIRS_NAME = "yours", "template 0.2.0"


def merge(path: str, base: str, ours: str, theirs: str) -> tuple[str, tuple[str, ...]]:
    """Merge three texts; return the text and the conflicts."""
    merged = merge_bytes(path, base.encode(), ours.encode(), theirs.encode())
    return merged.content.decode(), merged.conflicts


def merge_bytes(path: str, base: bytes, ours: bytes, theirs: bytes) -> Merged:
    """Merge three contents."""
    return merge_file(path, base, ours, theirs, ours_name=OURS_NAME, theirs_name=THEIRS_NAME)


def unite(path: str, ours: str, theirs: str) -> tuple[str, tuple[str, ...]]:
    """Unite two texts of a known format; return the text and the conflicts."""
    united = unite_file(path, ours.encode(), theirs.encode())
    assert united is not None
    return united.content.decode(), united.conflicts


def edit(path: str, base: str, ours: str, theirs: str) -> tuple[str, tuple[str, ...]]:
    """Make the template's changes in the owner's text one by one, with no merge of lines before."""
    form = format_of(path)
    assert form
    old, mine, new = (form.load(text) for text in (base, ours, theirs))
    text, conflicts = patch(form, ours, theirs, differences(old, mine, new), base)
    return text, tuple(map(str, conflicts))


class Counting:
    """A format that counts how often edits are planned."""

    def __init__(self, form: Format) -> None:
        self._form = form
        self.load, self.leaves = form.load, form.leaves
        self.rounds = 0

    def plan(
        self, ours: str, theirs: str, edits: Sequence[Edit], known: frozenset[str]
    ) -> Iterable[Planned]:
        """Plan edits as the format does."""
        self.rounds += 1
        return self._form.plan(ours, theirs, edits, known)


def rounds(path: str, base: str, ours: str, theirs: str) -> int:
    """Return how often edits had to be planned until all were made."""
    form = format_of(path)
    assert form
    counting = Counting(form)
    old, mine, new = (form.load(text) for text in (base, ours, theirs))
    patch(counting, ours, theirs, differences(old, mine, new), base)
    return counting.rounds
