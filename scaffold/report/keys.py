"""Single keys from a terminal, without waiting for a line."""

import os
import select
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

# Returns the key that was pressed within some seconds; empty if none was.
ReadKey = Callable[[float], str]


@contextmanager
def reading_keys() -> Iterator[ReadKey]:
    """Yield a function that reads keys; without a terminal, it only waits."""
    if not sys.stdin.isatty():
        yield _wait
    elif os.name == "nt":  # pragma: no cover - Windows reads keys with a module of its own
        yield _read_on_windows
    else:
        with _unbuffered():
            yield _read


def _wait(seconds: float) -> str:
    time.sleep(seconds)
    return ""


def _read(seconds: float) -> str:
    """Return a key; `q` if the terminal is gone."""
    descriptor = sys.stdin.fileno()
    if not select.select([descriptor], [], [], seconds)[0]:
        return ""
    try:
        return os.read(descriptor, 1).decode("ascii", "replace") or "q"
    except OSError:
        return "q"


def _read_on_windows(seconds: float) -> str:  # pragma: no cover - see above
    import msvcrt

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if getattr(msvcrt, "kbhit")():  # noqa: B009 - the module is empty for type checkers
            return str(getattr(msvcrt, "getwch")())  # noqa: B009 - see above
        time.sleep(0.05)
    return ""


@contextmanager
def _unbuffered() -> Iterator[None]:
    """Pass keys on at once; Ctrl-C still interrupts."""
    import termios
    import tty

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        yield
    finally:
        with suppress(termios.error):  # The terminal is gone.
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
