"""Set a new project up and run it: its own environment, then its own commands."""

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from scaffold.errors import FirstRunError
from scaffold.template.catalog import Stack, find_stack
from scaffold.template.releases import Release, Source
from scaffold.verbs.new import NewResult

# Variables that would lead the project's Python to packages that are not its own.
_FOREIGN = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "__PYVENV_LAUNCHER__")
# Pip compiles what it installs on one core, a third of its time; this takes all cores. A file that
# cannot be compiled is left to the one who imports it, as pip leaves it.
_COMPILE = """
import compileall, sysconfig
compileall.compile_dir(sysconfig.get_path("purelib"), quiet=2, workers=0)
"""


def check_first_run(template: Release | Source, answers: Mapping[str, Any]) -> None:
    """Refuse early what could not be run later.

    Raises:
        FirstRunError: The template is not the bundled one, or the chosen stack has no code.
    """
    if isinstance(template, Source):
        raise FirstRunError(
            "Only projects of the bundled template can be run at once.", "Leave out --run."
        )
    if "stack" in answers:
        _commands(find_stack(template, answers))


def install(made: NewResult) -> None:
    """Install a new project in an environment of its own.

    Raises:
        FirstRunError: There is nothing to run, or installing failed. The project stays.
    """
    _commands(made.stack)
    _install(made.path)


def run_commands(
    made: NewResult,
    announce: Callable[[str], None],
    output: IO[str] | None = None,
) -> None:
    """Run the commands that show what the stack of an installed project does.

    Args:
        made: The project.
        announce: Takes each command, as it is typed in a shell, before it runs.
        output: Takes what the commands print; None lets them print where this process prints.

    Raises:
        FirstRunError: There is nothing to run, or a command failed. The project stays.
    """
    for arguments in _commands(made.stack):
        typed = shlex.join([made.command, *arguments])
        announce(typed)
        if _run([str(_executable(made.path, made.command)), *arguments], made.path, output):
            raise FirstRunError(
                f"`{typed}` failed.", f"The project is complete; try again in {made.path}."
            )


def _commands(stack: Stack | None) -> Sequence[Sequence[str]]:
    if stack is None or not stack.first_run:
        raise FirstRunError(
            "There is nothing to run in this project.",
            "--run is for stacks with code: see `scaffold list`.",
        )
    return stack.first_run


def _install(project: Path) -> None:
    log = project / ".venv" / "install.log"
    if _run([sys.executable, "-m", "venv", str(project / ".venv")], project, sys.stderr):
        raise FirstRunError(
            "No virtual environment could be made.", "On Debian, install python3-venv first."
        )
    python = str(_executable(project, "python"))
    pip = [python, "-m", "pip", "--disable-pip-version-check"]
    with log.open("w", encoding="utf-8") as output:
        if _run([*pip, "install", "--no-compile", "--editable", "."], project, output):
            raise FirstRunError(
                f"The packages of {project.name} could not be installed.",
                f"The project is complete; {log} says what failed.",
            )
        _run([python, "-c", _COMPILE], project, output)


def _executable(project: Path, name: str) -> Path:
    folder = "Scripts" if os.name == "nt" else "bin"
    return project / ".venv" / folder / name


def _run(command: Sequence[str], folder: Path, output: IO[Any] | None) -> int:
    environment = {key: value for key, value in os.environ.items() if key not in _FOREIGN}
    done = subprocess.run(  # noqa: S603 - the arguments are a list, no shell reads them
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        check=False,
    )
    return done.returncode
