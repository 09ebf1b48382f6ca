"""One environment for all projects of a stack: installing it takes longer than the tests."""

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from tests.conftest import FEATURES, REPOSITORY, Render
from tests.kit.environments import install
from tests.kit.machine import Finished, run_command
from tests.projects.browser import open_page

OFFLINE = REPOSITORY / "tests" / "projects" / "offline"
# Each layout and each end of the features once: as a test shows, features change no code.
RENDERS = [
    pytest.param("package", FEATURES, id="package-all"),
    pytest.param("flat", (), id="flat-fewest"),
]
SCRIPTS = "Scripts" if os.name == "nt" else "bin"


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment in which a project is installed, editable."""

    folder: Path

    def install(self, project: Path, *options: str) -> None:
        """Install a project, with its packages unless the options leave them out."""
        install(self.script("python"), *options, "--editable", str(project), folder=project)

    def install_instead(self, project: Path) -> None:
        """Install a project in place of the one that is there, which has the same packages."""
        self.install(project, "--no-deps")

    def script(self, name: str) -> Path:
        """Return the path of a command in the environment."""
        return self.folder / SCRIPTS / name

    def run(self, project: Path, *command: str, timeout: float = 900) -> Finished:
        """Run a command of the environment in a project, cut off the network."""
        path = f"{self.folder / SCRIPTS}{os.pathsep}{os.environ['PATH']}"
        # The types of the installed packages are the same for each project, and slow to read.
        cache = str(self.folder.with_name("types"))
        settings = {"PYTHONPATH": str(OFFLINE), "PATH": path, "MYPY_CACHE_DIR": cache}
        program = [str(self.script(command[0])), *command[1:]]
        return run_command(program, folder=project, timeout=timeout, settings=settings)


def must_succeed(finished: Finished) -> Finished:
    """Return what finished well; show all it said where it did not."""
    assert finished.exit_code == 0, f"{finished.output}\n{finished.errors}"
    return finished


def shell_blocks(readme: str) -> list[str]:
    """Return the commands that a README tells to type, block by block."""
    blocks = re.findall(r"^```(?:bash|console)\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    return [block.strip() for block in blocks]


def make_environment(folder: Path, project: Path, *options: str) -> Environment:
    """Make an environment and install a project with its development tools."""
    must_succeed(run_command([sys.executable, "-m", "venv", str(folder)]))
    made = Environment(folder)
    made.install(project, "--group", "dev", *options)
    return made


@pytest.fixture(scope="session")
def environment(rendered: Render, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Install a project with all features."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    return make_environment(folder, rendered("tagifai", "package", FEATURES))


@pytest.fixture(scope="session")
def tabular(rendered: Render, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Install a project of the stack tabular with all features."""
    folder = tmp_path_factory.mktemp("tabular") / "venv"
    return make_environment(folder, rendered("tabular", "package", FEATURES))


@pytest.fixture(scope="session")
def lightning(rendered: Render, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Install a project of the stack lightning with all features, and PyTorch for CPUs."""
    folder = tmp_path_factory.mktemp("lightning") / "venv"
    constraint = f"--constraint={REPOSITORY / 'requirements' / 'torch-cpu.txt'}"
    return make_environment(folder, rendered("lightning", "package", FEATURES), constraint)


@pytest.fixture
def browser(served: str, tmp_path: Path) -> Iterator[Chrome]:
    """Open the page at the address that the fixture `served` of a test module gives."""
    with open_page(served, tmp_path) as browser:
        yield browser
