"""Read the terminal sessions of a page, and run them as a reader would type them."""

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from doctest import ELLIPSIS, OutputChecker
from pathlib import Path

from tests.kit.machine import run_command

_SESSION = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_MARK = "--- end of step ---"
_PROFILE = """\
set -eo pipefail
git config --global user.name "Ada Example"
git config --global user.email ada@example.org
git config --global init.defaultBranch main
"""


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a page, and what the page says that it prints; `...` stands for anything."""

    command: str
    output: str


def read_steps(page: Path) -> list[Step]:
    """Return the commands of a page with a prompt before them, in order."""
    sessions = "".join(_SESSION.findall(page.read_text("utf-8")))
    _, *commands = re.split(r"^\$ ", sessions, flags=re.MULTILINE)
    return [Step(*command.split("\n", 1)) for command in commands]


def run_steps(
    steps: list[Step], folder: Path, settings: Mapping[str, str] | None = None
) -> list[str]:
    """Run the commands in one shell, as on one terminal, and return what each printed.

    What goes to stderr is progress, which no page shows.
    """
    script = _PROFILE + "".join(f"{step.command}\necho '{_MARK}'\n" for step in steps)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = run_command(
        ["bash", "-c", script], folder=folder, settings={**(settings or {}), "PATH": path}
    )
    *outputs, rest = done.output.split(f"{_MARK}\n")
    stopped = steps[min(len(outputs), len(steps) - 1)].command
    assert done.exit_code == 0, f"{stopped}\nended with {done.exit_code}\n{rest}{done.errors}"
    return outputs


def compare(step: Step, output: str) -> str:
    """Return how an output differs from what the page says; nothing where it does not."""
    printed = "".join(f"{line.rstrip()}\n" for line in output.splitlines())
    if OutputChecker().check_output(step.output, printed, ELLIPSIS):
        return ""
    return f"$ {step.command}\n--- the page says\n{step.output}--- it prints\n{printed}"
