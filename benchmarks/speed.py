"""New projects, updates, checks and renders beside every peer, in one interleaved run.

Run it as `python -m benchmarks.speed ROUNDS`; the template of ccds is found as by `yardsticks`.
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from benchmarks.comparison import format_cells
from benchmarks.generator import COPIER, SCAFFOLD, templates
from benchmarks.peers import PEERS, Generator, install
from benchmarks.placeholders import (
    NAME,
    count_placeholders,
    own_files,
    write_cookiecutter_template,
    write_jinja_template,
)
from benchmarks.processes import Command, cpu_seconds
from benchmarks.scenario_machine import git, run_well
from benchmarks.scenario_template import PROJECT, Template, cookiecutter_template
from benchmarks.scenario_tools import Tool, Words, install_peer
from benchmarks.update import PERSON, committed_project, update_copy
from scaffold.template.archives import read_archives

_ROUNDS = 7
_OURS = "scaffold new --no-git"
_HEADING = ("promise", "ratio", "at most", "met")
_COMPARED = ("ccds", "kedro", "hatch", "uv init")


@dataclass(frozen=True, slots=True)
class Case:
    """A command that is measured.

    Attributes:
        name: How the table calls it.
        command: Makes the command for an empty folder.
        settings: Environment variables.
    """

    name: str
    command: Command
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Promise:
    """How much CPU a command may take.

    Attributes:
        name: The case.
        peer: The case that it is compared with; empty for seconds.
        at_most: The largest ratio to the peer, or the most seconds.
    """

    name: str
    peer: str
    at_most: float


PROMISES = (
    Promise(_OURS, "cookiecutter, placeholders", 0.6),
    Promise(_OURS, "cookiecutter, plain", 1.1),
    Promise(_OURS, "copier copy", 0.25),
    Promise("scaffold update", "copier update", 0.12),
    Promise("scaffold update, nothing new", "copier update, nothing new", 0.06),
    Promise("scaffold check", "cruft check", 1.0),
    Promise("24 renders in one process", "", 0.5),
)


def measure(cases: list[Case], rounds: int) -> dict[str, list[float]]:
    """Return CPU seconds by case; every round runs each case once."""
    for case in cases:
        cpu_seconds(case.command, case.settings)
    seconds: dict[str, list[float]] = {case.name: [] for case in cases}
    for number in range(rounds):
        sys.stderr.write(f"Round {number + 1} of {rounds}\n")
        for case in cases:
            seconds[case.name].append(cpu_seconds(case.command, case.settings))
    return seconds


def format_results(seconds: Mapping[str, list[float]]) -> str:
    """Return the medians as a table, and the promises below it."""
    start = median(seconds["python -c pass"])
    rows: list[tuple[str, ...]] = [("what", "CPU ms", "smallest", "largest", "x pass")]
    for name, runs in seconds.items():
        figures = (median(runs), min(runs), max(runs))
        shown = (f"{1000 * each:.0f}" for each in figures)
        rows.append((name, *shown, f"{figures[0] / start:.1f}"))
    known = seconds.keys() | {""}
    promises = [each for each in PROMISES if {each.name, each.peer} <= known]
    judged = [_HEADING, *(_judge(promise, seconds) for promise in promises)]
    return f"{format_cells(rows)}\n{format_cells(judged)}"


def _judge(promise: Promise, seconds: Mapping[str, list[float]]) -> tuple[str, str, str, str]:
    """Compare the medians of the ratios within each round: both ran when the load was the same."""
    ours = seconds[promise.name]
    peers = seconds[promise.peer] if promise.peer else [1.0] * len(ours)
    ratio = median(one / other for one, other in zip(ours, peers, strict=True))
    what = f"{promise.name} / {promise.peer}" if promise.peer else f"{promise.name}, seconds"
    met = "yes" if ratio <= promise.at_most else "NO"
    return what, f"{ratio:.3f}", f"{promise.at_most:g}", met


@contextmanager
def prepare(folder: Path) -> Iterator[list[Case]]:
    """Yield all cases whose tools can be installed."""
    home = folder / "home"
    home.mkdir()
    settings = {"HOME": str(home), **PERSON}
    run_well((*SCAFFOLD, "new", NAME, "--defaults", "--no-git"), home, home)
    files = own_files(home / NAME)
    sys.stderr.write(f"{len(files)} files, {count_placeholders(files)} placeholders\n")
    cases = [
        Case("python -c pass", lambda _: (sys.executable, "-c", "pass")),
        Case(_OURS, lambda place: (*SCAFFOLD, "new", NAME, "-l", "--no-git", "--into", place)),
        _jinja_case(folder, files),
        Case("24 renders in one process", lambda _: (sys.executable, _beside("many_renders.py"))),
    ]
    cruft = install_peer("cruft", folder)
    if cruft:
        cases += _cookiecutter_cases(folder, files, cruft)
    cases += _other_generators(folder)
    with templates() as (plain, _), _update_cases(cruft, folder) as updates:
        copy = ("copy", "--defaults", "--data", f"project_name={NAME}", plain)
        cases.append(Case("copier copy", lambda place: (*COPIER, *copy, place / NAME)))
        cases += updates
        yield [replace(each, settings={**settings, **each.settings}) for each in cases]


def _beside(name: str) -> Path:
    return Path(__file__).with_name(name)


def _jinja_case(folder: Path, files: Mapping[str, str]) -> Case:
    template = write_jinja_template(folder / "jinja", files)
    script = _beside("jinja_script.py")
    words = (sys.executable, script, template)
    return Case("script of 30 lines with Jinja2", _into(words))


def _cookiecutter_cases(folder: Path, files: Mapping[str, str], cruft: Tool) -> Iterator[Case]:
    """Yield cookiecutter and cruft with the same files: copied, and with placeholders in them."""
    python = cruft.command[0]
    for name, fill in (("placeholders", True), ("plain", False)):
        template = write_cookiecutter_template(folder / name, files, fill=fill)
        words: Words = (python, "-m", "cookiecutter", template, "--no-input", "--output-dir")
        yield Case(f"cookiecutter, {name}", _into(words))
    repository = write_cookiecutter_template(folder / "repository", files, fill=True)
    git(repository, "init", "--quiet", "--initial-branch=main")
    git(repository, "add", "--all", "--force")
    git(repository, "commit", "--quiet", "--message=Release")
    create: Words = (*cruft.command, "create", repository, "--no-input", "--output-dir")
    yield Case("cruft create", _into(create))


def _into(words: Words) -> Command:
    return lambda place: (*words, place)


def _other_generators(folder: Path) -> Iterator[Case]:
    for peer in PEERS:
        if peer.name in _COMPARED:
            found = install(peer, folder)
            if isinstance(found, Generator):
                yield Case(found.name, found.new, found.settings)
            else:
                sys.stderr.write(f"{peer.name} {found}\n")


@contextmanager
def _update_cases(cruft: Tool | None, folder: Path) -> Iterator[list[Case]]:
    versions = [archive.version for archive in read_archives()]
    old, new = versions[0], versions[-1]
    with committed_project(old) as (project, settings), committed_project(new) as (latest, others):
        updates = {"update": (project, settings), "update, nothing new": (latest, others)}
        cases = []
        for way, (source, home) in updates.items():
            ours = update_copy(source, *SCAFFOLD, "update", "--defaults", "--to", new)
            theirs = update_copy(source, *COPIER, "update", "--defaults", "--vcs-ref", f"v{new}")
            cases.append(Case(f"scaffold {way}", ours, home))
            cases.append(Case(f"copier {way}", theirs, home))
        checked = folder / "home" / NAME
        cases.append(Case("scaffold check", lambda _: (*SCAFFOLD, "check", checked)))
        yield cases + (_cruft_check(cruft, folder) if cruft else [])


def _cruft_check(cruft: Tool, folder: Path) -> list[Case]:
    template: Template = cookiecutter_template(folder / "checked")
    template.release({"a.txt": "a\n"}, "v1")
    place = folder / "cruft-project"
    place.mkdir()
    run_well((*cruft.command, *cruft.new(template.path, place)), place, folder / "home")
    words = (*cruft.command, "check", "--project-dir", place / PROJECT)
    return [Case("cruft check", lambda _: words)]


def main(arguments: list[str]) -> int:
    """Measure and print the table; return 1 if a promise is broken."""
    rounds = int(arguments[0]) if arguments else _ROUNDS
    with tempfile.TemporaryDirectory() as parent, prepare(Path(parent).resolve()) as cases:
        table = format_results(measure(cases, rounds))
    sys.stdout.write(table)
    return int("| NO" in table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
