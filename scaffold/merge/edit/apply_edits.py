"""Apply differences to the text of a document, and check each with the format's parser."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from scaffold.merge.edit.batches import make
from scaffold.merge.edit.form import Format
from scaffold.merge.structure.decisions import Conflict, Difference, Edit
from scaffold.merge.structure.shown import show_value
from scaffold.merge.structure.ties import Tie, describe, find_ties
from scaffold.merge.structure.values import DocPath, Held


def patch(
    form: Format, ours: str, theirs: str, wanted: Iterable[Difference], base: str = ""
) -> tuple[str, list[Conflict]]:
    """Make edits in the user's text.

    An edit after which the parser does not return exactly the expected document is not made, and
    becomes a conflict. So the text can be parsed after each edit if it could be before.
    Replacements and moves are made whole or not at all.
    """
    differences = list(wanted)
    ties = find_ties(differences)
    tie_of = {number: tie for tie in ties for number in tie.members}
    refused = {tie: True for tie in ties if tie.is_refused}
    known = frozenset(line.strip() for line in base.splitlines())
    while True:
        edits = [
            difference
            for number, difference in enumerate(differences)
            if isinstance(difference, Edit) and tie_of.get(number) not in refused
        ]
        text, unmade = make(form, ours, theirs, edits, known)
        broken = [tie for number, tie in tie_of.items() if differences[number].place in unmade]
        broken = [tie for tie in broken if tie not in refused]
        if not broken:
            before = Held(form.load(ours))
            return text, list(_conflicts(before, differences, tie_of, refused, unmade))
        # Their applied parts are undone by starting again without them.
        refused.update(dict.fromkeys(broken, False))


def _conflicts(
    before: Held,
    differences: Sequence[Difference],
    tie_of: Mapping[int, Tie],
    refused: Mapping[Tie, bool],
    unmade: Collection[DocPath],
) -> Iterator[Conflict]:
    """Yield the conflicts, in order; a replacement or a move is one."""
    told: set[Tie] = set()
    for number, difference in enumerate(differences):
        tie = tie_of.get(number)
        if tie and tie in refused:
            if tie not in told:
                told.add(tie)
                parts = [differences[member] for member in sorted(tie.members)]
                yield describe(parts, fits=refused[tie])
        elif isinstance(difference, Conflict):
            yield difference
        elif isinstance(difference, Edit) and difference.place in unmade:
            yield _unmade(before, difference)


def _unmade(before: Held, edit: Edit) -> Conflict:
    """Return the conflict for an edit that cannot be made."""
    if edit.action == "add":
        added = show_value(edit.value)
        reason = f"cannot add {added}: the file uses a different structure"
        return Conflict(edit.place, reason=reason)
    return Conflict(edit.place, before.at(edit.parent)[edit.step], edit.value)
