"""Run the command on a terminal, as a person does who is asked."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path


def start_on_terminal(
    *arguments: str | Path, folder: Path | None = None
) -> tuple[subprocess.Popen[bytes], int]:
    """Start the command; return its process and the end of the terminal that a person types at."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "scaffold", *map(str, arguments)],
        cwd=folder,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color"},
        start_new_session=True,
    )
    os.close(theirs)
    return process, ours


def read_until(terminal: int, text: str, seconds: float = 60) -> str:
    """Read what the command shows until a text stands there; return all of it."""
    seen = ""
    until = time.monotonic() + seconds
    while text not in seen and (left := until - time.monotonic()) > 0:
        if select.select([terminal], [], [], left)[0]:
            seen += os.read(terminal, 4096).decode(errors="replace")
    assert text in seen
    return seen
