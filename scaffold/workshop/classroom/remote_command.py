"""The command of the user that creates a repository for the project of a learner."""

import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

from scaffold.errors import InvalidAnswerError, ScaffoldError
from scaffold.workshop.classroom.roster import Learner

_SECONDS = 120
PLACEHOLDERS = ("id", "folder", "path", "name", "section")


class RemoteError(ScaffoldError):
    """The command of the user created no repository."""


def split_remote(command: str) -> list[str]:
    """Return the words of a command template.

    Raises:
        InvalidAnswerError: A quote is not closed, or a placeholder is unknown.
    """
    try:
        words = shlex.split(command)
        for word in words:
            word.format(**dict.fromkeys(PLACEHOLDERS, ""))
    except (ValueError, KeyError, IndexError, AttributeError) as error:
        known = ", ".join(f"`{{{name}}}`" for name in PLACEHOLDERS)
        raise InvalidAnswerError(
            f"Invalid command in `--remote`: {error}", f"Placeholders are {known}"
        ) from error
    return words


def make_remote(words: Sequence[str], learner: Learner, project: Path) -> str:
    """Run the command of the user for a project; return the last line that it printed.

    Raises:
        RemoteError: It cannot be run, failed, or printed nothing.
    """
    values = dict(zip(PLACEHOLDERS, _values(learner, project), strict=True))
    try:
        done = subprocess.run(  # noqa: S603 - the user's own command, which no shell reads
            [word.format(**values) for word in words],
            cwd=project,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RemoteError(f"Cannot run `{words[0]}`: {error}") from error
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    if done.returncode or not lines:
        reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise RemoteError(reason if done.returncode else f"`{words[0]}` printed no address")
    return lines[-1]


def _values(learner: Learner, project: Path) -> tuple[str, ...]:
    return (learner.id, project.name, str(project), learner.name, learner.section)
