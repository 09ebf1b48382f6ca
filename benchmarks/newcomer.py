"""Time the README's quick start up to the first prediction, in a new clone and a new home folder.

    python -m benchmarks.newcomer

The commands run one after the other, so that the time of the installations can be subtracted.
Wall time depends on the machine, so the table compares the rest with one import of the project's
libraries.
"""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from benchmarks.comparison import Row, format_table
from benchmarks.in_project import REPOSITORY
from benchmarks.processes import undisturbed_environment
from benchmarks.scenario_machine import git

# A prediction within three minutes on two cores, and within 15 seconds where all is installed.
SECONDS, SECONDS_WITHOUT_INSTALLS = 180, 15
_BLOCK = re.compile(r"^```console\n(.+?)\n```$", re.MULTILINE)
# What `scaffold new --run` prints before it installs, and before each command of the project.
_INSTALLS, _RUNS = "Installing ", "$ "
# What the commands of the default stack load between them.
_LIBRARIES = "matplotlib.figure, mlflow, numpy, pandas, skops.io, sklearn.linear_model"
_IMPORTS = 3
# A newcomer has no caches, no settings of git, and is in no environment.
_OWNERS = ("XDG_", "GIT_", "VIRTUAL_")

# What a command printed, with the moment of each line.
Lines = list[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class FirstDay:
    """Seconds on the clock.

    Attributes:
        whole: From the first key to the prediction.
        installing: The part of it in which environments are made and packages installed.
        importing: What one Python needs to import the libraries of the project, right after.
    """

    whole: float
    installing: float
    importing: float

    def as_rows(self) -> list[Row]:
        """Return what the table says of it."""
        rest = self.whole - self.installing
        beside = replace(
            _row("the same without installs", rest, SECONDS_WITHOUT_INSTALLS),
            what="the same without installs / one import of its libraries, wall",
            peer=f"{self.importing:.1f} s",
            ratio=f"{rest / self.importing:.2f}",
        )
        return [_row("from nothing to the first prediction", self.whole, SECONDS), beside]


def live_first_day() -> FirstDay:
    """Run the README's quick start in a new clone.

    Raises:
        RuntimeError: A command failed; the message contains its output.
    """
    with tempfile.TemporaryDirectory() as parent:
        folder, home = Path(parent, "checkout"), Path(parent, "home")
        home.mkdir()
        git(REPOSITORY, "clone", "--quiet", str(REPOSITORY), str(folder))
        found = _BLOCK.search((folder / "README.md").read_text(encoding="utf-8"))
        assert found  # noqa: S101 - a test keeps it in the README
        commands = [line.split() for line in found[1].splitlines()]
        first_run = next(index for index, words in enumerate(commands) if "--run" in words)
        # The clone and the change to its folder are done already.
        *installs, runs = commands[2 : first_run + 1]
        begun = time.monotonic()
        for part in installs:
            _type([sys.executable if word == "python3" else word for word in part], folder, home)
        installed = time.monotonic() - begun
        lines = _type(runs, folder, home)
        whole = time.monotonic() - begun
        installing = installed + _first(lines, _RUNS) - _first(lines, _INSTALLS)
        return FirstDay(whole, installing, _time_imports(folder, home))


def _time_imports(folder: Path, home: Path) -> float:
    """Return the median of some imports of the project's libraries, each by a new Python."""
    python = folder.parent / "demo" / ".venv" / "bin" / "python"
    seconds = []
    for _ in range(_IMPORTS):
        begun = time.monotonic()
        _type([str(python), "-c", f"import {_LIBRARIES}"], folder, home)
        seconds.append(time.monotonic() - begun)
    return median(seconds)


def _first(lines: Lines, start: str) -> float:
    """Return the moment of the first line that starts so."""
    return next(moment for moment, line in lines if line.startswith(start))


def _type(words: Sequence[str], folder: Path, home: Path) -> Lines:
    """Run a command of a newcomer; return what it printed, and when."""
    inherited = undisturbed_environment().items()
    kept = {name: value for name, value in inherited if not name.startswith(_OWNERS)}
    with subprocess.Popen(  # noqa: S603 - the README's command, and imports
        words,
        cwd=folder,
        env={**kept, "HOME": str(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout  # noqa: S101 - it is a pipe
        lines = [(time.monotonic(), line) for line in process.stdout]
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} failed:\n{''.join(line for _, line in lines)}")
    return lines


def _row(what: str, seconds: float, at_most: float) -> Row:
    return Row(
        f"{what}, wall",
        f"{seconds:.0f} s",
        "",
        target=f"at most {at_most} s",
        met=seconds <= at_most,
    )


def main() -> None:
    """Print the table."""
    sys.stderr.write("Installs in two environments: a minute or two\n")
    sys.stdout.write(format_table(live_first_day().as_rows()))


if __name__ == "__main__":
    main()
