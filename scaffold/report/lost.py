"""Output that cannot be written: the disk is full, or its reader has left."""

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
    """Print what a command has done; where that cannot be written, the command is still done.

    Args:
        is_done: The work is done; a plan that cannot be printed is an error.
    """
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        if not is_done:
            raise
        sys.stdout = io.TextIOWrapper(io.BytesIO())  # What follows would only fail again.
        if error.errno != errno.EPIPE:  # The reader has left, as in `| head`.
            reason = os.strerror(error.errno or 0).lower()
            with suppress(OSError):
                print_note(
                    f"warning: The command is done, but its output cannot be written: {reason}."
                )
