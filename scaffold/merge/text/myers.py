"""Two-way comparison of sequences, after Myers (1986), as in Git."""

from bisect import bisect
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

# Myers' algorithm remembers the square of the number of differences.
_MOST_DIFFERENCES = 600
# With more differences, sequences are divided at unique elements, up to a limit.
_DEEPEST = 30


@dataclass(frozen=True, slots=True)
class Run:
    """One change: `old[start:end]` becomes `new[new_start:new_end]`."""

    start: int
    end: int
    new_start: int
    new_end: int

    @property
    def growth(self) -> int:
        """Return how many elements longer the new run is."""
        return (self.new_end - self.new_start) - (self.end - self.start)


def changed_runs(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Run]:
    """Return the changes from one sequence to another, in order.

    Where a change could be in several places, because the elements around it are equal, the last
    one is returned.
    """
    head = _common_prefix(old, new)
    tail = _common_prefix(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    pairs = _shortest_path(middle_old, middle_new)
    if pairs is None:
        pairs = _by_unique_elements(middle_old, middle_new)
    pairs = [(head + x, head + y) for x, y in pairs]
    tails = [(len(old) - tail + i, len(new) - tail + i) for i in range(tail + 1)]
    return _slide_down(_between(pairs, head, tails), old, new)


def _between(pairs: list[tuple[int, int]], head: int, tails: list[tuple[int, int]]) -> list[Run]:
    """Return the runs that lie between pairs of equal elements."""
    runs, x, y = [], head, head
    for next_x, next_y in (*pairs, *tails):
        if next_x > x or next_y > y:
            runs.append(Run(x, next_x, y, next_y))
        x, y = next_x + 1, next_y + 1
    return runs


def _slide_down(runs: list[Run], old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Run]:
    """Move each pure insertion or deletion as far down as possible without another result.

    Where it reaches the next run, both are one.
    """
    moved: list[Run] = []
    for run in reversed(runs):
        current = _slide(run, moved[-1].start if moved else len(old), old, new)
        while moved and current.end == moved[-1].start:
            last = moved.pop()
            current = Run(current.start, last.end, current.new_start, last.new_end)
            current = _slide(current, moved[-1].start if moved else len(old), old, new)
        moved.append(current)
    return moved[::-1]


def _slide(run: Run, limit: int, old: Sequence[Hashable], new: Sequence[Hashable]) -> Run:
    while run.end < limit and _can_slide(run, old, new):
        run = Run(run.start + 1, run.end + 1, run.new_start + 1, run.new_end + 1)
    return run


def _can_slide(run: Run, old: Sequence[Hashable], new: Sequence[Hashable]) -> bool:
    if run.start == run.end:
        return new[run.new_start] == new[run.new_end]
    return run.new_start == run.new_end and old[run.start] == old[run.end]


def _common_prefix(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    length = 0
    for left, right in zip(old, new, strict=False):
        if left != right:
            break
        length += 1
    return length


def _shortest_path(
    old: Sequence[Hashable], new: Sequence[Hashable]
) -> list[tuple[int, int]] | None:
    """Return the pairs of equal elements on a shortest path; None where it would be too long."""
    furthest = {1: 0}
    history: list[dict[int, int]] = []
    for distance in range(min(len(old) + len(new), _MOST_DIFFERENCES) + 1):
        history.append(dict(furthest))
        for k in range(-distance, distance + 1, 2):
            down = k == -distance or (k != distance and furthest[k - 1] < furthest[k + 1])
            x = furthest[k + 1] if down else furthest[k - 1] + 1
            while x < len(old) and x - k < len(new) and old[x] == new[x - k]:
                x += 1
            furthest[k] = x
            if x >= len(old) and x - k >= len(new):
                return _walk_back(history, len(old), len(new))
    return None


def _walk_back(history: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    pairs = []
    for distance in range(len(history) - 1, -1, -1):
        furthest, k = history[distance], x - y
        down = k == -distance or (k != distance and furthest[k - 1] < furthest[k + 1])
        before_k = k + 1 if down else k - 1
        before_x = furthest[before_k]
        before_y = before_x - before_k
        while x > max(before_x, 0) and y > max(before_y, 0) and (x, y) != (before_x, before_y):
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = before_x, before_y
    return pairs[::-1]


def _by_unique_elements(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return pairs of equal elements, by patience: elements that both sides have once come first.

    Then the same between those pairs, where other elements may be there only once.
    """
    pairs: list[tuple[int, int]] = []
    parts = [(0, len(old), 0, len(new), _DEEPEST)]
    while parts:
        start, end, new_start, new_end, depth = parts.pop()
        while start < end and new_start < new_end and old[start] == new[new_start]:
            pairs.append((start, new_start))
            start, new_start = start + 1, new_start + 1
        while start < end and new_start < new_end and old[end - 1] == new[new_end - 1]:
            end, new_end = end - 1, new_end - 1
            pairs.append((end, new_end))
        shared = _shared(old, range(start, end), new, range(new_start, new_end)) if depth else []
        for x, y in _longest_increase(shared):
            parts.append((start, x, new_start, y, depth - 1))
            pairs.append((x, y))
            start, new_start = x + 1, y + 1
        if shared:
            parts.append((start, end, new_start, new_end, depth - 1))
    return sorted(pairs)


def _shared(
    old: Sequence[Hashable], numbers: range, new: Sequence[Hashable], new_numbers: range
) -> list[tuple[int, int]]:
    """Pair what both sides have once; if there is nothing, the first of an element with the first.

    The second goes with the second, and so on.
    """
    mine, other = _by_occurrence(old, numbers), _by_occurrence(new, new_numbers)
    pairs = {key: (mine[key], other[key]) for key in mine if key in other}
    once = [
        pair
        for (element, number), pair in pairs.items()
        if not number and (element, 1) not in mine and (element, 1) not in other
    ]
    return once or list(pairs.values())


def _by_occurrence(elements: Sequence[Hashable], numbers: range) -> dict[tuple[Hashable, int], int]:
    """Return the numbers of elements, by the element and how often it was there before."""
    counts: Counter[Hashable] = Counter()
    found = {}
    for number in numbers:
        element = elements[number]
        found[element, counts[element]] = number
        counts[element] += 1
    return found


def _longest_increase(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return as many pairs as possible whose second numbers rise; the first ones do."""
    # For each length, the smallest second number that a row of that length can end with.
    ends: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for number, (_, y) in enumerate(pairs):
        length = bisect(ends, y)
        before.append(last[length - 1] if length else None)
        ends[length : length + 1] = [y]
        last[length : length + 1] = [number]
    found, at = [], last[-1] if last else None
    while at is not None:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]
