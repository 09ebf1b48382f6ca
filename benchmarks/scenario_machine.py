"""A machine on which the scenarios run: commands that see no settings but those given here."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import undisturbed_environment

_IDENTITY = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "Owner"), ("EMAIL", "owner@localhost"))
}
_NO_SETTINGS = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
# Longer than the slowest update by far; a tool that waits for an answer has none to wait for.
_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended, with all that it printed."""

    exit_code: int
    output: str


def run(words: Sequence[str | Path], folder: Path, home: Path | None = None) -> Finished:
    """Run a command without a terminal.

    Args:
        words: The command.
        folder: Where it runs.
        home: The home folder that it sees, where tools keep settings and templates.
    """
    done = subprocess.run(  # noqa: S603 - the commands are constants of the benchmarks
        [str(word) for word in words],
        cwd=folder,
        env={**_environment(), **({"HOME": str(home)} if home else {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=_SECONDS,
        check=False,
    )
    return Finished(done.returncode, done.stdout)


def run_well(words: Sequence[str | Path], folder: Path, home: Path | None = None) -> str:
    """Run a command that has to succeed; return what it printed.

    Raises:
        RuntimeError: It failed; the message holds what it printed.
    """
    finished = run(words, folder, home)
    if finished.exit_code:
        raise RuntimeError(f"{[str(word) for word in words]} failed:\n{finished.output}")
    return finished.output


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder."""
    return run_well(("git", *arguments), folder)


def commit(project: Path) -> None:
    """Commit all that stands in a project, also where nothing is new."""
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--allow-empty", "--message=Work")


def read_texts(folder: Path) -> dict[str, str]:
    """Return the text of every file of a project by its path, but nothing of its repository."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in _files(folder)
    }


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name != ".git":
            yield from _files(path)
        elif path.is_file():
            yield path


def _environment() -> dict[str, str]:
    """Leave out the variables with which git or a virtual environment speaks to its children."""
    inherited = undisturbed_environment()
    kept = {
        key: value for key, value in inherited.items() if not key.startswith(("GIT_", "VIRTUAL_"))
    }
    return {**kept, **_IDENTITY, **_NO_SETTINGS}
