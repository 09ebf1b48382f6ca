"""Every render passes its own linter, formatter, type checker and tests, without a network."""

import shutil
import sys
from pathlib import Path

import pytest

from scaffold.answers.project_names import LONGEST_NAME
from tests.conftest import FEATURES, LAYOUTS, Render
from tests.kit.machine import run_command
from tests.projects.conftest import RENDERS, Environment, must_succeed
from tests.template.test_trees import FEATURE_SETS

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("environment")]

CODE = ("src", "tests", "config", "pyproject.toml")


def project_code(project: Path) -> dict[str, bytes]:
    """Return the files that the checks look at, without the notebook's own test."""
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for folder in ("src", "tests", "config")
        for path in (project / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and "notebook" not in path.name
    }


@pytest.mark.parametrize("name", ["demo", "a", "x" * LONGEST_NAME])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("stack", ["tagifai", "lightning", "ray", "tabular", "base"])
def test_a_project_of_any_length_of_name_is_linted_and_formatted(
    rendered: Render, stack: str, layout: str, name: str
) -> None:
    project = rendered(stack, layout, FEATURES, name)
    for check in (["check"], ["format", "--check"]):
        must_succeed(
            run_command([sys.executable, "-m", "ruff", *check, "--no-cache", str(project)])
        )


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("stack", ["tagifai", "tabular"])
def test_features_do_not_change_the_code_that_is_checked(
    rendered: Render, stack: str, layout: str
) -> None:
    plain = project_code(rendered(stack, layout, ()))
    for features in FEATURE_SETS:
        assert project_code(rendered(stack, layout, features)) == plain, features


@pytest.mark.parametrize(("layout", "features"), RENDERS)
def test_the_types_and_the_tests_of_a_project_pass(
    rendered: Render,
    environment: Environment,
    tmp_path: Path,
    layout: str,
    features: tuple[str, ...],
) -> None:
    project = shutil.copytree(rendered("tagifai", layout, features), tmp_path / "demo")
    environment.install_instead(project)
    must_succeed(environment.run(project, "mypy"))
    finished = must_succeed(environment.run(project, "pytest"))
    assert " passed" in finished.output
    assert "skipped" not in finished.output
