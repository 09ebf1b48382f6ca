"""Disturb the real commands at each of their changes; print how often, and what was found.

With --every, only each N-th point is tried. WORDS are regular expressions that choose works by
their names.
"""

import argparse
import json
import os
import signal
import tempfile
import time
from pathlib import Path

from tests.faults.commands import look_once, note_plans
from tests.faults.faults import announce_opening, announce_synchronizing
from tests.faults.trials import Found, try_all
from tests.faults.works import make_works


def main() -> int:
    """Try all works that are wanted; return 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N")
    parser.add_argument("--json", action="store_true", help="print the result for machines")
    parser.add_argument("words", nargs="*", metavar="WORDS")
    wanted = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    total = Found()
    with tempfile.TemporaryDirectory(dir=_fast_disk()) as folder:
        base = Path(folder).resolve()
        _prepare_machine(base)
        try:
            for work in make_works(base, wanted.every, wanted.words):
                began, found = time.monotonic(), Found()
                try_all(work, base / "trial", wanted.every, found)
                total.add(found)
                if not wanted.json:
                    _print_row(work.name, found, time.monotonic() - began)
        finally:
            os.chdir("/")
    problems = [*total.half, *total.words]
    if wanted.json:
        print(json.dumps({**total.figures, "problems": problems}))  # noqa: T201 - a command
    else:
        _print_row("all", total)
        print(*problems, sep="\n", end="")  # noqa: T201
    return int(bool(problems))


def _fast_disk() -> str | None:
    """Return a folder in memory, where there is one: trials copy a world thousands of times."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108


def _prepare_machine(base: Path) -> None:
    """Have a machine of one's own: without settings, with a home of its own."""
    for name in ("home", "tmp"):
        (base / name).mkdir()
    for name in [name for name in os.environ if name.startswith(("GIT_", "COPIER_", "XDG_"))]:
        del os.environ[name]
    os.environ |= {"HOME": str(base / "home"), "GIT_CONFIG_NOSYSTEM": "1", "TERM": "dumb"}
    tempfile.tempdir = str(base / "tmp")
    announce_synchronizing()
    announce_opening()
    look_once(base / "home")
    note_plans()


def _print_row(name: str, found: Found, seconds: float | None = None) -> None:
    figures = "".join(f"{number:7,} {words}" for words, number in found.figures.items())
    took = "" if seconds is None else f"{seconds:8.1f} s"
    print(f"{name:<48}{figures}{took}", flush=True)  # noqa: T201


if __name__ == "__main__":
    raise SystemExit(main())
