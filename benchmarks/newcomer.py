"""From nothing to the first prediction: the README's first command in a fresh clone and a new home.

    python -m benchmarks.newcomer

It is cut into its parts, which run one after the other as in a shell, so that the time of what
installs packages can be told from the rest.
"""

import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.comparison import Row, format_table
from benchmarks.in_project import REPOSITORY
from benchmarks.processes import undisturbed_environment
from benchmarks.scenario_machine import git

# A prediction within three minutes on two cores, and within 15 seconds where all is installed.
SECONDS, SECONDS_WITHOUT_INSTALLS = 180, 15
_BLOCK = re.compile(r"^```console\n(.+?)\n```$", re.MULTILINE)
# What `scaffold new --run` prints before it installs, and before each command of the project.
_INSTALLS, _RUNS = "Installing ", "$ "
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
    """

    whole: float
    installing: float

    def as_rows(self) -> list[Row]:
        """Return what the table says of it."""
        return [
            _row("from nothing to the first prediction", self.whole, SECONDS),
            _row(
                "the same without installs", self.whole - self.installing, SECONDS_WITHOUT_INSTALLS
            ),
        ]


def live_first_day() -> FirstDay:
    """Type the README's first command in a fresh clone.

    Raises:
        RuntimeError: A part of it failed; the message holds what it printed.
    """
    with tempfile.TemporaryDirectory() as parent:
        folder, home = Path(parent, "checkout"), Path(parent, "home")
        home.mkdir()
        git(REPOSITORY, "clone", "--quiet", str(REPOSITORY), str(folder))
        found = _BLOCK.search((folder / "README.md").read_text(encoding="utf-8"))
        assert found  # noqa: S101 - the README begins with it, which a test holds
        *installs, runs = found[1].split(" && ")
        begun = time.monotonic()
        for part in installs:
            _type(part, folder, home)
        installed = time.monotonic() - begun
        lines = _type(runs, folder, home)
        whole = time.monotonic() - begun
        return FirstDay(whole, installed + _first(lines, _RUNS) - _first(lines, _INSTALLS))


def _first(lines: Lines, start: str) -> float:
    """Return the moment of the first line that starts so."""
    return next(moment for moment, line in lines if line.startswith(start))


def _type(part: str, folder: Path, home: Path) -> Lines:
    """Run a part of a line, with this Python as `python3`; return what it printed, and when."""
    words = [sys.executable if word == "python3" else word for word in part.split()]
    inherited = undisturbed_environment().items()
    kept = {name: value for name, value in inherited if not name.startswith(_OWNERS)}
    with subprocess.Popen(  # noqa: S603 - what the README says
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
        raise RuntimeError(f"{part} failed:\n{''.join(line for _, line in lines)}")
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
