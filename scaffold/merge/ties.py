"""Which differences belong together: what the template removes here and adds there, as one."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from scaffold.merge.changes import MISSING, Change, Conflict, Difference, Settled
from scaffold.merge.shown import show_place, show_value
from scaffold.merge.values import Item, Place, Step, Value, freeze, holds_names, same, steps

Pair = tuple[Step, Value]


@dataclass(frozen=True, slots=True)
class Tie:
    """Differences that are made together or not at all.

    Attributes:
        members: Their numbers among all differences.
        is_refused: Whether you already decided some of them otherwise.
    """

    members: frozenset[int]
    is_refused: bool


def find_ties(wanted: Sequence[Difference]) -> list[Tie]:
    """Return the replacements and moves among differences, each with all of its parts."""
    groups: list[set[int]] = []
    for pair in [*_swapped(wanted), *_moved(wanted), *_renamed(wanted)]:
        touched = [group for group in groups if not group.isdisjoint(pair)]
        groups = [group for group in groups if group not in touched]
        groups.append(set(pair).union(*touched))
    found = []
    for group in groups:
        changes = [isinstance(wanted[number], Change) for number in group]
        if any(changes):
            found.append(Tie(frozenset(group), is_refused=not all(changes)))
    return found


def describe(parts: Sequence[Difference], *, fits: bool) -> Conflict:
    """Return the conflict for a tie that is not made: what stays, and what the template has."""
    gone = [part for part in parts if _is_gone(part)]
    come = [part for part in parts if _is_come(part)]
    place = gone[0].place[:-1]
    suffix = "" if fits else ", which does not fit the way this file is written"
    if all(part.place[:-1] == place and isinstance(part.place[-1], Item) for part in parts):
        old, new = (", ".join(show_value(_value(part)) for part in side) for side in (gone, come))
        return Conflict(place, reason=f"the template has {new} in place of {old}{suffix}")
    stays = " and ".join(_stays(part) for part in gone[1:])
    wanted = " and ".join(f"{show_place(part.place)} {show_value(_value(part))}" for part in come)
    first = _stays(gone[0]) + (f" and {stays}" if stays else "")
    its = "their" if len(gone) > 1 else "its"
    return Conflict(
        gone[0].place, summary=f"{first}; the template has {wanted} in {its} place{suffix}"
    )


def _stays(part: Difference) -> str:
    name = show_place(part.place)
    if isinstance(part, Settled):
        return f"{name} stays removed"
    ours = part.ours if isinstance(part, Conflict) else part.base
    return f"{name} stays {show_value(ours)}"


def _value(part: Difference) -> Value:
    """Return what the template has there, or had."""
    if isinstance(part, Settled):
        return part.base
    new = part.theirs if isinstance(part, Conflict) else part.value
    return part.base if new is MISSING else new


def _is_gone(part: Difference) -> bool:
    if isinstance(part, Change):
        return part.action == "remove"
    return isinstance(part, Settled) or (part.theirs is MISSING and not part.reason)


def _is_come(part: Difference) -> bool:
    return not _is_gone(part) and not (isinstance(part, Conflict) and part.reason)


def _swapped(wanted: Sequence[Difference]) -> Iterator[tuple[int, ...]]:
    """Yield the parts of each replacement in a container."""
    swaps: dict[object, list[int]] = {}
    for number, part in enumerate(wanted):
        if part.swap is not None and _takes_part(part):
            swaps.setdefault(part.swap, []).append(number)
    for numbers in swaps.values():
        if len({_is_gone(wanted[number]) for number in numbers}) > 1:
            yield tuple(numbers)


def _takes_part(part: Difference) -> bool:
    """Tell whether a replacement depends on a part of it.

    Names are independent of each other, and so is a key from one that you removed.
    """
    if isinstance(part, Change):
        return True
    if holds_names(part.place[:-1]):
        return False
    return isinstance(part, Conflict) or isinstance(part.place[-1], Item)


def _moved(wanted: Sequence[Difference]) -> Iterator[tuple[int, int]]:
    """Yield each removed part with each part that has the same thing in another place."""
    come = _by_step(wanted)
    for number, part in enumerate(wanted):
        if not _is_gone(part):
            continue
        is_settled = isinstance(part, Settled)
        for depth, (step, value) in enumerate(_pairs(part, part.base)):
            for other, held, is_whole in come.get(step, ()):
                # Of what is gone and what comes, one is the thing itself, the other may hold it.
                is_close = is_whole and not depth if is_settled else is_whole or not depth
                if is_close and _is_alike(step, value, held):
                    yield number, other


def _by_step(wanted: Sequence[Difference]) -> dict[Step, list[tuple[int, Value, bool]]]:
    """Return what the template adds, by its key or name: the part, the value, all of the part."""
    found: dict[Step, list[tuple[int, Value, bool]]] = {}
    for number, part in enumerate(wanted):
        if not _is_come(part):
            continue
        known = {(step, freeze(held)) for step, held in _pairs(part, part.base)}
        for at, (step, held) in enumerate(_pairs(part, _value(part))):
            if (step, freeze(held)) not in known:
                found.setdefault(step, []).append((number, held, not at))
    return found


def _renamed(wanted: Sequence[Difference]) -> Iterator[tuple[int, int]]:
    """Yield each removed part with those that add its content under another name beside it."""
    added: dict[Hashable, list[int]] = {}
    for number, part in enumerate(wanted):
        if isinstance(part, Change) and part.action == "add":
            added.setdefault((part.parent, freeze(part.value)), []).append(number)
    for number, part in enumerate(wanted):
        if _is_gone(part) and part.base and isinstance(part.base, dict | list):
            for other in added.get((part.place[:-1], freeze(part.base)), ()):
                yield number, other


def _pairs(part: Difference, value: Value) -> Iterator[Pair]:
    """Yield a part's own step and value, and then those inside of the value."""
    if value is not MISSING:
        yield part.place[-1] if part.place else None, value
        yield from _inside(value, part.place)


def _inside(value: Value, place: Place) -> Iterator[Pair]:
    held: Iterable[Pair] = ()
    if isinstance(value, dict):
        held = value.items()
    elif isinstance(value, list):
        held = zip(steps(value, place), value, strict=True)
    for step, inner in held:
        yield step, inner
        yield from _inside(inner, (*place, step))


def _is_alike(step: Step, one: Value, other: Value) -> bool:
    """Tell whether two values of one name are the same thing in two places."""
    if isinstance(one, dict | list) and type(one) is type(other):
        named = isinstance(step, Item) and isinstance(step.identity, str)
        return named or not {*_parts(one)}.isdisjoint(_parts(other))
    if isinstance(step, Item) and isinstance(one, str) and isinstance(other, str):
        return True
    return same(one, other)


def _parts(value: Value) -> Iterator[object]:
    held = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in held:
        yield (key, freeze(each)) if isinstance(value, dict) else freeze(each)
