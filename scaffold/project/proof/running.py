"""Runs checks in the scratch copy of a project."""

import os
import shlex
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from uuid import uuid4

from scaffold.notebooks.verification.kernel.ending import MARK, end_process
from scaffold.project.proof.check_runs import CheckRun
from scaffold.project.proof.chosen_checks import Check
from scaffold.project.proof.junit import read_results

__all__ = ["MARK", "ScratchFolders", "end_process", "run_check", "set_up_variables"]

# Each test has a name that pytest accepts, and runs whatever the others do.
_PYTEST_OPTIONS = "-o junit_family=xunit1 --continue-on-collection-errors --maxfail=0"
_TAIL_BYTES = 20_000
_TAIL_LINES = 20
_NOT_FOUND = 127  # The exit code of a shell for a program that does not exist.


@dataclass(frozen=True, slots=True)
class ScratchFolders:
    """Folders of a proof.

    Attributes:
        base: Contains everything below.
    """

    base: Path

    @property
    def project(self) -> Path:
        """The copy of the project; at the same path in all runs."""
        return self.base / "project"

    @property
    def temporary(self) -> Path:
        """Where tests write temporary files."""
        return self.base / "tmp"

    @property
    def results(self) -> Path:
        """The JUnit XML of the last run."""
        return self.base / "results.xml"

    @property
    def log(self) -> Path:
        """The output of the last run."""
        return self.base / "log"


def set_up_variables(folders: ScratchFolders, variables: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variables with which checks write results and temporary files."""
    given = variables.get("PYTEST_ADDOPTS", "")
    results = f"--junitxml={shlex.quote(folders.results.as_posix())}"
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folders.temporary))
    return {
        **variables,
        **temporary,
        "MYPY_CACHE_DIR": str(folders.base / "mypy"),
        "PYTEST_ADDOPTS": f"{given} {_PYTEST_OPTIONS} {results}".strip(),
    }


def run_check(
    check: Check, folders: ScratchFolders, variables: Mapping[str, str], limit: float
) -> CheckRun:
    """Run a check in the copy of the project.

    Args:
        check: The check.
        folders: The folders.
        variables: Environment variables, as `set_up_variables` returns them.
        limit: Seconds after which the check is ended.
    """
    folders.results.unlink(missing_ok=True)
    began = time.monotonic()
    exit_code, message = _run(check, folders, variables, limit)
    seconds = time.monotonic() - began
    is_green = exit_code in check.green
    tests = None if exit_code is None else read_results(folders.results)
    return CheckRun(check.name, is_green, exit_code, message, tests, seconds)


def _run(
    check: Check, folders: ScratchFolders, variables: Mapping[str, str], limit: float
) -> tuple[int | None, str]:
    """Run a command; return its exit code, or None at the time limit, and its last lines."""
    mark = uuid4().hex
    try:
        with _started(check, folders, {**variables, MARK: mark}, mark) as process:
            exit_code = process.wait(timeout=limit)
    except subprocess.TimeoutExpired:
        return None, f"did not finish within {limit:g} s"
    except OSError as error:
        reason = os.strerror(error.errno or 0).lower()
        return _NOT_FOUND, f"Cannot run `{check.command[0]}`: {reason}"
    return exit_code, _read_tail(folders)


@contextmanager
def _started(
    check: Check, folders: ScratchFolders, variables: Mapping[str, str], mark: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command in a session of its own, and end all of it, whatever happens."""
    with folders.log.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - a list, which no shell reads
            _find_program(check.command, variables),
            cwd=folders.project,
            env=dict(variables),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            end_process(process, mark)


def _find_program(command: tuple[str, ...], variables: Mapping[str, str]) -> list[str]:
    """Return a command with the path of its program, as the environment of the check finds it."""
    found = which(command[0], path=variables.get("PATH"))
    return [found or command[0], *command[1:]]


def _read_tail(folders: ScratchFolders) -> str:
    """Return the last lines of the output, with paths relative to the project."""
    with folders.log.open("rb") as log:
        log.seek(0, os.SEEK_END)
        log.seek(max(0, log.tell() - _TAIL_BYTES))
        text = log.read().decode("utf-8", "replace")
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    tail = "\n".join(lines[-_TAIL_LINES:])
    return tail.replace(f"{folders.project}{os.sep}", "").replace(str(folders.project), ".")
