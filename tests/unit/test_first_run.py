"""A new project is set up and run: by a real pip, in an environment of its own."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO

import pytest

from scaffold.errors import FirstRunError
from scaffold.template.catalog import Stack
from scaffold.template.releases import Source
from scaffold.verbs.first_run import check_first_run, install, run_commands
from scaffold.verbs.new import NewResult
from tests.kit.machine import Finished

pytestmark = pytest.mark.story

# Pip asks this for an editable wheel: the command `demo`, two modules, and nothing that had to be
# fetched.
BACKEND = '''\
from pathlib import Path
from zipfile import ZipFile


def build_editable(folder, config_settings=None, metadata_directory=None):
    """Write a wheel that leads to the project."""
    known = "demo-1.dist-info"
    content = {
        "demo.pth": str(Path.cwd()),
        "sound.py": "answer = 42\\n",
        "unsound.py": "answer =\\n",
        f"{known}/METADATA": "Metadata-Version: 2.1\\nName: demo\\nVersion: 1\\n",
        f"{known}/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        f"{known}/entry_points.txt": "[console_scripts]\\ndemo = demo:main\\n",
        f"{known}/RECORD": "",
    }
    with ZipFile(Path(folder, "demo-1-py3-none-any.whl"), "w") as wheel:
        for name, text in content.items():
            wheel.writestr(name, text)
    return "demo-1-py3-none-any.whl"
'''
PYPROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "demo"
version = "1"
"""
DEMO = """\
import sys


def main():
    print("demo", *sys.argv[1:], sys.prefix)
    return "say" not in sys.argv
"""


@pytest.fixture
def project(clean_machine: Path) -> Path:
    """A project that can be installed without a network."""
    folder = clean_machine / "demo"
    folder.mkdir()
    for name, text in {"backend": BACKEND, "demo": DEMO}.items():
        (folder / f"{name}.py").write_text(text)
    (folder / "pyproject.toml").write_text(PYPROJECT)
    return folder


def made(project: Path) -> NewResult:
    return NewResult(project, (), {"project_name": "demo"}, None, dry_run=False)


def stack(*commands: tuple[str, ...]) -> Stack:
    return Stack("small", "", frozenset(), commands, (), ())


def run_first_time(
    made: NewResult, stack: Stack | None, output: IO[str] | None = None
) -> list[str]:
    """Install a project, run the commands of its stack, and return them as they were announced."""
    announced: list[str] = []
    made = replace(made, stack=stack)
    install(made)
    run_commands(made, announced.append, output)
    return announced


def test_the_commands_run_in_the_environment_of_the_project_until_one_fails(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    monkeypatch.setenv("PYTHONPATH", str(project.parent))
    output = project.parent / "output.txt"
    with output.open("w") as stream:
        announced = run_first_time(made(project), stack(("say", "two words")), stream)
        commands = stack(("say",), ("fail",), ("say", "nothing"))
        with pytest.raises(FirstRunError) as failed:
            run_first_time(made(project), commands, stream)

    own = project / ".venv"
    assert output.read_text().splitlines() == [
        f"demo say two words {own}",
        f"demo say {own}",
        f"demo fail {own}",
    ]
    assert failed.value.message == "`demo fail` failed"
    assert str(project) in failed.value.hint
    assert announced == ["demo say 'two words'"]


def test_what_is_installed_is_compiled_where_it_can_be(project: Path) -> None:
    with (project.parent / "output.txt").open("w") as stream:
        run_first_time(made(project), stack(("say",)), stream)
    compiled = {path.name.split(".")[0] for path in project.rglob("*.pyc")}
    assert "sound" in compiled
    assert "unsound" not in compiled


def test_what_cannot_be_installed_is_in_a_log(project: Path) -> None:
    (project / "backend.py").write_text("raise RuntimeError('the reason')\n")
    with pytest.raises(FirstRunError, match=r"Cannot install the dependencies of `demo`") as failed:
        run_first_time(made(project), stack(("say",)))
    log = project / ".venv" / "install.log"
    assert str(log) in failed.value.hint
    assert "the reason" in log.read_text()


def test_an_environment_that_cannot_be_made_is_named(project: Path) -> None:
    (project / ".venv").write_text("in the way")
    with pytest.raises(FirstRunError, match="Cannot create a virtual environment"):
        run_first_time(made(project), stack(("say",)))
    assert (project / ".venv").read_text() == "in the way"


def test_without_a_network_the_new_project_stays_and_the_way_on_is_said(
    clean_machine: Path, scaffold: Callable[..., Finished], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    finished = scaffold("new", "demo", "--defaults", "--run")
    assert finished.exit_code == 1
    assert finished.error_lines == [
        "error: Cannot install the dependencies of `demo`",
        f"hint: The project was created; see `{clean_machine}/demo/.venv/install.log`",
    ]
    assert (clean_machine / "demo" / "README.md").is_file()


@pytest.mark.parametrize("chosen", [None, stack()])
def test_a_project_without_commands_has_nothing_to_run(project: Path, chosen: Stack | None) -> None:
    with pytest.raises(FirstRunError, match="nothing to run"):
        run_first_time(made(project), chosen)
    assert not (project / ".venv").exists()


def test_a_template_from_elsewhere_is_not_run() -> None:
    with pytest.raises(FirstRunError, match="bundled template"):
        check_first_run(Source("https://example.org/template", None), {})
