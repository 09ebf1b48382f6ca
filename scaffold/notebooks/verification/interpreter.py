"""The interpreter of a project, and what a verification needs in it."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scaffold.files.interpreters import find_program, list_interpreters
from scaffold.notebooks.verification.refusals import VerificationError

# The modules of the folder kernel/, as a package of their own: nothing of scaffold is imported.
_BOOT = """\
import sys
sys.path[:1] = [{folder!r}]
from kernel.driver import main
del sys.path[0]
main()
"""
_CHECK_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Interpreter:
    """An interpreter that can run kernels.

    Attributes:
        path: The program.
        version: Version of Python.
    """

    path: Path
    version: str


def driver_command(python: Path, action: str) -> list[str]:
    """Return the command that starts the driver with an interpreter."""
    return [str(python), "-c", _BOOT.format(folder=str(Path(__file__).parent)), action]


def find_interpreter(project: Path, chosen: Path | None, environment: Mapping[str, str]) -> Path:
    """Return the interpreter of a project.

    Args:
        project: Folder of the project.
        chosen: What the user chose: a program, or the folder of a virtual environment.
        environment: Environment variables, which name the active environment.

    Raises:
        VerificationError: There is none.
    """
    programs = [find_program(chosen)] if chosen else list_interpreters(project, environment)
    found = next(iter(programs), None)
    if found:
        return found
    if chosen:
        raise VerificationError(
            f"No Python interpreter at `{chosen}`", "Pass a program or a virtual environment"
        )
    raise VerificationError(
        f"No virtual environment found for `{project}`",
        "Create `.venv` with the packages of the project, or pass `--python PATH`",
    )


def check_interpreter(python: Path) -> Interpreter:
    """Return what is known about an interpreter that can run kernels.

    Raises:
        VerificationError: It does not start, or `ipykernel` is missing.
    """
    command = driver_command(python, "check")
    try:
        done = subprocess.run(  # noqa: S603 - the arguments are a list, no shell reads them
            command,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_CHECK_SECONDS,
            check=True,
        )
        found = json.loads(done.stdout.splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError) as error:
        raise VerificationError(
            f"Cannot run `{python}`: {type(error).__name__}",
            "Pass another one with `--python PATH`",
        ) from error
    if not (found["ipykernel"] and found["jupyter_client"]):
        raise VerificationError(
            f"`ipykernel` is not installed for `{python}`",
            f"Run `{python} -m pip install ipykernel`",
        )
    return Interpreter(python, found["python"])
