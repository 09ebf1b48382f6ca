"""The differences of a new version of a document: edits, and conflicts with your changes."""

from collections.abc import Hashable, Iterator, Mapping

from scaffold.merge.structure.decisions import MISSING, Conflict, Difference, Edit, Settled
from scaffold.merge.structure.values import (
    DocPath,
    Step,
    Value,
    held_by,
    holds_requirements,
    is_sequence_of_words,
    same,
)
from scaffold.merge.text.myers import changed_runs

Held = Mapping[Step, Value]


def differences(
    base: Value, ours: Value, theirs: Value, place: DocPath = ()
) -> Iterator[Difference]:
    """Yield the edits that turn `ours` into the merge of the three, and the conflicts.

    Args:
        base: What the template had there; MISSING where it had nothing.
        ours: What the user has.
        theirs: What the template has now.
        place: The place of the three values.
    """
    agreed = same(ours, theirs)
    if same(base, theirs) or (agreed and not isinstance(base, dict | list)):
        return
    untouched = same(base, ours)
    if untouched and place and not theirs and isinstance(theirs, dict | list):
        yield _replace(place, base, theirs)
    elif isinstance(ours, dict) and isinstance(theirs, dict):
        yield from _in_mapping(base if isinstance(base, dict) else {}, ours, theirs, place)
    elif (
        isinstance(ours, list)
        and isinstance(theirs, list)
        and not any(is_sequence_of_words(side, place) for side in (base, ours, theirs))
    ):
        yield from _in_list(base if isinstance(base, list) else [], ours, theirs, place)
    elif untouched and place:
        yield _replace(place, base, theirs)
    elif not agreed:
        yield Conflict(place, ours, theirs, base=base)


def _replace(place: DocPath, base: Value, value: Value) -> Edit:
    return Edit(place[:-1], place[-1], "replace", value, base=base)


def _in_mapping(base: Held, ours: Held, theirs: Held, place: DocPath) -> Iterator[Difference]:
    yield from _kept(base, ours, theirs, place)
    swaps = {} if holds_requirements(place) else _swaps(base, theirs, place)
    order = tuple(theirs)
    for key, value in theirs.items():
        if key not in base and key not in ours:
            yield Edit(place, key, "add", value, order, swap=swaps.get(key))
    # Removals are last: a container that loses its only entry first could not be written.
    for key in base:
        if key not in theirs:
            yield _dropped(base, ours, key, place, swaps.get(key))


def _kept(base: Held, ours: Held, theirs: Held, place: DocPath) -> Iterator[Difference]:
    """Yield the differences of what the template has and the user has, or had."""
    for step, value in theirs.items():
        if step in ours:
            yield from differences(base.get(step, MISSING), ours[step], value, (*place, step))
        elif step in base and not same(base[step], value):
            yield Conflict((*place, step), MISSING, value, base=base[step])


def _dropped(base: Held, ours: Held, step: Step, place: DocPath, swap: Hashable) -> Difference:
    """Return the difference for something that the template no longer has."""
    if step not in ours:
        return Settled((*place, step), base[step], swap)
    if same(base[step], ours[step]):
        return Edit(place, step, "remove", base=base[step], swap=swap)
    return Conflict((*place, step), ours[step], base=base[step], swap=swap)


def _in_list(
    base: list[Value], ours: list[Value], theirs: list[Value], place: DocPath
) -> Iterator[Difference]:
    base_items, our_items, their_items = (held_by(side, place) for side in (base, ours, theirs))
    if _order(base_items, their_items) != _order(their_items, base_items):
        if same(base, ours) and place:
            yield _replace(place, base, theirs)
            return
        if _order(our_items, their_items) != _order(their_items, our_items):
            yield Conflict(place, reason="kept your order; the template has another")
    yield from _kept(base_items, our_items, their_items, place)
    swaps = _swaps(base_items, their_items, place)
    order = tuple(their_items)
    for step in their_items:
        if step not in base_items and step not in our_items:
            yield Edit(place, step, "add", their_items[step], order, swap=swaps.get(step))
    # From the end: without the first of two items of one name, the second would get another one.
    for step in reversed(base_items):
        if step not in their_items:
            yield _dropped(base_items, our_items, step, place, swaps.get(step))


def _swaps(base_items: Held, their_items: Held, place: DocPath) -> dict[Step, Hashable]:
    """Return for each step that takes part in a replacement which one that is."""
    before, after = list(base_items), list(their_items)
    found: dict[Step, Hashable] = {}
    for number, run in enumerate(changed_runs(before, after)):
        gone = [step for step in before[run.start : run.end] if step not in their_items]
        come = [step for step in after[run.new_start : run.new_end] if step not in base_items]
        if gone and come:
            found.update(dict.fromkeys([*gone, *come], (place, number)))
    return found


def _order(one: Held, other: Held) -> list[Step]:
    """Return the steps that both have, in the order of the first."""
    return [step for step in one if step in other]
