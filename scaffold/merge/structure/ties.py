"""Differences that belong together: a removal and the addition that replaces it."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field

from scaffold.merge.structure.decisions import MISSING, Conflict, Difference, Edit, Settled
from scaffold.merge.structure.shown import show_place, show_value
from scaffold.merge.structure.values import DocPath, Item, Step, Value, freeze, held_by, holds_names

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
    groups: dict[int, set[int]] = {}
    for pair in [*_swapped(wanted), *_moved(wanted), *_renamed(wanted)]:
        found = {id(group): group for number in pair if (group := groups.get(number))}
        largest = max(found.values(), key=len, default=set())
        joined = set(pair).union(*(group for group in found.values() if group is not largest))
        # Only the smaller groups are read: no number is read more often than groups can double.
        largest.update(joined)
        groups.update(dict.fromkeys(joined, largest))
    ties = []
    for group in {id(group): group for group in groups.values()}.values():
        edits = [isinstance(wanted[number], Edit) for number in group]
        if any(edits):
            ties.append(Tie(frozenset(group), is_refused=not all(edits)))
    return ties


def describe(parts: Sequence[Difference], *, fits: bool) -> Conflict:
    """Return the conflict for a tie that is not made: what stays, and what the template has."""
    gone = [part for part in parts if _is_gone(part)]
    come = [part for part in parts if _is_come(part)]
    place = gone[0].place[:-1]
    suffix = "" if fits else " (the file uses a different structure)"
    if all(part.place[:-1] == place and isinstance(part.place[-1], Item) for part in parts):
        old, new = (", ".join(show_value(_value(part)) for part in side) for side in (gone, come))
        return Conflict(place, reason=f"the template has {new} in place of {old}{suffix}")
    stays = " and ".join(_stays(part) for part in gone[1:])
    wanted = " and ".join(f"{show_place(part.place)} {show_value(_value(part))}" for part in come)
    first = _stays(gone[0]) + (f" and {stays}" if stays else "")

    return Conflict(gone[0].place, summary=f"{first}; the template has {wanted} instead{suffix}")


def _stays(part: Difference) -> str:
    name = show_place(part.place)
    if isinstance(part, Settled):
        return f"{name}: kept removed"
    ours = part.ours if isinstance(part, Conflict) else part.base
    return f"{name}: kept {show_value(ours)}"


def _value(part: Difference) -> Value:
    """Return what the template has there, or had."""
    if isinstance(part, Settled):
        return part.base
    new = part.theirs if isinstance(part, Conflict) else part.value
    return part.base if new is MISSING else new


def _is_gone(part: Difference) -> bool:
    if isinstance(part, Edit):
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
    """Return whether a replacement depends on a part of it.

    Names are independent of each other, and so is a key from one that you removed.
    """
    if isinstance(part, Edit):
        return True
    if holds_names(part.place[:-1]):
        return False
    return isinstance(part, Conflict) or isinstance(part.place[-1], Item)


@dataclass(slots=True)
class _Alike:
    """Parts that the template adds and that are alike, by their numbers.

    Attributes:
        whole: Those that are the thing itself.
        inside: Those that contain it.
    """

    whole: list[int] = field(default_factory=list)
    inside: list[int] = field(default_factory=list)

    def join(self, number: int, *, only_whole: bool) -> Iterator[tuple[int, int]]:
        """Yield a part with each of those; later parts need only one of them."""
        found = self.whole if only_whole else [*self.whole, *self.inside]
        yield from ((number, other) for other in found)
        self.whole = found[:1]
        if not only_whole:
            self.inside = []


def _moved(wanted: Sequence[Difference]) -> Iterator[tuple[int, int]]:
    """Yield each removed part with the parts that have the same thing in another place."""
    come = _by_likeness(wanted)
    for number, part in enumerate(wanted):
        if not _is_gone(part):
            continue
        for depth, (step, value) in enumerate(_pairs(part, part.base)):
            if depth and isinstance(part, Settled):
                break
            # Of the removed and the added part, one is the value itself, the other may contain it.
            only_whole = bool(depth) or isinstance(part, Settled)
            for likeness in _likenesses(step, value):
                if likeness in come:
                    yield from come[likeness].join(number, only_whole=only_whole)


def _by_likeness(wanted: Sequence[Difference]) -> dict[Hashable, _Alike]:
    """Return what the template adds, by its key or name and by what it is alike in."""
    found: dict[Hashable, _Alike] = {}
    for number, part in enumerate(wanted):
        if not _is_come(part):
            continue
        known = {(step, freeze(held)) for step, held in _pairs(part, part.base)}
        for at, (step, held) in enumerate(_pairs(part, _value(part))):
            if (step, freeze(held)) not in known:
                for likeness in _likenesses(step, held):
                    alike = found.setdefault(likeness, _Alike())
                    (alike.inside if at else alike.whole).append(number)
    return found


def _renamed(wanted: Sequence[Difference]) -> Iterator[tuple[int, int]]:
    """Yield each removed part with those that add its content under another name beside it."""
    added: dict[Hashable, _Alike] = {}
    for number, part in enumerate(wanted):
        if isinstance(part, Edit) and part.action == "add":
            added.setdefault((part.parent, freeze(part.value)), _Alike()).whole.append(number)
    for number, part in enumerate(wanted):
        if _is_gone(part) and part.base and isinstance(part.base, dict | list):
            alike = added.get((part.place[:-1], freeze(part.base)))
            yield from alike.join(number, only_whole=True) if alike else ()


def _pairs(part: Difference, value: Value) -> Iterator[Pair]:
    """Yield a part's own step and value, and then those inside of the value."""
    if value is not MISSING:
        yield part.place[-1] if part.place else None, value
        yield from _inside(value, part.place)


def _inside(value: Value, place: DocPath) -> Iterator[Pair]:
    held = held_by(value, place) if isinstance(value, dict | list) else {}
    for step, inner in held.items():
        yield step, inner
        yield from _inside(inner, (*place, step))


def _likenesses(step: Step, value: Value) -> Iterator[Hashable]:
    """Yield what two values of one name share if they are the same thing in two places."""
    if isinstance(value, dict | list):
        kind = type(value).__name__
        if isinstance(step, Item) and isinstance(step.identity, str):
            yield step, kind
        else:
            yield from {(step, kind, each) for each in _parts(value)}
    elif isinstance(step, Item) and isinstance(value, str):
        yield step, "text"
    else:
        yield step, "value", freeze(value)


def _parts(value: Value) -> Iterator[Hashable]:
    held = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in held:
        yield (key, freeze(each)) if isinstance(value, dict) else freeze(each)
