"""How much time, memory and how many files a template may take while it is rendered."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from scaffold.errors import TemplateSourceError

# Seconds of CPU: the largest stack takes two. Time to answer questions does not count.
_MOST_SECONDS = 60.0
# Bytes on top of what the process has already.
_MOST_MEMORY = 2**30
_MOST_FILES = 100_000
# Filters that read the machine: names of its files, its variables, the user's home.
READING_FILTERS = ("expanduser", "expandvars", "fileglob", "realpath", "relpath")
_CHECK = "Check the source of the template"


class _OutOfTimeError(BaseException):
    """Not an `Exception`: Jinja tries expressions while it compiles them, and catches those."""


@contextmanager
def limited_rendering() -> Iterator[None]:
    """Render within bounds of time and memory, as far as the system has them.

    Raises:
        TemplateSourceError: The template takes more.
    """
    with _limited_seconds(), _limited_memory():
        yield


def list_within_bounds(path: str, follow_symlinks: bool) -> Iterator[os.DirEntry[str]]:
    """Yield the files and folders below a folder in the order that Copier expects.

    Copier's own function leaves folders open after an error, and follows symlinks without end.

    Raises:
        TemplateSourceError: There are more than any template has.
    """
    left = iter(range(_MOST_FILES))
    return _list(path, left, follow_symlinks=follow_symlinks)


def _list(path: str, left: Iterator[int], *, follow_symlinks: bool) -> Iterator[os.DirEntry[str]]:
    with os.scandir(path) as entries:
        listed = list(entries)
    for entry in listed:
        if next(left, None) is None:
            sentence = f"The template has more than {_MOST_FILES:,} files and folders"
            raise TemplateSourceError(sentence, _CHECK)
        yield entry
        if entry.is_dir(follow_symlinks=follow_symlinks):
            yield from _list(entry.path, left, follow_symlinks=follow_symlinks)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _OutOfTimeError


@contextmanager
def _limited_seconds() -> Iterator[None]:
    is_main = threading.current_thread() is threading.main_thread()
    if sys.platform == "win32" or not is_main:  # pragma: no cover - no such signal
        yield
        return
    before = signal.signal(signal.SIGPROF, _stop)
    # Again and again: Python drops an exception that is raised while an object is finalized.
    signal.setitimer(signal.ITIMER_PROF, _MOST_SECONDS, _MOST_SECONDS)
    try:
        yield
    except _OutOfTimeError as error:
        sentence = f"The template takes more than {_MOST_SECONDS:g} seconds to render"
        raise TemplateSourceError(sentence, _CHECK) from error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def _limited_memory() -> Iterator[None]:
    """Limit the address space of the process; systems that do not say its size have no limit."""
    taken = _address_space()
    if sys.platform == "win32" or taken is None:  # pragma: no cover - no such limit
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = taken + _MOST_MEMORY
    allowed = wanted if soft == resource.RLIM_INFINITY else min(soft, wanted)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))
    try:
        yield
    except MemoryError as error:
        sentence = f"The template takes more than {_MOST_MEMORY // 2**20:,} MiB to render"
        raise TemplateSourceError(sentence, _CHECK) from error
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int | None:
    """Return the size of the address space of this process, in bytes."""
    try:
        with open("/proc/self/statm", "rb") as stream:  # noqa: PTH123 - read at once
            return int(stream.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):  # pragma: no cover - other systems have no such file
        return None
