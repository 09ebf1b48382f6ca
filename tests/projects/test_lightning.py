"""The stack lightning, installed for real: its own checks, and the workflow with its figure."""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import LAYOUTS, REPOSITORY, Render
from tests.machine import run_command
from tests.projects.conftest import EVERYTHING, OFFLINE, Environment, must_succeed

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("lightning")]


@pytest.fixture(scope="module")
def lightning(rendered: Render, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Install a project with all features, its development tools and PyTorch."""
    folder = tmp_path_factory.mktemp("lightning") / "venv"
    must_succeed(run_command([sys.executable, "-m", "venv", str(folder)]))
    made = Environment(folder)
    pip = [str(made.script("python")), "-m", "pip", "install", "--quiet", "--upgrade", "pip"]
    must_succeed(run_command(pip))
    constraint = f"--constraint={REPOSITORY / 'requirements' / 'torch-cpu.txt'}"
    made.install(rendered("lightning", "package", EVERYTHING), "--group", "dev", constraint)
    return made


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_types_and_the_tests_of_a_project_pass(
    rendered: Render, lightning: Environment, tmp_path: Path, layout: str
) -> None:
    project = shutil.copytree(rendered("lightning", layout, EVERYTHING), tmp_path / "demo")
    lightning.install(project, "--no-deps")
    must_succeed(lightning.run(project, "mypy"))
    finished = must_succeed(lightning.run(project, "pytest"))
    assert " passed" in finished.output
    assert "skipped" not in finished.output


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_new_project_trains_measures_predicts_and_serves(
    rendered: Render, lightning: Environment, tmp_path: Path, layout: str
) -> None:
    project = shutil.copytree(rendered("lightning", layout, EVERYTHING), tmp_path / "demo")
    lightning.install(project, "--no-deps")
    must_succeed(lightning.run(project, "demo", "elt-data"))
    trained = must_succeed(lightning.run(project, "demo", "train", "--json"))
    measured = must_succeed(lightning.run(project, "demo", "evaluate", "--json"))
    predicted = must_succeed(lightning.run(project, "demo", "predict", "--row", "0", "--json"))

    run_id = json.loads(trained.output)["run_id"]
    assert json.loads(measured.output)["overall"]["accuracy"] >= 0.97
    (answer,) = json.loads(predicted.output)
    assert (answer["label"], answer["run_id"]) == ("0", run_id)
    assert ask_for_health(lightning, project) == {"status": "ok", "run_id": run_id}


def ask_for_health(environment: Environment, project: Path) -> object:
    """Start the server on a free port, ask it whether it is well, and stop it."""
    command = [str(environment.script("demo")), "serve", "--port", "0"]
    settings = os.environ | {"PYTHONPATH": str(OFFLINE)}
    with subprocess.Popen(
        command, cwd=project, env=settings, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            address = re.search(r"http://127\.0\.0\.1:[0-9]+", server.stdout.readline())
            assert address is not None
            # S310: the address of this machine that was just matched.
            with urllib.request.urlopen(f"{address[0]}/health", timeout=60) as response:  # noqa: S310
                return json.load(response)
        finally:
            server.terminate()
