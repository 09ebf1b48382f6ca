"""Run a module as a command, and meet it with a fault at a chosen change of the file system.

Run it as `python faulted.py FAULT AT COUNT MODULE [ARGUMENT ...]`, by the Python of any tool: it
needs nothing but the standard library. FAULT is `kill` or `full`; AT is the number of the change,
and 0 is none; COUNT is the file into which the number of changes is written at the end.
"""

import atexit
import errno
import os
import runpy
import signal
import sys
from pathlib import Path
from typing import Any

_CHANGES = frozenset(
    f"os.{name}" for name in ("chmod", "link", "mkdir", "remove", "rename", "rmdir", "symlink")
)
_TAKE_ROOM = frozenset({"open", "os.link", "os.mkdir", "os.symlink", "subprocess.Popen"})


class _Hook:
    """Counts the changes that Python announces, and meets the chosen one."""

    def __init__(self, fault: str, at: int) -> None:
        self._fault, self._at = fault, at
        self.count = 0

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not _is_change(event, arguments):
            return
        self.count += 1
        if self._fault == "kill" and self.count == self._at:
            os.kill(os.getpid(), signal.SIGKILL)
        if self._fault == "full" and 0 < self._at <= self.count and event in _TAKE_ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _is_change(event: str, arguments: tuple[Any, ...]) -> bool:
    if event == "open":
        path, _, flags = arguments
        is_written = (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        return bool(is_written) and "__pycache__" not in str(path) and path != os.devnull
    return event in _CHANGES or event == "subprocess.Popen"


def main() -> None:
    """Run the module."""
    fault, at, count, module, *arguments = sys.argv[1:]
    hook = _Hook(fault, int(at))
    if at == "0":
        atexit.register(lambda: Path(count).write_text(str(hook.count), encoding="utf-8"))
    sys.argv = [module, *arguments]
    sys.addaudithook(hook)
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
