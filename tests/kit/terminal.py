"""Run the command on a terminal, as a person does who is asked."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path


def start_on_terminal(
    *arguments: str | Path, folder: Path | None = None
) -> tuple[subprocess.Popen[bytes], int]:
    """Start the command; return its process and the end of the terminal that a person types at."""
    return start_python_on_terminal("-m", "scaffold", *arguments, folder=folder)


def start_python_on_terminal(
    *arguments: str | Path, folder: Path | None = None
) -> tuple[subprocess.Popen[bytes], int]:
    """Start Python on a terminal; return its process and the end that a person types at."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        cwd=folder,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1"},
        start_new_session=True,
    )
    os.close(theirs)
    return process, ours


def without_styles(shown: str) -> str:
    """Return what is shown on a terminal without the sequences that style it or move the cursor."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)


def is_shown(seen: str, text: str) -> bool:
    return text in seen or text in without_styles(seen)


def read_until(terminal: int, text: str, seconds: float = 60) -> str:
    """Read what the command shows until a text, styled or not, is there; return all of it."""
    seen = ""
    until = time.monotonic() + seconds
    while not is_shown(seen, text) and (left := until - time.monotonic()) > 0:
        if select.select([terminal], [], [], left)[0]:
            seen += os.read(terminal, 4096).decode(errors="replace")
    assert is_shown(seen, text), seen
    return seen
