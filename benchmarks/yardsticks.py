"""The usual project of other generators beside that of scaffold: its cost, and what it can do.

Run it as `python -m benchmarks.yardsticks`. Each peer stands in an environment of its own, and its
project in another, made as its documentation says.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.comparison import Row, format_table, take_turns
from benchmarks.newcomer import live_first_day
from benchmarks.peers import (
    PEERS,
    PROJECT,
    Generator,
    Peer,
    Words,
    install,
    make_environment,
    pip_install,
    scaffold,
)
from benchmarks.processes import Command, cpu_seconds
from benchmarks.scenario_machine import git, run, run_well

ROUNDS = 5
# What pytest ends with where it finds nothing to run.
_NO_TESTS = 5
TEXT = "Transfer learning with transformers for text classification"
# What commands leave behind beside a model.
_TRACES = frozenset({".pyc", ".log", ".lock", ".tag"})


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a fresh project can do, each in words for the table."""

    files: str
    tests: str
    trains: str
    predicts: str


def compare_peers(rounds: int = ROUNDS) -> Iterator[Row]:
    """Yield the rows of every peer; one that is not there has one row that says why."""
    ours = scaffold()
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent).resolve()
        own = _look_at_own(folder)
        for peer in PEERS:
            sys.stderr.write(f"{peer.name}\n")
            found = install(peer, folder)
            if isinstance(found, str):
                yield Row(f"{peer.name}", "", found)
                continue
            other = _look_at(peer, found, folder)
            yield from _costs(ours, found, rounds)
            for ability in ("files", "tests", "trains", "predicts"):
                what = f"{ability}: scaffold / {found.name}"
                yield Row(what, getattr(own, ability), getattr(other, ability))
        yield from live_first_day().as_rows()


def _costs(ours: Generator, theirs: Generator, rounds: int) -> Iterator[Row]:
    commands: dict[str, tuple[Command, Command]] = {
        "a new project": (ours.new, theirs.new),
        "--help": (lambda _: ours.help, lambda _: theirs.help),
    }
    for what, (here, there) in commands.items():
        yield take_turns(
            f"{what}: scaffold / {theirs.name}",
            partial(cpu_seconds, here, ours.settings),
            partial(cpu_seconds, there, theirs.settings),
            rounds,
        ).as_row()


def _look_at_own(folder: Path) -> Abilities:
    """Make the project of scaffold, install it, and use all of it."""
    place, environment = folder / "own", make_environment(folder / "own-environment")
    place.mkdir()
    run_well(scaffold().new(place), place)
    project = place / PROJECT
    files = _count(project)
    pip_install(environment, ("--editable", ".", "--group", "dev"), project)
    command = environment / "bin" / PROJECT
    return Abilities(
        files=files,
        tests=_try_tests(environment, project),
        trains=_try_training(((command, "elt-data"), (command, "train")), project),
        predicts="yes" if run((command, "predict", TEXT), project).exit_code == 0 else "no",
    )


def _look_at(peer: Peer, generator: Generator, folder: Path) -> Abilities:
    """Make the project of a peer, install it as its documentation says, and try what it has."""
    place = folder / f"{peer.command}-made"
    place.mkdir()
    made = run(generator.new(place), place)
    project = place / peer.folder
    if made.exit_code or not project.is_dir():
        return Abilities("none", "-", "-", "-")
    files = _count(project)
    if not (project / ".git").exists():  # Some take their version from it.
        git(project, "init", "--quiet")
    environment = make_environment(folder / f"{peer.command}-project")
    problem = pip_install(environment, peer.install, project)
    if problem:
        return Abilities(files, f"cannot be installed: {problem}"[:80], "-", "-")
    python = environment / "bin" / "python"
    trains = _try_training(((python, *peer.train),), project) if peer.train else "no"
    tests = _try_tests(environment, project)
    if trains == "no" or not peer.predict:  # Without a model there is nothing to predict with.
        return Abilities(files, tests, trains, "no")
    predicted = run((python, *peer.predict), project)
    return Abilities(files, tests, trains, "no" if predicted.exit_code else "yes")


def _try_tests(environment: Path, project: Path) -> str:
    """Run the tests that a fresh project has, and tell how they end."""
    finished = run((environment / "bin" / "python", "-m", "pytest", "-q"), project)
    lines = finished.output.strip().splitlines() or [""]
    if finished.exit_code == 0:
        return f"pass ({lines[-1].strip('= ')})"
    if finished.exit_code == _NO_TESTS:
        return "there are none"
    reason = next((line for line in lines if "error:" in line.lower()), lines[-1])
    return f"fail ({reason.strip('= ')[:80]})"


def _try_training(commands: tuple[Words, ...], project: Path) -> str:
    """Run what should train; it did if it ends well and leaves a file behind."""
    before = set(project.rglob("*"))
    if any(run(words, project).exit_code for words in commands):
        return "no"
    new = [path for path in set(project.rglob("*")) - before if path.is_file()]
    return "yes" if any(path.suffix not in _TRACES for path in new) else "no"


def _count(project: Path) -> str:
    files = (path for path in project.rglob("*") if path.is_file())
    return str(sum(".git" not in path.relative_to(project).parts for path in files))


def main() -> None:
    """Measure and print the table."""
    sys.stdout.write(format_table(compare_peers()))


if __name__ == "__main__":
    main()
