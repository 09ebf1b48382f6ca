"""Updates beside Copier's: copies of one committed project, the same releases, in one run.

Run it as `python -m benchmarks.update`, in an environment that has both.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.comparison import Comparison, format_table, take_turns
from benchmarks.generator import COPIER, SCAFFOLD
from benchmarks.processes import Command, cpu_seconds, undisturbed_environment
from scaffold.template.archives import read_archives

ROUNDS = 7
NOTHING_NEW_AT_MOST = 0.2
UPDATE_AT_MOST = 0.4
_UPDATE = ("update", "--defaults")
PERSON = {
    "GIT_AUTHOR_NAME": "benchmark",
    "GIT_AUTHOR_EMAIL": "benchmark@localhost",
    "GIT_COMMITTER_NAME": "benchmark",
    "GIT_COMMITTER_EMAIL": "benchmark@localhost",
}


def compare_updates(rounds: int = ROUNDS) -> Iterator[Comparison]:
    """Yield each comparison as soon as it is measured."""
    versions = [archive.version for archive in read_archives()]
    oldest, newest = versions[0], versions[-1]
    yield _compare("with nothing new", newest, newest, rounds, NOTHING_NEW_AT_MOST)
    yield _compare(f"from {oldest} to {newest}", oldest, newest, rounds, UPDATE_AT_MOST)


def _compare(way: str, start: str, end: str, rounds: int, at_most: float) -> Comparison:
    """Measure both, each told the release to go to, so that both go the same way in a checkout."""
    with committed_project(start) as (project, settings):
        return take_turns(
            f"`scaffold update` / `copier update` {way}",
            partial(cpu_seconds, update_copy(project, *SCAFFOLD, *_UPDATE, "--to", end), settings),
            partial(
                cpu_seconds,
                update_copy(project, *COPIER, *_UPDATE, "--vcs-ref", f"v{end}"),
                settings,
            ),
            rounds,
            at_most,
        )


def update_copy(project: Path, *words: str | Path) -> Command:
    """Make the command for a copy, which is its last word and made before the measuring begins."""
    return lambda folder: (*words, shutil.copytree(project, folder / project.name))


@contextmanager
def committed_project(release: str) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """Yield a project, and the settings of a person of whom this is the only project.

    Making it writes the repository from which Copier updates; no network is involved.
    """
    with tempfile.TemporaryDirectory() as parent:
        settings = {"HOME": parent, **PERSON}
        subprocess.run(  # noqa: S603 - constants of this module
            [*SCAFFOLD, "new", "demo", "--defaults", "--git", "--release", release],
            cwd=parent,
            env={**undisturbed_environment(), **settings},
            check=True,
            capture_output=True,
        )
        yield Path(parent, "demo"), settings


def main() -> None:
    """Measure and print the table."""
    sys.stdout.write(format_table(comparison.as_row() for comparison in compare_updates()))


if __name__ == "__main__":
    main()
