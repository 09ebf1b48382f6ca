"""Track a training in a process of its own, which gets ready while the model is trained.

MLflow takes seconds to load and to make its database; a second core does both while the first one
trains. The process is this module, run as a program. It ends with its input, so it does not
outlive the training.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict
from functools import partial
from pathlib import Path

from ..errors import RunError
from ..places import Places
from ..utils.collector import spare_the_collector
from .tracking import Record, Tracker


@contextmanager
def track_beside(paths: Places, experiment: str) -> Iterator[Callable[[Record], None]]:
    """Start the process; give the function that has it track the record of the training.

    That function raises RunError where the store cannot be reached or refuses the record.
    """
    with subprocess.Popen(  # noqa: S603 - this module, run by this Python
        [sys.executable, "-P", "-m", __name__, str(paths.root), experiment],
        # Whatever this process can import, the other can, too.
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # out of reach of Ctrl-C, which is for the training
    ) as process:
        yield partial(_track, process)


def _track(process: "subprocess.Popen[str]", record: Record) -> None:
    """Send the record, and wait for the answer: nothing, or what went wrong."""
    answer, _ = process.communicate(json.dumps(asdict(record), default=str))
    if answer:
        raise RunError(**json.loads(answer))
    if process.returncode != 0:
        raise RunError(
            f"tracking failed: its process ended with code {process.returncode}", "train again"
        )


def _parse(sent: str) -> Record:
    """Return the record that was sent."""
    values = json.loads(sent)
    folder = values.pop("folder")
    return Record(folder=folder and Path(folder), **values)


def main(root: str, experiment: str) -> None:
    """Get ready, then track the record that comes on stdin; none comes of a failed training."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Windows has no sessions
    spare_the_collector()
    try:
        with redirect_stdout(sys.stderr):  # libraries may print, and stdout is for the answer
            tracker = Tracker(Places(Path(root)), experiment)
            if sent := sys.stdin.read():
                tracker.record(_parse(sent))
    except RunError as error:
        json.dump({"message": error.message, "hint": error.hint}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
