"""Two-way comparison of sequences, after Myers (1986), as git does it."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# Myers' algorithm remembers the square of the number of differences.
_MOST_DIFFERENCES = 600


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

    Where a change could stand in several places, because the elements around it are alike, it
    stands in the last.
    """
    head = _common_prefix(old, new)
    tail = _common_prefix(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    pairs = _shortest_path(middle_old, middle_new)
    if pairs is None:
        pairs = _by_longest_blocks(middle_old, middle_new)
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
    """Move each pure insertion or deletion down as far as what it leaves behind stays the same.

    None reaches the next one: what stands between the two would have been found equal to what
    stands as far up as the run is long, and both ways of comparison take the first of two such.
    """
    moved = []
    for run in runs:
        while run.end < len(old) and _can_slide(run, old, new):
            run = Run(run.start + 1, run.end + 1, run.new_start + 1, run.new_end + 1)
        moved.append(run)
    return moved


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


def _by_longest_blocks(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return [(block.a + i, block.b + i) for block in blocks for i in range(block.size)]
