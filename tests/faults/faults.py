"""End a piece of work at a chosen event that changes the file system or starts a process."""

import errno
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from scaffold.errors import ScaffoldError

_CHANGES = {
    "os.chmod",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.symlink",
    "os.truncate",
    "shutil.rmtree",
    "subprocess.Popen",
    "tempfile.mkdtemp",
}
# What can happen at an event: a signal, or an error of the file system.
FAULTS = {
    "kill": signal.SIGKILL,
    "ctrl-c": signal.SIGINT,
    "full disk": errno.ENOSPC,
    "broken disk": errno.EIO,
    "no permission": errno.EACCES,
}
_SIGNALS = {"kill", "ctrl-c"}


def try_with_fault(work: Callable[[], object], fault: str, at: int) -> str:
    """Fork, do the work, and meet the fault before the event number `at`; 0 is never.

    Returns:
        How it ended: the number of events, `sentence`, `error`, `interrupt`, or `killed`.
    """
    reading, writing = os.pipe()
    trial = os.fork()
    if trial == 0:
        os.write(writing, _end_of(work, fault, at).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        ended = pipe.read()
    os.waitpid(trial, 0)
    return ended or "killed"


def _end_of(work: Callable[[], object], fault: str, at: int) -> str:
    events = 0

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal events
        if _changes_something(event, arguments):
            events += 1
            if events == at:
                _meet(fault)

    sys.addaudithook(count)
    try:
        work()
    except ScaffoldError:
        return "sentence"
    except OSError:
        return "error"
    except KeyboardInterrupt:
        return "interrupt"
    except BaseException as error:  # noqa: BLE001 - the parent must not go on twice
        return repr(error)
    return str(events)


def _meet(fault: str) -> None:
    if fault in _SIGNALS:
        os.kill(os.getpid(), FAULTS[fault])
    else:
        raise OSError(FAULTS[fault], os.strerror(FAULTS[fault]))


def _changes_something(event: str, arguments: tuple[Any, ...]) -> bool:
    """Say whether an audit event writes; an opened file does where its flags say so."""
    if event == "open":
        return bool((arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return event in _CHANGES
