"""The environment that the checks of a project run in, and what is installed there."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which

from scaffold.files.interpreters import list_interpreters
from scaffold.project.proof.not_proved import NotProvedError

TOOLS = ("pytest", "ruff", "mypy")
_PROBE_SECONDS = 600  # `uv run` may have to install the packages first.
_PROBE = """\
import importlib.util, json, sys
def find(name):
    spec = importlib.util.find_spec(name)
    return spec and (spec.origin or "")
tools, packages = sys.argv[1].split(","), sys.argv[2].split(",")
print(json.dumps({
    "version": ".".join(map(str, sys.version_info[:3])),
    "tools": [name for name in tools if find(name) is not None],
    "packages": {name: find(name) for name in packages if name},
}))
"""
_FOREIGN = ("PYTHONHOME", "__PYVENV_LAUNCHER__", "COLUMNS", "LINES", "PYTHONSTARTUP")


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment to run checks in.

    Attributes:
        python: Command that starts its Python.
        name: What it is, for the output.
    """

    python: tuple[str, ...]
    name: str

    @property
    def is_made_by_uv(self) -> bool:
        """Whether `uv run` creates it, for the copy."""
        return len(self.python) > 1

    def variables(self, scratch: Path, given: Mapping[str, str]) -> dict[str, str]:
        """Return the environment variables of checks.

        Args:
            scratch: The copy of the project; its code is imported first.
            given: The variables of this process.
        """
        kept = {key: value for key, value in given.items() if key not in _FOREIGN}
        paths = [str(scratch / "src"), str(scratch), kept.get("PYTHONPATH", "")]
        found = {**kept, "PYTHONPATH": os.pathsep.join(filter(None, paths)), "PYTHONHASHSEED": "0"}
        folder = Path(self.python[0]).parent.parent
        programs = Path(self.python[0]).parent
        if self.is_made_by_uv:  # It is made beside the copy, by the first command.
            folder = scratch.parent / "environment"
            programs = folder / ("Scripts" if os.name == "nt" else "bin")
        found["PATH"] = os.pathsep.join(filter(None, (str(programs), kept.get("PATH"))))
        if self.is_made_by_uv or (folder / "pyvenv.cfg").is_file():
            names = ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT")
            found |= dict.fromkeys(names, str(folder))
        return found


@dataclass(frozen=True, slots=True)
class Installed:
    """What an environment contains.

    Attributes:
        version: Version of Python.
        tools: Which of `TOOLS` can be imported.
        packages: From where the packages of the project are imported; None if they are not found.
    """

    version: str
    tools: frozenset[str] = frozenset()
    packages: Mapping[str, str | None] = field(default_factory=dict)


def find_environment(project: Path, given: Mapping[str, str]) -> Environment:
    """Return the environment of a project.

    The first of: `.venv` or `venv` in the project, the active environment, what `uv run` makes of
    `uv.lock`, the Python that runs this command.

    Args:
        project: Folder of the project.
        given: The variables of this process.
    """
    program = next(list_interpreters(project, given), None)
    if program:
        folder = program.parent.parent
        name = folder.name if folder.parent == project.absolute() else str(folder)
        return Environment((str(program),), f"`{name}`")
    uv = which("uv", path=given.get("PATH"))
    if uv and Path(uv).is_absolute() and (project / "uv.lock").is_file():
        return Environment((uv, "run", "--frozen", "--quiet", "python"), "`uv run`")
    return Environment((sys.executable,), "the environment of `scaffold`")


def find_installed(
    environment: Environment, scratch: Path, packages: Sequence[str], variables: Mapping[str, str]
) -> Installed:
    """Return what is installed in an environment.

    Args:
        environment: The environment.
        scratch: The copy of the project.
        packages: Names of the packages of the project.
        variables: Environment variables of checks.

    Raises:
        NotProvedError: Python does not start, or would import the code of the original.
    """
    command = [*environment.python, "-c", _PROBE, ",".join(TOOLS), ",".join(packages)]
    try:
        done = subprocess.run(  # noqa: S603 - the arguments are a list, no shell reads them
            command,
            cwd=scratch,
            env=dict(variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PROBE_SECONDS,
            check=True,
        )
        found = json.loads(done.stdout.splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError) as error:
        raise NotProvedError(
            f"Cannot run Python in {environment.name}: {_find_reason(error)}",
            "Create `.venv` with the packages of the project",
        ) from error
    _check_imports(found["packages"], scratch)
    return Installed(found["version"], frozenset(found["tools"]), found["packages"])


def _find_reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        lines = error.stderr.decode(errors="replace").strip().splitlines()
        return str(lines[-1]) if lines else f"exit code {error.returncode}"
    return type(error).__name__


def _check_imports(packages: Mapping[str, str | None], scratch: Path) -> None:
    """Refuse an environment that imports the original in spite of `PYTHONPATH`."""
    for name, origin in packages.items():
        if origin in (None, "built-in", "frozen"):
            continue
        if not Path(origin).resolve().is_relative_to(scratch):
            raise NotProvedError(
                f"`{name}` would be imported from `{origin}`, not from the scratch copy",
                "Install the project with `pip install --editable .`",
            )
