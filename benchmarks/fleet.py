"""CPU of a fleet, beside loops of `scaffold update` and of `copier update` on a sample.

Run `python -m benchmarks.fleet 300`. All projects differ in name, author and description; they have
six kinds of answers, three releases and random edits. CPU includes Git and all other processes.
"""

import argparse
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.fleet.building import Built, build_fleet

_SAMPLE = 6
_TO = "v0.2.0"


def _run(command: Sequence[str], folder: Path) -> tuple[float, int]:
    """Run a command; return its seconds of CPU and its exit code."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # The commands are those of this module; no shell reads them.
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)  # noqa: S603 - no shell
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    return used, done.returncode


def _fleet(folder: Path, *words: str) -> float:
    return _run([sys.executable, "-m", "scaffold", "fleet", *words], folder)[0]


def _measure(folder: Path) -> dict[str, float]:
    """Return the seconds of CPU of the commands on a fleet."""
    _fleet(folder, "init", ".")
    shutil.rmtree(Path(os.environ["XDG_CACHE_HOME"]) / "mlops-scaffold", ignore_errors=True)
    return {
        "status, cold": _fleet(folder, "status"),
        "status, warm": _fleet(folder, "status"),
        "forecast": _fleet(folder, "forecast", "--to", _TO),
        "update": _fleet(folder, "update", "--to", _TO),
        "update again": _fleet(folder, "update", "--to", _TO),
    }


def _loops(built: Sequence[Built], folder: Path) -> dict[str, float]:
    """Return the seconds of CPU of loops over all projects, measured on copies of some of them."""
    due = [each for each in built if each.release == "v0.1.0"]
    # Those at a later release would be taken to an earlier one, which is another update.
    others = [each for each in built if each.release == _TO]
    commands = {
        "scaffold update": [sys.executable, "-m", "scaffold", "update", "--defaults", "--to", _TO],
        "copier update": [
            *(sys.executable, "-m", "copier", "update", "--skip-answered", "--defaults"),
            *("--vcs-ref", _TO),
        ],
    }
    found = {}
    for name, command in commands.items():
        into = folder / name.split()[0]
        parts = [_time_each(command, part[:_SAMPLE], into) for part in (due, others)]
        found[name] = parts[0] * len(due) + parts[1] * (len(built) - len(due))
        sys.stdout.write(f"{name}: {parts[0]:.2f} s if due, otherwise {parts[1]:.2f} s\n")
    return found


def _time_each(command: Sequence[str], sample: Sequence[Built], into: Path) -> float:
    """Return the mean seconds of CPU of a command in copies of some projects."""
    copies = [Path(shutil.copytree(each.path, into / each.path.name)) for each in sample]
    return sum(_run(command, copy)[0] for copy in copies) / len(copies)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[30, 100, 300])
    sizes = sorted(parser.parse_args().sizes)
    updates: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as name:
        os.environ["XDG_CACHE_HOME"] = f"{name}/cache"
        for size in sizes:
            folder = Path(name) / str(size)
            built = build_fleet(folder, size)
            due = sum(each.release == "v0.1.0" for each in built)
            figures = _measure(folder)
            updates[size] = figures["update"]
            listed = ", ".join(f"{key} {value:.2f} s" for key, value in figures.items())
            sys.stdout.write(f"{size} projects, {due} of them due: {listed}\n")
        loops = _loops(built, Path(name))
        # A loop looks at every project, as the fleet does.
        for key, seconds in loops.items():
            sys.stdout.write(f"a loop of {key}: {seconds / updates[sizes[-1]]:.1f} times\n")
    if len(sizes) > 1:
        first, last = sizes[0], sizes[-1]
        exponent = math.log(updates[last] / updates[first]) / math.log(last / first)
        sys.stdout.write(f"exponent of update from {first} to {last}: {exponent:.2f}\n")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    sys.stdout.write(f"largest process: {peak:.0f} MiB\n")


if __name__ == "__main__":
    main()
