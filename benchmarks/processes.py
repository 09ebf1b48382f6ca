"""CPU time of whole commands, as a person starts them."""

import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

# Makes the command for an empty folder, into which it writes.
Command = Callable[[Path], Sequence[str | Path]]

# With the first, Python would compile every module again in every run, and the comparison would be
# one of compile times. The others load tools into the processes that are measured.
_DISTURBING = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONPROFILEIMPORTTIME", "COVERAGE_RUN")


def cpu_seconds(command: Command, settings: Mapping[str, str] | None = None) -> float:
    """Run a command in a fresh folder; return user and system CPU seconds of it and its children.

    Children count when the command waited for them, as it does for git.

    Args:
        command: Makes the command for the folder.
        settings: Environment variables, beside those of this process.

    Raises:
        RuntimeError: The command failed; the message holds what it printed.
    """
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as output:
        words = [str(word) for word in command(Path(folder))]
        process = subprocess.Popen(  # noqa: S603 - the commands are constants of the benchmarks
            words,
            cwd=folder,
            env={**undisturbed_environment(), **(settings or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)  # Popen need not wait any more.
        if process.returncode:
            output.seek(0)
            raise RuntimeError(f"{words} failed:\n{output.read().decode()}")
        return usage.ru_utime + usage.ru_stime


def undisturbed_environment() -> dict[str, str]:
    """Return the environment without what would change the timing of Python itself."""
    return {key: value for key, value in os.environ.items() if key not in _DISTURBING}
