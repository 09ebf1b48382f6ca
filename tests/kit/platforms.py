"""Which test files need a POSIX system, so that the others can run on Windows."""

import re
from pathlib import Path

_POSIX_ONLY = re.compile(
    r"\b(?:fcntl|pty|pwd|resource|strace|termios|SIGKILL)\b"
    r"|\bos\.(?:chown|fork|geteuid|getpgid|getuid|killpg|mkfifo|setsid)\b"
    r"|\bsymlink_to\b|/dev/|/proc\b"
    r"|\btests\.(?:cases\.journals|faults|kit\.terminal)\b|\buv_on_path\b"
)


def needs_posix(test_file: Path) -> bool:
    """Return whether a test file uses something that Windows does not have.

    Whole files are left out, because many of them import what does not exist there.
    """
    return bool(_POSIX_ONLY.search(test_file.read_text("utf-8")))
