"""Output that cannot be written: the disk is full, or the reader closed the pipe."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from scaffold.report.console import print_note


@contextmanager
def after_work(is_done: bool = True) -> Iterator[None]:
    """Turn an output error into a warning if the command has done its work.

    Args:
        is_done: Whether the work is done; a plan that cannot be printed is an error.
    """
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        if not is_done:
            raise
        sys.stdout = io.TextIOWrapper(io.BytesIO())  # Further output would fail again.
        if error.errno != errno.EPIPE:  # A closed pipe is normal, as in `| head`.
            reason = os.strerror(error.errno or 0).lower()
            with suppress(OSError):
                print_note(f"warning: The command succeeded, but cannot write its output: {reason}")
