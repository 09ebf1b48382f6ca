"""Run several commands in one process, so that one trace covers them all: `-m ... JSON`."""

import json
import sys

from scaffold.cli import main


def _run(arguments: list[str]) -> None:
    sys.argv = ["scaffold", *arguments]
    code: object = 0
    try:
        main()
    except SystemExit as left:
        code = left.code or 0
    sys.stdout.write(f"\n[{code}] {' '.join(arguments)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    for each in json.loads(sys.argv[1]):
        _run(each)
