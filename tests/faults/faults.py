"""End a piece of work at a chosen change of the file system: killed, told to stop, or refused.

Python announces what it is about to do with files to an audit hook. The hook counts, and at the
chosen number meets the work with the fault. What the work does outside the folder looked at, such
as rendering into a temporary folder, does not count.
"""

import errno
import mmap
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# The places of paths, each with the folder that it is relative to, in the arguments of an event.
_CHANGES = {
    "open": ((0, None),),
    "os.chmod": ((0, 2),),
    "os.fsync": ((0, None),),
    "os.link": ((1, 3),),
    "os.mkdir": ((0, 2),),
    "os.remove": ((0, 1),),
    "os.rename": ((0, 2), (1, 3)),
    "os.rmdir": ((0, 1),),
    "os.symlink": ((1, 2),),
    "os.truncate": ((0, None),),
    "subprocess.Popen": ((2, None),),
}
_OPEN_FILES = "/proc/self/fd"
_TAKE_ROOM = {"open", "os.fsync", "os.link", "os.mkdir", "os.symlink"}
# Making a folder that is there, or removing what is not, changes nothing.
_MAY_BE_IN_VAIN = {"os.mkdir", "os.remove", "os.rmdir"}
_SIGNALS = {"kill": signal.SIGKILL, "ctrl-c": signal.SIGINT, "terminate": signal.SIGTERM}
_REFUSALS = {
    "full disk": errno.ENOSPC,
    "broken disk": errno.EIO,
    "no permission": errno.EACCES,
    "disk stays full": errno.ENOSPC,
}
# Two meet the work when a file is open for writing, and before the first byte is written.
KILLS = ("kill", "kill after opening")
OTHERS = ("ctrl-c", "terminate", *_REFUSALS, "no room to write")
# The least different from the others.
RARE = ("terminate", "disk stays full", "no room to write")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a piece of work ended.

    Attributes:
        code: What the work returned; below zero the signal that ended its process.
        said: All it printed.
        events: How many changes it came to.
        last: The last of them.
    """

    code: int
    said: str
    events: int
    last: str


def try_with_fault(
    work: Callable[[], int], fault: str, at: int, within: Path | None = None
) -> Ended:
    """Fork, do the work, and meet the fault at the change number `at`; 0 is never.

    Args:
        work: What to do; it returns an exit code.
        fault: One of `KILLS` and `OTHERS`.
        at: Which change, counted from 1.
        within: The folder whose changes count; None counts all.
    """
    notes = mmap.mmap(-1, 4096)  # Shared with the other process, and still there when it is killed.
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.dup2(writing, 1)
        os.dup2(writing, 2)
        # A stream that was opened for a file would try to move in the pipe.
        sys.stdout, sys.stderr = (os.fdopen(number, "w") for number in (1, 2))
        code = 70  # Where the work raises, it must not go on here as a second parent.
        try:
            sys.addaudithook(_Hook(fault, at, within, notes))
            code = work()
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8", errors="replace") as pipe:
        said = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    events, _, last = notes[:].partition(b"\0")[0].decode(errors="replace").partition(" ")
    notes.close()
    return Ended(code, said, int(events or 0), last)


def kind(fault: str) -> str:
    """Return how a fault goes about it: those of one kind meet a work at the same changes."""
    if fault in _SIGNALS:
        return "signal"
    return "refusal" if fault in _REFUSALS else "after opening"


def announce_synchronizing() -> None:
    """Let waiting for the disk be an event too, and wait no more: no trial cuts the power."""

    def fsync(fd: Any) -> None:
        sys.audit("os.fsync", fd)

    os.fsync = fsync


def announce_opening() -> None:
    """Let the event of opening a file in an open folder name the folder, too."""
    open_file = os.open

    def open_by_path(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        full = path if dir_fd is None else f"{_OPEN_FILES}/{dir_fd}/{path}"
        return open_file(full, flags, mode)

    os.open = open_by_path


def places(event: str, arguments: tuple[Any, ...]) -> list[str]:
    """Return the whole paths that an event changes; an empty one where it names none."""
    return [
        _full_path(arguments[path_at], arguments[folder_at] if folder_at else -1)
        for path_at, folder_at in _CHANGES.get(event, ())
    ]


class _Hook:
    """Counts changes, and meets them with a fault."""

    def __init__(self, fault: str, at: int, within: Path | None, notes: mmap.mmap) -> None:
        self._fault, self._at, self._notes = fault, at, notes
        self._within = str(within) if within else ""
        self._count = 0
        self._is_busy = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _CHANGES or self._is_busy or not self._counts(event, arguments):
            return
        place = self._changed_place(event, arguments)
        if not place:
            return
        self._count += 1
        note = f"{self._count} {event} {place}"[:1000].encode(errors="replace")
        self._notes[: len(note) + 1] = note + b"\0"
        stays = self._fault == "disk stays full" and 0 < self._at < self._count
        if self._count == self._at or (stays and event in _TAKE_ROOM):
            self._meet(event, arguments)

    def _counts(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if event == "open":
            return bool((arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        if event == "os.fsync":  # It changes nothing, so that killing there is nothing new.
            return kind(self._fault) == "refusal"
        return kind(self._fault) != "after opening"

    def _changed_place(self, event: str, arguments: tuple[Any, ...]) -> str:
        """Return the first place that the event changes; none where it changes nothing."""
        for place in places(event, arguments):
            if place.startswith(self._within):
                exists = os.path.lexists(place)
                is_in_vain = exists if event == "os.mkdir" else not exists
                return "" if is_in_vain and event in _MAY_BE_IN_VAIN else place
        return ""

    def _meet(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._fault in _SIGNALS:
            os.kill(os.getpid(), _SIGNALS[self._fault])
        elif self._fault in _REFUSALS:
            number = _REFUSALS[self._fault]
            name = arguments[0] if event != "os.fsync" else None
            raise OSError(number, os.strerror(number), name)
        elif self._fault == "no room to write":
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        else:
            self._is_busy = True
            os.close(os.open(arguments[0], arguments[2], 0o666))
            os.kill(os.getpid(), signal.SIGKILL)


def _full_path(path: Any, folder: int | str) -> str:
    """Return the path that an event means; an empty one where it names none."""
    if path is None:
        return ""
    if isinstance(path, int):
        return _path_of(path)
    name = os.fsdecode(path)
    if name.startswith(_OPEN_FILES):
        folder, _, name = name.removeprefix(f"{_OPEN_FILES}/").partition("/")
    return os.path.join(_path_of(int(folder)), name)  # noqa: PTH118 - this must cost little


def _path_of(descriptor: int) -> str:
    """Return what a descriptor has opened; below zero it stands for the current folder."""
    open_files = "/proc/self/cwd" if descriptor < 0 else f"{_OPEN_FILES}/{descriptor}"
    return os.readlink(open_files)  # noqa: PTH115 - this must cost little
