"""Ends every process of a verification, wherever it went: they all carry its mark."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

MARK = "SCAFFOLD_VERIFICATION"
_ROUNDS = 20


def end_process(process: subprocess.Popen[bytes], mark: str) -> None:
    """End a process that leads a session, and all that it started with a mark."""
    if os.name == "nt":
        _end_tree(process)
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    end_marked(mark)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            if pipe is not None:
                pipe.close()


def _end_tree(process: subprocess.Popen[bytes]) -> None:
    """End a process on Windows, which has no sessions, with what it started and has not left."""
    if process.poll() is None:
        program = Path(os.environ.get("SYSTEMROOT", "C:/Windows"), "System32", "taskkill.exe")
        with suppress(OSError):
            subprocess.run(  # noqa: S603 - the arguments are a list, no shell reads them
                [str(program), "/F", "/T", "/PID", str(process.pid)],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )


def end_marked(mark: str = "") -> None:
    """End all processes that were started with a mark, or with the one of this process.

    A process passes its environment on to what it starts, also where that leaves its session. This
    process stays. Systems without `/proc` keep what has left the session of a kernel.
    """
    wanted = f"{MARK}={mark or os.environ.get(MARK, '')}\0".encode()
    for _ in range(_ROUNDS):  # One that is about to end may start another.
        found = find_marked(wanted)
        if not found:
            return
        for process in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)


def find_marked(wanted: bytes) -> list[int]:
    """Return the processes whose environment contains an entry, without this one."""
    found = list[int]()
    with suppress(OSError):
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and int(folder.name) != os.getpid():
                with suppress(OSError):
                    if wanted in (folder / "environ").read_bytes() + b"\0":
                        found.append(int(folder.name))
    return found
