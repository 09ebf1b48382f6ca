"""The Python interpreters that a project can be run with."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path


def list_interpreters(project: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    """Yield the interpreters of the environments of a project, those in its folder first.

    Args:
        project: Folder of the project.
        environment: Environment variables, which name the active environment.
    """
    for candidate in _list_environments(project, environment):
        program = find_program(candidate)
        if program:
            yield program


def find_program(candidate: Path) -> Path | None:
    """Return the interpreter at a path: a program, or in a virtual environment; None if none."""
    for program in (candidate, candidate / "bin/python", candidate / "Scripts/python.exe"):
        if program.is_file() and os.access(program, os.X_OK):
            return program.absolute()
    return None


def _list_environments(project: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    yield from (project / ".venv", project / "venv")
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        if environment.get(name):
            yield Path(environment[name])
