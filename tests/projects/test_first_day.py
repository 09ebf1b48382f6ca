"""What a person does on the first day, from nothing to a prediction and green tests."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import copy_checkout
from tests.conftest import Render
from tests.machine import Finished, run_command
from tests.projects.conftest import (
    EVERYTHING,
    OFFLINE,
    Environment,
    must_succeed,
    shell_blocks,
)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("first day")]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a clone of what stands here now, committed or not."""
    return copy_checkout(tmp_path_factory.mktemp("first-day") / "checkout")


def type_in(folder: Path, command: str, **settings: str) -> Finished:
    """Run a line of a README as typed, with this Python as `python3`, in a new home."""
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    line = command.replace("python3", sys.executable, 1)
    return must_succeed(
        run_command(["bash", "-c", line], folder=folder, settings={"HOME": str(home), **settings})
    )


@pytest.fixture(scope="module")
def first_command(checkout: Path) -> str:
    """Type the first command of the README; return all that it printed."""
    command = shell_blocks((checkout / "README.md").read_text("utf-8"))[0]
    assert "--run" in command
    return type_in(checkout, command).output


def test_the_first_command_of_the_readme_shows_a_score_and_a_prediction(first_command: str) -> None:
    assert "├── src/demo/" in first_command
    assert "weighted" in first_command
    assert "natural-language-processing" in first_command


def test_a_project_that_has_run_is_clean_in_git(checkout: Path, first_command: str) -> None:
    assert first_command
    status = ["git", "status", "--porcelain"]
    assert subprocess.check_output(status, cwd=checkout.parent / "demo", text=True) == ""


def test_the_commands_of_the_projects_readme_train_and_pass_its_tests_offline(
    checkout: Path, first_command: str
) -> None:
    assert first_command
    project = checkout.parent / "demo"
    set_up, work = shell_blocks((project / "README.md").read_text("utf-8"))[:2]
    type_in(project, set_up)
    assert " passed" in type_in(project, work, PYTHONPATH=str(OFFLINE)).output


@pytest.mark.xdist_group("environment")
def test_the_real_data_is_tagged_as_well_as_promised(
    rendered: Render, environment: Environment, tmp_path: Path
) -> None:
    folder = os.environ.get("SCAFFOLD_DATASETS")
    if not folder:
        pytest.skip("SCAFFOLD_DATASETS does not name a folder with the real data")
    render = rendered("tagifai", "package", EVERYTHING, "real-data")
    project = shutil.copytree(render, tmp_path / "real-data")
    environment.install(project, "--no-deps")
    sources = [f"--projects={folder}/projects.csv", f"--tags={folder}/tags.csv"]
    must_succeed(environment.run(project, "real-data", "elt-data", *sources))
    finished = environment.run(project, "real-data", "evaluate", "--splits", "11", "--json")
    scores = json.loads(must_succeed(finished).output)
    assert len(scores["splits"]) == 11
    assert scores["weighted_f1"]["mean"] >= 0.885
    assert scores["macro_f1"]["mean"] >= 0.85
