"""Waits between writes to a forge, so that it accepts them all.

GitHub accepts 80 writes per minute and 500 per hour of one user. The times of the last writes are
in a file that all fleets of the user share.
"""

import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock

from scaffold.git.mirrors import find_mirrors

DEFAULT_PACE = 8.0
_MINUTE, _HOUR = 60.0, 3600.0
_PER_MINUTE, _PER_HOUR = 75, 450


@dataclass(frozen=True, slots=True)
class Clock:
    """The time in seconds, and how to wait."""

    now: Callable[[], float] = time.time
    wait: Callable[[float], None] = time.sleep


@dataclass(slots=True)
class Pace:
    """A pace for writes, shared by all commands of one user.

    Attributes:
        seconds: Seconds between two writes.
        clock: Tells the time, and waits.
        file: Where the times of the last writes are; None shares them with no other command.
    """

    seconds: float = DEFAULT_PACE
    clock: Clock = field(default_factory=Clock)
    file: Path | None = field(default_factory=lambda: find_mirrors() / "writes.json")
    _own: list[float] = field(default_factory=list)

    def wait_turn(self) -> None:
        """Wait until the next write may begin, and reserve its time."""
        turn = self._reserve()
        delay = turn - self.clock.now()
        if delay > 0:
            self.clock.wait(delay)

    def foresee(self, number: int) -> float:
        """Return how many seconds some writes take from now, after those of other commands."""
        writes, now = _read(self.file) if self.file else list(self._own), self.clock.now()
        for _ in range(number):
            writes.append(find_turn(writes, now, self.seconds))
        return max(writes[-1] - now, 0.0) if number else 0.0

    def _reserve(self) -> float:
        if self.file is None:
            return self._add(self._own)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self.file.with_suffix(".lock")):
            writes = _read(self.file)
            turn = self._add(writes)
            self.file.write_text(json.dumps(writes), "utf-8")
        return turn

    def _add(self, writes: list[float]) -> float:
        now = self.clock.now()
        # A clock that was set back would otherwise stop all writes for hours.
        writes[:] = [each for each in writes if now - _HOUR < each <= now + _HOUR]
        turn = find_turn(writes, now, self.seconds)
        writes.append(turn)
        return turn


def find_turn(writes: Sequence[float], now: float, seconds: float) -> float:
    """Return the time of the next write. Pure.

    Args:
        writes: The times of the earlier writes, in order.
        now: The time.
        seconds: Seconds between two writes.
    """
    earliest = [now]
    if writes:
        earliest.append(writes[-1] + seconds)
    for number, window in ((_PER_MINUTE, _MINUTE), (_PER_HOUR, _HOUR)):
        if len(writes) >= number:
            earliest.append(writes[-number] + window)
    return max(earliest)


def _read(file: Path) -> list[float]:
    with suppress(OSError, ValueError, TypeError):
        listed = json.loads(file.read_text("utf-8"))
        return sorted(float(each) for each in listed)
    return []
