"""The generator beside Copier: the same template, the same answers, in one run.

Run it as `python -m benchmarks.generator`, in an environment that has both.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.comparison import Comparison, format_table, take_turns
from benchmarks.processes import Command, cpu_seconds
from scaffold.template.releases import bundled_release

ROUNDS = 7
NEW_AT_MOST = 0.75
HELP_AT_MOST = 0.35
# As `python -m`, so that both start the same way in every kind of environment.
SCAFFOLD = (sys.executable, "-m", "scaffold")
COPIER = (sys.executable, "-m", "copier")


def compare_generators(rounds: int = ROUNDS) -> Iterator[Comparison]:
    """Yield each comparison as soon as it is measured."""
    with templates() as (folder, checkout):
        peers = {"a folder": _copier_copy(folder), "a git repository": _copier_copy(checkout)}
        for source, peer in peers.items():
            for option in ("--no-git", "--git"):
                yield take_turns(
                    f"`scaffold new {option}` / `copier copy` of {source}",
                    partial(cpu_seconds, _scaffold_new(option)),
                    partial(cpu_seconds, peer),
                    rounds,
                    NEW_AT_MOST,
                )
    yield take_turns(
        "`scaffold --help` / `copier --help`",
        partial(cpu_seconds, lambda _: (*SCAFFOLD, "--help")),
        partial(cpu_seconds, lambda _: (*COPIER, "--help")),
        2 * rounds,
        HELP_AT_MOST,
    )


def _scaffold_new(option: str) -> Command:
    return lambda folder: (*SCAFFOLD, "new", "demo", "--defaults", option, "--into", folder)


def _copier_copy(source: Path) -> Command:
    options = ("copy", "--defaults", "--data", "project_name=demo")
    return lambda folder: (*COPIER, *options, source, folder / "demo")


@contextmanager
def templates() -> Iterator[tuple[Path, Path]]:
    """Yield the bundled template twice: as a plain folder, and in a git repository with a tag.

    Copier clones the second, as it does with the address of a template; no network is involved.
    """
    release = bundled_release()
    with tempfile.TemporaryDirectory() as parent:
        folder, checkout = Path(parent, "folder"), Path(parent, "checkout")
        for copy in (folder, checkout):
            copy.mkdir()
            shutil.copy2(release.path / "copier.yml", copy)
            for part in ("questions", "template"):
                shutil.copytree(release.path / part, copy / part)
        _git(checkout, "init", "--quiet")
        _git(checkout, "add", "--all", "--force")
        _git(checkout, "-c", "commit.gpgSign=false", "commit", "--quiet", "--message=Release")
        _git(checkout, "tag", "v0.1.0")
        yield folder, checkout


def _git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=benchmark", "-c", "user.email=benchmark@localhost")
    command = ["git", *identity, *arguments]
    subprocess.run(command, cwd=folder, check=True)  # noqa: S603 - constants of this module


def main() -> None:
    """Measure and print the table."""
    sys.stdout.write(format_table(comparison.as_row() for comparison in compare_generators()))


if __name__ == "__main__":
    main()
