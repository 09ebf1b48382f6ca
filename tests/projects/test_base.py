"""Projects of the stack `base` pass their checks, which notice an import of a later stage."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import FEATURES, LAYOUTS, Render
from tests.kit.environments import UV, UV_SETTINGS
from tests.kit.machine import run_command
from tests.projects.conftest import Environment, must_succeed

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("environment")]


@pytest.fixture(params=[(), FEATURES], ids=["fewest", "all"])
def features(request: pytest.FixtureRequest) -> tuple[str, ...]:
    chosen: tuple[str, ...] = request.param
    return chosen


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_checks_of_a_new_project_pass(
    rendered: Render,
    environment: Environment,
    tmp_path: Path,
    layout: str,
    features: tuple[str, ...],
) -> None:
    project = shutil.copytree(rendered("base", layout, features), tmp_path / "demo")
    environment.install_instead(project)
    assert " passed" in must_succeed(environment.run(project, "just", "check")).output
    assert "project 0.1.0" in must_succeed(environment.run(project, "demo", "info")).output


@pytest.mark.parametrize(
    "line", ["from ..evaluation import report", "from .. import models", "import {name}.inference"]
)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_import_of_a_later_stage_fails_the_tests(
    rendered: Render, environment: Environment, tmp_path: Path, layout: str, line: str
) -> None:
    project = shutil.copytree(rendered("base", layout, ()), tmp_path / "demo")
    environment.install_instead(project)
    name, source = ("demo", "src/demo") if layout == "package" else ("src", "src")
    (project / source / "data" / "load.py").write_text(line.format(name=name) + "\n", "utf-8")
    finished = environment.run(project, "pytest", "tests/test_stages.py")
    assert finished.exit_code == 1
    assert "1 failed, 4 passed" in finished.output


def test_uv_creates_an_environment_that_passes_the_checks(rendered: Render, tmp_path: Path) -> None:
    project = shutil.copytree(rendered("base", "package", ()), tmp_path / "demo")
    must_succeed(run_command([UV, "sync", "--quiet"], folder=project, settings=UV_SETTINGS))
    assert (project / "uv.lock").is_file()
    just = str(Environment(project / ".venv").script("just"))
    must_succeed(run_command([just, "check"], folder=project))
