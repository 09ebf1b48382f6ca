"""Run the command line, and a script at a chosen moment of it.

Python announces what it is about to do with files to an audit hook, which waits for the moment.
Called with: name of the event, end of one of its arguments, script, arguments of the command line.
"""

import signal
import subprocess
import sys
from typing import Any

from scaffold.cli import main
from tests.faults.faults import announce_opening, places


def arrange(event: str, ending: str, script: str) -> None:
    """Run a script before the first event of a name whose path, or other argument, ends so.

    The parent of the script's shell is this process: `kill -INT $PPID` is a person's Ctrl-C.
    """
    met: list[str] = []

    def meet(name: str, arguments: tuple[Any, ...]) -> None:
        if name != event or met:
            return
        if not any(
            each.endswith(ending) for each in [*map(str, arguments), *places(name, arguments)]
        ):
            return
        met.append(name)
        subprocess.run(["sh", "-ec", script], check=True, stdin=subprocess.DEVNULL)

    announce_opening()
    sys.addaudithook(meet)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    arrange(*sys.argv[1:4])
    sys.argv = ["scaffold", *sys.argv[4:]]
    main()
