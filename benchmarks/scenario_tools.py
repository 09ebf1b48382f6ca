"""The tools of the scenarios: how each is installed, makes a project and updates it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scenario_machine import run, run_well
from benchmarks.scenario_template import PROJECT
from scaffold import __version__

Words = tuple[str | Path, ...]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as its own documentation says to use it, without questions.

    Attributes:
        name: Its name, which is the name of its package, too.
        command: How it is started.
        new: The arguments that make the project of a template in a folder.
        update: The arguments that update the project in the current folder.
        answers: The file in which it remembers the template.
        is_cookiecutter: It reads the template in cookiecutter's form.
    """

    name: str
    command: Words
    new: Callable[[Path, Path], Words]
    update: Words
    answers: str
    is_cookiecutter: bool = False

    @property
    def shown(self) -> str:
        """Return the command that updates, as a person types it."""
        return " ".join((self.name, *map(str, self.update)))

    def version(self, folder: Path) -> str:
        """Return the tool's name and version."""
        if self.name == "scaffold":
            return f"scaffold {__version__}"
        asked = "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))"
        return f"{self.name} {run_well((self.command[0], '-c', asked, self.name), folder).strip()}"


def scaffold() -> Tool:
    """Return the scaffold of this checkout."""
    options = ("--defaults", "--no-git", "--template")
    return Tool(
        name="scaffold",
        command=(sys.executable, "-m", "scaffold"),
        new=lambda template, folder: ("new", PROJECT, *options, template, "--into", folder),
        update=("update", "--defaults"),
        answers=".copier-answers.yml",
    )


def copier(python: Path) -> Tool:
    """Return Copier as that Python has it."""
    return Tool(
        name="copier",
        command=(python, "-m", "copier"),
        new=lambda template, folder: ("copy", "--defaults", template, folder / PROJECT),
        update=("update", "--defaults"),
        answers=".copier-answers.yml",
    )


def cruft(python: Path) -> Tool:
    """Return cruft as that Python has it."""
    return Tool(
        name="cruft",
        command=(python, "-m", "cruft"),
        new=lambda template, folder: ("create", template, "--no-input", "--output-dir", folder),
        update=("update", "-y"),
        answers=".cruft.json",
        is_cookiecutter=True,
    )


PEERS: dict[str, Callable[[Path], Tool]] = {"copier": copier, "cruft": cruft}


def install_peer(name: str, folder: Path) -> Tool | None:
    """Install the newest release of a peer in an environment of its own.

    Returns:
        The tool; None where it cannot be installed, and stderr says why.
    """
    environment = folder / f"{name}-environment"
    uv: Words = (sys.executable, "-m", "uv", "--quiet")
    run_well((*uv, "venv", "--python", sys.executable, environment), folder)
    python = environment / "bin" / "python"
    installed = run((*uv, "pip", "install", "--python", python, name), folder)
    if installed.exit_code:
        sys.stderr.write(f"{name} cannot be installed:\n{installed.output}")
        return None
    return PEERS[name](python)
