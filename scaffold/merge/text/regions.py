"""Three-way comparison of sequences: which side changed what, and where both did."""

from collections import deque
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from scaffold.merge.text.myers import Run, changed_runs

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Region(Generic[T]):
    """A run of elements that is the same everywhere, or that at least one side changed."""

    base: Sequence[T]
    ours: Sequence[T]
    theirs: Sequence[T]

    @property
    def is_conflict(self) -> bool:
        """Return whether both sides changed the run, and differently."""
        return self.ours != self.theirs and self.base not in (self.ours, self.theirs)

    @property
    def merged(self) -> Sequence[T]:
        """Return the changed side; the user's where both changed."""
        return self.theirs if self.ours == self.base else self.ours


def compare(base: Sequence[T], ours: Sequence[T], theirs: Sequence[T]) -> Iterator[Region[T]]:
    """Divide three sequences into regions, in order.

    Changes that touch are one region, as in git: with no common element between them
    they may belong together.
    """
    our_runs, their_runs = deque(changed_runs(base, ours)), deque(changed_runs(base, theirs))
    at = at_mine = at_new = 0
    while our_runs or their_runs:
        start = min(runs[0].start for runs in (our_runs, their_runs) if runs)
        end, growth_mine, growth_new = _join(our_runs, their_runs, start)
        same = start - at
        yield _same(base[at:start])
        at_mine, at_new = at_mine + same, at_new + same
        length_mine, length_new = end - start + growth_mine, end - start + growth_new
        yield Region(
            base[start:end],
            ours[at_mine : at_mine + length_mine],
            theirs[at_new : at_new + length_new],
        )
        at, at_mine, at_new = end, at_mine + length_mine, at_new + length_new
    yield _same(base[at:])


def _same(run: Sequence[T]) -> Region[T]:
    return Region(run, run, run)


def _join(our_runs: deque[Run], their_runs: deque[Run], start: int) -> tuple[int, int, int]:
    """Take off the runs that touch each other from `start` on; return their end and growths."""
    end, growths, waiting = start, [0, 0], -1
    while waiting != len(our_runs) + len(their_runs):
        waiting = len(our_runs) + len(their_runs)
        for side, runs in enumerate((our_runs, their_runs)):
            while runs and runs[0].start <= end:
                run = runs.popleft()
                end = max(end, run.end)
                growths[side] += run.growth
    return end, growths[0], growths[1]
