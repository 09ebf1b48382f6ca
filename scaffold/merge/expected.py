"""What a document holds once changes are made to it, and where in a container additions go."""

from collections.abc import Iterable, Sequence

from scaffold.merge.changes import Change
from scaffold.merge.editor import CannotEditError
from scaffold.merge.values import Place, Step, Value, held_by


def expect(data: Value, changes: Iterable[Change], place: Place = ()) -> Value:
    """Return the data at a place with changes made to it and to what it holds.

    Raises:
        CannotEditError: An item of a list would be called otherwise than before, so that further
            changes could not find it or would find another.
    """
    held = held_by(data, place)
    here: list[Change] = []
    inside: dict[Step, list[Change]] = {}
    for change in changes:
        if len(change.parent) == len(place):
            here.append(change)
        else:
            inside.setdefault(change.parent[len(place)], []).append(change)
    for step, further in inside.items():
        held[step] = expect(held[step], further, (*place, step))
    held.update({change.step: change.value for change in here if change.action == "replace"})
    held = _with_additions(held, [change for change in here if change.action == "add"])
    if isinstance(data, list) and held_by([*held.values()], place).keys() != held.keys():
        raise CannotEditError
    for change in here:
        if change.action == "remove":
            del held[change.step]
    return [*held.values()] if isinstance(data, list) else held


def _with_additions(held: dict[Step, Value], changes: Sequence[Change]) -> dict[Step, Value]:
    added = anchors(list(held), changes)
    items: list[tuple[Step, Value]] = []
    for number, item in enumerate([*held.items(), None]):
        items.extend((change.step, change.value) for change in added.get(number, ()))
        items.extend([item] if item else [])
    return dict(items)


def anchors(
    present: Sequence[Step], changes: Sequence[Change], least: int = 0
) -> dict[int, list[Change]]:
    """Return the additions to a container by the number of the step that they go before.

    Each goes behind what it follows in the template; where that is nothing, before what follows
    it there, or at the end. So `b`, `d` and `e` go into `a`, `c` of `a b c d e` as 1: `b` and
    2: `d`, `e`.

    Args:
        present: The steps of the user's container, in order.
        changes: The additions, all with the same neighbors.
        least: The first number that anything can go before.
    """
    numbers = {step: number for number, step in enumerate(present)}
    wanted = {change.step: change for change in changes}
    found: dict[int, list[Change]] = {}
    first: list[Change] = []
    end = len(present)
    at = None
    for step in changes[0].neighbours if changes else ():
        if step in wanted:
            (first if at is None else found.setdefault(at, [])).append(wanted[step])
        elif step in numbers:
            end = max(numbers[step], least) if at is None else end
            at = numbers[step] + 1
    return {end: [*found.pop(end, ()), *first], **found} if first else found
