"""What a new version changes in a document, decided against what its owner changed."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from scaffold.merge.changes import MISSING, Change, Conflict, Difference, show_value
from scaffold.merge.values import (
    Place,
    Step,
    Value,
    holds_names,
    is_sequence_of_words,
    same,
    steps,
)

Held = Mapping[Step, Value]


def differences(base: Value, ours: Value, theirs: Value, place: Place = ()) -> Iterator[Difference]:
    """Yield what turns `ours` into the merge of the three, and what only its owner can decide.

    Args:
        base: What the template had there; MISSING where it had nothing.
        ours: What the owner has.
        theirs: What the template has now.
        place: Where the three values stand.
    """
    if same(ours, theirs) or same(base, theirs):
        return
    untouched = same(base, ours)
    if untouched and place and not theirs and isinstance(theirs, dict | list):
        yield _replace(place, theirs)
    elif isinstance(ours, dict) and isinstance(theirs, dict):
        yield from _in_mapping(base if isinstance(base, dict) else {}, ours, theirs, place)
    elif (
        isinstance(ours, list)
        and isinstance(theirs, list)
        and not any(is_sequence_of_words(side, place) for side in (base, ours, theirs))
    ):
        yield from _in_list(base if isinstance(base, list) else [], ours, theirs, place)
    elif untouched and place:
        yield _replace(place, theirs)
    else:
        yield Conflict(place, ours, theirs)


def _replace(place: Place, value: Value) -> Change:
    return Change(place[:-1], place[-1], "replace", value)


def _in_mapping(base: Held, ours: Held, theirs: Held, place: Place) -> Iterator[Difference]:
    yield from _kept(base, ours, theirs, place)
    order = tuple(theirs)
    for key, value in theirs.items():
        if key not in base and key not in ours:
            yield Change(place, key, "add", value, order)
    # Last, because what loses its only entry before it gets another cannot be written.
    for key in base:
        if key not in theirs:
            yield from _dropped(base, ours, key, place)


def _kept(base: Held, ours: Held, theirs: Held, place: Place) -> Iterator[Difference]:
    """Yield the differences of what the template has and the owner has, or had."""
    for step, value in theirs.items():
        if step in ours:
            yield from differences(base.get(step, MISSING), ours[step], value, (*place, step))
        elif step in base and not same(base[step], value):
            yield Conflict((*place, step), MISSING, value)


def _dropped(base: Held, ours: Held, step: Step, place: Place) -> Iterator[Difference]:
    """Yield the difference for something that the template no longer has."""
    if step in ours:
        if same(base[step], ours[step]):
            yield Change(place, step, "remove")
        else:
            yield Conflict((*place, step), ours[step], MISSING)


def _in_list(
    base: list[Value], ours: list[Value], theirs: list[Value], place: Place
) -> Iterator[Difference]:
    old, mine, new = (_by_step(side, place) for side in (base, ours, theirs))
    if _order(old, new) != _order(new, old):
        if same(base, ours) and place:
            yield _replace(place, theirs)
            return
        if _order(mine, new) != _order(new, mine):
            yield Conflict(place, reason="keeps its order; the template has another")
    yield from _kept(old, mine, new, place)
    dropped: list[Step] = []
    matcher = SequenceMatcher(None, list(old), list(new), autojunk=False)
    for _, start, end, new_start, new_end in matcher.get_opcodes():
        gone = [step for step in list(old)[start:end] if step not in new]
        come = [step for step in list(new)[new_start:new_end] if step not in old]
        if gone and come and not holds_names(place) and _decided(old, mine, gone):
            if any(step not in mine for step in come):
                yield _not_swapped(
                    place, [old[step] for step in gone], [new[step] for step in come]
                )
            continue
        for step in come:
            if step not in mine:
                yield Change(place, step, "add", new[step], tuple(new))
        dropped.extend(gone)
    # From the end, because the first of two with one name cannot go without renaming the second.
    for step in reversed(dropped):
        yield from _dropped(old, mine, step, place)


def _by_step(values: list[Value], place: Place) -> Held:
    return dict(zip(steps(values, place), values, strict=True))


def _order(one: Held, other: Held) -> list[Step]:
    """Return the steps that both have, in the order of the first."""
    return [step for step in one if step in other]


def _decided(old: Held, mine: Held, gone: Sequence[Step]) -> bool:
    """Tell whether the owner removed or edited some of what the template swaps for another."""
    return any(step not in mine or not same(old[step], mine[step]) for step in gone)


def _not_swapped(place: Place, gone: list[Value], come: list[Value]) -> Conflict:
    shown, wanted = (", ".join(map(show_value, values)) for values in (gone, come))
    return Conflict(place, reason=f"the template has {wanted} in place of {shown}")
