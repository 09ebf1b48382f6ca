"""The oldest Python that a project runs on is one answer, and the same in every file."""

import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from scaffold.template.releases import bundled_release
from scaffold.verbs.new import NewRequest, make_project
from tests.conftest import STACKS
from tests.kit.machine import run_command

SUPPORTED = ["3.11", "3.12", "3.13"]


def render(folder: Path, stack: str, oldest: str) -> Path:
    answers = {"stack": stack, "features": ["docker", "github"], "oldest_python": oldest}
    request = NewRequest("demo", folder, bundled_release(), answers, repository=False)
    return make_project(request).path


def jobs_of(project: Path) -> list[str]:
    """Return the Pythons that the workflow sets up, one job each."""
    workflow = yaml.safe_load((project / ".github/workflows/checks.yml").read_text("utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    return [step["with"]["python-version"] for step in steps if "python-version" in str(step)]


@pytest.mark.parametrize("oldest", SUPPORTED)
@pytest.mark.parametrize("stack", STACKS)
def test_the_workflow_runs_on_the_oldest_python_and_on_all_newer_ones(
    tmp_path: Path, stack: str, oldest: str
) -> None:
    project = render(tmp_path, stack, oldest)
    assert jobs_of(project) == SUPPORTED[SUPPORTED.index(oldest) :]
    assert f"Python {oldest} or newer" in (project / "README.md").read_text("utf-8")


@pytest.mark.parametrize("oldest", SUPPORTED)
def test_metadata_and_lock_name_the_oldest_python(tmp_path: Path, oldest: str) -> None:
    project = render(tmp_path, "tagifai", oldest)
    metadata = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]
    assert metadata["requires-python"] == f">={oldest}"
    classified = [name.rpartition(" ")[2] for name in metadata["classifiers"] if "Python" in name]
    assert classified == jobs_of(project)
    recipe = (project / "justfile").read_text("utf-8")
    assert re.findall(r"--python-version (\S+)", recipe) == [oldest]


@pytest.mark.parametrize("oldest", SUPPORTED)
def test_the_code_is_clean_by_the_rules_of_every_oldest_python(tmp_path: Path, oldest: str) -> None:
    project = render(tmp_path, "tagifai", oldest)
    for check in (["check"], ["format", "--check"]):
        linter = [sys.executable, "-m", "ruff", *check, "--no-cache", str(project)]
        finished = run_command(linter)
        assert finished.exit_code == 0, finished.output


def test_the_image_runs_on_a_python_that_every_project_supports(tmp_path: Path) -> None:
    for stack in STACKS:
        dockerfile = (render(tmp_path / stack, stack, "3.13") / "Dockerfile").read_text("utf-8")
        assert set(re.findall(r"^FROM python:(\d+\.\d+)", dockerfile, re.MULTILINE)) == {"3.13"}
