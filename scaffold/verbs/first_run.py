"""Install a new project in its own virtual environment and run its commands."""

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

# Variables that would make the project's Python import other packages.
_FOREIGN = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "__PYVENV_LAUNCHER__")
# Pip compiles bytecode on one core, which takes a third of its time; this uses all cores and, like
# pip, ignores files that cannot be compiled.
_COMPILE = """
import compileall, sysconfig
compileall.compile_dir(sysconfig.get_path("purelib"), quiet=2, workers=0)
"""


def check_first_run(template: Release | Source, answers: Mapping[str, Any]) -> None:
    """Refuse `--run` for templates and stacks that have no commands to run.

    Raises:
        FirstRunError: The template is not the bundled one, or the stack has no code.
    """
    if isinstance(template, Source):
        raise FirstRunError("`--run` requires the bundled template")
    if "stack" in answers:
        _commands(find_stack(template, answers))


def install(made: NewResult) -> None:
    """Install a new project in a new virtual environment.

    Raises:
        FirstRunError: There is nothing to run, or the installation failed. The project remains.
    """
    _commands(made.stack)
    _install(made.path)


def run_commands(
    made: NewResult,
    announce: Callable[[str], None],
    output: IO[str] | None = None,
) -> None:
    """Run the commands of the stack in an installed project.

    Args:
        made: The project.
        announce: Called with each command line before it runs.
        output: File for the output of the commands; None inherits stdout and stderr.

    Raises:
        FirstRunError: There is nothing to run, or a command failed. The project remains.
    """
    for arguments in _commands(made.stack):
        typed = shlex.join([made.command, *arguments])
        announce(typed)
        if _run([str(_executable(made.path, made.command)), *arguments], made.path, output):
            raise FirstRunError(
                f"`{typed}` failed",
                f"The project was created; rerun the command in `{made.path}`",
            )


def _commands(stack: Stack | None) -> Sequence[Sequence[str]]:
    if stack is None or not stack.first_run:
        raise FirstRunError(
            "This stack has nothing to run",
            "Choose another `--stack` (see `scaffold list`)",
        )
    return stack.first_run


def _install(project: Path) -> None:
    log = project / ".venv" / "install.log"
    if _run([sys.executable, "-m", "venv", str(project / ".venv")], project, sys.stderr):
        raise FirstRunError(
            "Cannot create a virtual environment", "On Debian or Ubuntu, install `python3-venv`"
        )
    python = str(_executable(project, "python"))
    pip = [python, "-m", "pip", "--disable-pip-version-check"]
    with log.open("w", encoding="utf-8") as output:
        if _run([*pip, "install", "--no-compile", "--editable", "."], project, output):
            raise FirstRunError(
                f"Cannot install the dependencies of `{project.name}`",
                f"The project was created; see `{log}`",
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
