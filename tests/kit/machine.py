"""Run commands as a person does: a real process, its output and its exit code."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# A plain file whose beginning nobody can read, the superuser included; it is there on Linux.
UNREADABLE = Path("/proc/self/mem")


@dataclass(frozen=True, slots=True)
class Finished:
    """What a command left: its exit code and all it printed."""

    exit_code: int
    output: str
    errors: str

    @property
    def error_lines(self) -> list[str]:
        """The lines on stderr that say what is wrong and what to do."""
        return [line for line in self.errors.splitlines() if line.startswith(("error:", "hint:"))]


# What the fixture `scaffold` returns: it runs the command line with arguments.
Scaffold = Callable[..., Finished]


def run_command(
    command: Sequence[str],
    *,
    folder: Path | None = None,
    timeout: float = 900,
    settings: Mapping[str, str] | None = None,
) -> Finished:
    """Run a command to its end.

    Args:
        command: The program and its arguments.
        folder: Where it runs; None is the current folder.
        timeout: Seconds after which the test fails rather than hangs.
        settings: Environment variables, beside those of this process.
    """
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **(settings or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


def shell(folder: Path, script: str) -> None:
    """Set the stage; a script that fails is a mistake in a test."""
    done = run_command(["sh", "-ec", script], folder=folder)
    assert done.exit_code == 0, done
