"""What a person does on the first day, from nothing to a prediction and green tests."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import FEATURES, Render
from tests.kit.checkout import copy_checkout
from tests.kit.machine import Finished, run_command
from tests.projects.conftest import (
    OFFLINE,
    Environment,
    must_succeed,
    shell_blocks,
)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("first day")]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with the current files of this one, committed or not, in one commit."""
    folder = copy_checkout(tmp_path_factory.mktemp("first-day") / "checkout")
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    subprocess.check_call(["git", "add", "--all", "--force"], cwd=folder)
    subprocess.check_call(["git", *identity, "commit", "--quiet", "--message=All"], cwd=folder)
    return folder


def type_in(folder: Path, command: str, **settings: str) -> Finished:
    """Run a line of a README as typed, with this Python as `python3`, in a new home."""
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    line = command.replace("python3", sys.executable, 1)
    return must_succeed(
        run_command(["bash", "-c", line], folder=folder, settings={"HOME": str(home), **settings})
    )


@pytest.fixture(scope="module")
def quick_start(checkout: Path) -> str:
    """Type the quick start of the README in an empty folder; return all that it printed."""
    commands = shell_blocks((checkout / "README.md").read_text("utf-8"))[0]
    assert "git clone <repository> mlops-scaffold" in commands
    folder = checkout.parent / "quick-start"
    folder.mkdir()
    script = "set -e\n" + commands.replace("<repository>", shlex.quote(str(checkout)))
    return type_in(folder, script).output


def test_the_quick_start_of_the_readme_shows_a_score_and_a_prediction(quick_start: str) -> None:
    assert "├── src/demo/" in quick_start
    assert "weighted" in quick_start
    assert "natural-language-processing" in quick_start


def test_a_project_that_has_run_is_clean_in_git(checkout: Path, quick_start: str) -> None:
    assert quick_start
    project = checkout.parent / "quick-start" / "demo"
    status = ["git", "status", "--porcelain"]
    assert subprocess.check_output(status, cwd=project, text=True) == ""


def test_the_commands_of_the_projects_readme_train_and_pass_its_tests_offline(
    checkout: Path, quick_start: str
) -> None:
    assert quick_start
    project = checkout.parent / "quick-start" / "demo"
    readme = (project / "README.md").read_text("utf-8")
    set_up, work = shell_blocks(readme)[:2]
    type_in(project, set_up)
    assert " passed" in type_in(project, work, PYTHONPATH=str(OFFLINE)).output
    (program,) = re.findall(r"^```python\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    printed = type_in(project, f".venv/bin/python -c {shlex.quote(program)}").output
    assert printed.strip() in (project / "config" / "data.toml").read_text("utf-8")


@pytest.mark.xdist_group("environment")
def test_the_real_data_is_tagged_as_well_as_promised(
    rendered: Render, environment: Environment, tmp_path: Path
) -> None:
    folder = os.environ.get("SCAFFOLD_DATASETS")
    if not folder:
        pytest.skip("SCAFFOLD_DATASETS does not name a folder with the real data")
    render = rendered("tagifai", "package", FEATURES, "real-data")
    project = shutil.copytree(render, tmp_path / "real-data")
    environment.install_instead(project)
    files = [f"{folder}/projects.csv", f"--labels={folder}/tags.csv", "--defaults"]
    must_succeed(environment.run(project, "real-data", "elt-data", *files))
    must_succeed(environment.run(project, "real-data", "train"))
    finished = environment.run(project, "real-data", "evaluate", "--splits", "11", "--json")
    measured = json.loads(must_succeed(finished).output)
    assert len(measured["splits"]) == 11
    assert measured["over_splits"]["f1_weighted"]["mean"] >= 0.9
    assert measured["over_splits"]["f1_macro"]["mean"] >= 0.85
