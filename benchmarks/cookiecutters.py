"""Scaffold beside cruft and cookiecutter: the same files, in the same releases, in one run.

Run it as `python -m benchmarks.cookiecutters`. The peers' template holds the renders themselves,
with nothing to fill in: they copy where scaffold renders.
"""

import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.comparison import Comparison, Row, format_table, take_turns
from benchmarks.generator import SCAFFOLD
from benchmarks.processes import Command, cpu_seconds
from benchmarks.scenario_machine import git, read_texts, run_well
from benchmarks.scenario_template import PROJECT, Template, cookiecutter_template
from benchmarks.scenario_tools import Tool, Words, install_peer
from benchmarks.update import PERSON, ROUNDS, committed_project, update_copy
from scaffold.template.archives import read_archives

_ANSWERS = ".copier-answers.yml"


def compare_with_cookiecutters(rounds: int = ROUNDS) -> Iterator[Row]:
    """Yield the row of each comparison; one that says why where cruft is not to be had."""
    versions = [archive.version for archive in read_archives()]
    oldest, newest = versions[0], versions[-1]
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent).resolve()
        cruft = install_peer("cruft", folder)
        if cruft is None:
            yield Row("cruft", "", "cannot be installed")
            return
        template = _make_template(folder, versions)
        for comparison in _compare_generators(cruft, template, newest, rounds):
            yield comparison.as_row()
        for way, start in (("with nothing new", newest), (f"from {oldest} to {newest}", oldest)):
            yield _compare_updates(way, cruft, template, (start, newest), rounds).as_row()


def _compare_generators(
    cruft: Tool, template: Template, release: str, rounds: int
) -> Iterator[Comparison]:
    """Yield new projects and `--help`, beside cruft and beside the cookiecutter that it calls."""
    cookiecutter: Words = (cruft.command[0], "-m", "cookiecutter")
    options = ("--defaults", "--no-git", "--release", release, "--into")
    settings = {"HOME": str(template.path.parent)}
    copy = (template.path, "--no-input", "--output-dir")
    peers: dict[str, tuple[Words, *tuple[str, ...]]] = {
        "cruft": (cruft.command, "create"),
        "cookiecutter": (cookiecutter,),
    }
    for name, (command, *verb) in peers.items():
        yield take_turns(
            f"`scaffold new --no-git` / `{name}` of the same files",
            partial(cpu_seconds, _into(*SCAFFOLD, "new", PROJECT, *options)),
            partial(cpu_seconds, _into(*command, *verb, *copy), settings),
            rounds,
        )
        yield take_turns(
            f"`scaffold --help` / `{name} --help`",
            partial(cpu_seconds, _help(*SCAFFOLD)),
            partial(cpu_seconds, _help(*command)),
            rounds,
        )


def _into(*words: str | Path) -> Command:
    """Make the command whose last word is the folder to write into."""
    return lambda folder: (*words, folder)


def _help(*words: str | Path) -> Command:
    return lambda _: (*words, "--help")


def _make_template(folder: Path, versions: list[str]) -> Template:
    """Make a template of cookiecutter whose releases are the renders of scaffold's."""
    template = cookiecutter_template(folder / "template")
    for version in versions:
        options = ("--defaults", "--no-git", "--release", version, "--into", folder / version)
        run_well((*SCAFFOLD, "new", PROJECT, *options), folder, folder)
        files = read_texts(folder / version / PROJECT)
        del files[_ANSWERS]
        template.release(files, f"v{version}")
    return template


def _compare_updates(
    way: str, cruft: Tool, template: Template, releases: tuple[str, str], rounds: int
) -> Comparison:
    start, end = releases
    with committed_project(start) as (project, settings), tempfile.TemporaryDirectory() as place:
        peer = _make_project(cruft, template, start, Path(place))
        ours = update_copy(project, *SCAFFOLD, "update", "--defaults", "--to", end)
        to_end = ("--checkout", f"v{end}")
        theirs = update_copy(peer, *cruft.command, *cruft.update, *to_end, "--project-dir")
        return take_turns(
            f"`scaffold update` / `{cruft.version(Path(place))}` {way}",
            partial(cpu_seconds, ours, settings),
            partial(cpu_seconds, theirs, {"HOME": place, **PERSON}),
            rounds,
        )


def _make_project(cruft: Tool, template: Template, release: str, place: Path) -> Path:
    """Make and commit the project of a release as cruft makes it."""
    release_of = ("--checkout", f"v{release}")
    run_well((*cruft.command, *cruft.new(template.path, place), *release_of), place, place)
    project = place / PROJECT
    git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "add", "--all", "--force")
    git(project, "commit", "--quiet", "--message=Begin")
    return project


def main() -> None:
    """Measure and print the table."""
    sys.stdout.write(format_table(compare_with_cookiecutters()))


if __name__ == "__main__":
    main()
