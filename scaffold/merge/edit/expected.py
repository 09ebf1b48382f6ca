"""The content of a document after edits, and the positions of additions in a container."""

from collections.abc import Iterable, Sequence

from scaffold.merge.edit.editor import CannotEditError
from scaffold.merge.structure.decisions import Edit
from scaffold.merge.structure.values import DocPath, Step, Value, held_by


def expect(data: Value, edits: Iterable[Edit], place: DocPath = ()) -> Value:
    """Return the data at a place after edits of it and of its parts.

    Raises:
        CannotEditError: An item of a list would get another identity, so that further edits could
            not find it or would find another.
    """
    held = held_by(data, place)
    here: list[Edit] = []
    inside: dict[Step, list[Edit]] = {}
    for edit in edits:
        if len(edit.parent) == len(place):
            here.append(edit)
        else:
            inside.setdefault(edit.parent[len(place)], []).append(edit)
    for step, further in inside.items():
        held[step] = expect(held[step], further, (*place, step))
    held.update({edit.step: edit.value for edit in here if edit.action == "replace"})
    held = _with_additions(held, [edit for edit in here if edit.action == "add"])
    if isinstance(data, list) and held_by([*held.values()], place).keys() != held.keys():
        raise CannotEditError
    for edit in here:
        if edit.action == "remove":
            del held[edit.step]
    return [*held.values()] if isinstance(data, list) else held


def _with_additions(held: dict[Step, Value], edits: Sequence[Edit]) -> dict[Step, Value]:
    added = anchors(list(held), edits)
    items: list[tuple[Step, Value]] = []
    for number, item in enumerate([*held.items(), None]):
        items.extend((edit.step, edit.value) for edit in added.get(number, ()))
        items.extend([item] if item else [])
    return dict(items)


def anchors(
    present: Sequence[Step], edits: Sequence[Edit], least: int = 0
) -> dict[int, list[Edit]]:
    """Return the additions to a container by the number of the step that they go before.

    Each goes behind what it follows in the template; where that is nothing, before what follows
    it there, or at the end. So `b`, `d` and `e` go into `a`, `c` of `a b c d e` as 1: `b` and
    2: `d`, `e`.

    Args:
        present: The steps of the user's container, in order.
        edits: The additions, all with the same neighbors.
        least: The first number that anything can go before.
    """
    numbers = {step: number for number, step in enumerate(present)}
    wanted = {edit.step: edit for edit in edits}
    found: dict[int, list[Edit]] = {}
    first: list[Edit] = []
    end = len(present)
    at = None
    for step in edits[0].neighbours if edits else ():
        if step in wanted:
            (first if at is None else found.setdefault(at, [])).append(wanted[step])
        elif step in numbers:
            end = max(numbers[step], least) if at is None else end
            at = numbers[step] + 1
    return {end: [*found.pop(end, ()), *first], **found} if first else found
