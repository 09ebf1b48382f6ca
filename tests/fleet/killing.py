"""Run something in a fork of this process, and kill it at a step or after some time."""

import os
import signal
import subprocess
import time
import warnings
from collections.abc import Callable
from typing import Any


def run_killed(work: Callable[[], object], kill: float) -> int:
    """Run something in a fork that is killed, with all of its memory lost.

    Args:
        work: What to do.
        kill: The number of the step that it is killed before: a program that it starts, or a write
            that it waits for. A fraction is a number of seconds; 0 kills nothing.

    Returns:
        The number of steps that were done, at most 255.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Other threads only wait.
        child = os.fork()
    if not child:
        steps = [0]
        try:
            _count(steps, int(kill) if kill == int(kill) else 0)
            work()
        finally:
            os._exit(min(steps[0], 255))
    if kill != int(kill):
        time.sleep(kill)
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0


def _count(steps: list[int], last: int) -> None:
    """Count the steps of this process, and kill it before one of them."""

    def counted(step: Callable[..., Any]) -> Callable[..., Any]:
        def take(*arguments: Any, **options: Any) -> Any:
            steps[0] += 1
            if steps[0] == last:
                os.kill(os.getpid(), signal.SIGKILL)
            return step(*arguments, **options)

        return take

    subprocess.Popen.__init__ = counted(subprocess.Popen.__init__)  # type: ignore[method-assign]
    os.fsync = counted(os.fsync)
    os.replace = counted(os.replace)
    os.rename = counted(os.rename)
