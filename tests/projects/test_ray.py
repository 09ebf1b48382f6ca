"""The stack ray, installed for real: its own checks, the workflow, and a node that is lost."""

import json
import os
import re
import shutil
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import FEATURES, LAYOUTS, REPOSITORY, Render
from tests.kit.machine import run_command
from tests.projects.conftest import Environment, make_environment, must_succeed
from tests.projects.ray_nodes import two_nodes
from tests.projects.serving import ask_at_once, fuzz, serving

pytestmark = [pytest.mark.slow, pytest.mark.heavy, pytest.mark.xdist_group("ray")]

# The other tests are those of the stack tagifai, which runs them in both layouts; these need Ray.
OWN_TESTS = sorted(
    f"tests/{path.relative_to(folder).with_suffix('')}"
    for folder in [REPOSITORY / "template" / "{{ray}}" / "tests"]
    for path in folder.rglob("test_*.jinja")
)
TESTS = {"package": [], "flat": [*OWN_TESTS, "tests/model"]}
# A few minutes are enough on an idle machine; on a busy one Ray takes many times as long.
_SECONDS_AT_MOST = 3000
TEXT = "Question answering about satellite images"


@pytest.fixture(scope="module")
def ray(rendered: Render, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Install a project with all features, its development tools, Ray and PyTorch."""
    folder = tmp_path_factory.mktemp("ray") / "venv"
    constraint = f"--constraint={REPOSITORY / 'requirements' / 'torch-cpu.txt'}"
    return make_environment(folder, rendered("ray", "package", FEATURES), constraint)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_types_and_the_tests_of_a_project_pass(
    rendered: Render, ray: Environment, tmp_path: Path, layout: str
) -> None:
    project = shutil.copytree(rendered("ray", layout, FEATURES), tmp_path / "demo")
    ray.install_instead(project)
    must_succeed(ray.run(project, "mypy", timeout=_SECONDS_AT_MOST))
    finished = must_succeed(ray.run(project, "pytest", *TESTS[layout], timeout=_SECONDS_AT_MOST))
    assert " passed" in finished.output
    assert "skipped" not in finished.output


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_new_project_trains_measures_predicts_and_serves(
    rendered: Render, ray: Environment, tmp_path: Path, layout: str
) -> None:
    project = shutil.copytree(rendered("ray", layout, FEATURES), tmp_path / "demo")
    ray.install_instead(project)
    trained = must_succeed(ray.run(project, "demo", "train", "--json", timeout=_SECONDS_AT_MOST))
    measured = must_succeed(ray.run(project, "demo", "evaluate", "--json"))
    predicted = must_succeed(ray.run(project, "demo", "predict", TEXT, "--json"))

    run_id = json.loads(trained.output)["run_id"]
    scores = json.loads(measured.output)
    assert scores["scores"]["f1_weighted"] > scores["baseline"]["f1_weighted"]
    printed = json.loads(predicted.output)
    assert printed["run_id"] == run_id
    with serving(ray, project, "--replicas", "1") as address:
        assert ask(f"{address}/health") == {"status": "ok", "run_id": run_id}
        (served_answer,) = ask(f"{address}/predict", {"texts": TEXT})["predictions"]
        assert served_answer["probabilities"] == printed["predictions"][0]["probabilities"]
        assert ask_at_once(address, {"texts": [TEXT]}) == {200}
        assert "failure" not in must_succeed(fuzz(address)).output


def ask(address: str, request: object = None) -> Any:
    """Send a request as JSON, or none, and return the answer."""
    body = None if request is None else json.dumps(request).encode()
    headers = {"content-type": "application/json"}
    # S310: an address of this machine, which the server printed.
    asked = urllib.request.Request(address, body, headers)  # noqa: S310
    with urllib.request.urlopen(asked, timeout=120) as response:  # noqa: S310
        return json.load(response)


def test_a_home_that_cannot_be_written_is_named_before_ray_starts(
    rendered: Render, ray: Environment, tmp_path: Path
) -> None:
    project = shutil.copytree(rendered("ray", "package", FEATURES), tmp_path / "demo")
    ray.install_instead(project)
    home = tmp_path / "no-folder"
    home.touch()
    command = [str(ray.script("demo")), "train"]
    finished = run_command(command, folder=project, settings={"HOME": str(home)})

    assert finished.exit_code == 1
    error, hint = finished.error_lines
    assert error.startswith("error: Ray did not start: ")
    assert f"{home}/.ray" in error
    assert hint.startswith("hint: HOME must be writable")
    assert "Traceback" not in finished.errors


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_training_is_submitted_to_a_cluster_of_two_nodes(
    rendered: Render, ray: Environment, tmp_path: Path
) -> None:
    project = shutil.copytree(rendered("ray", "package", FEATURES), tmp_path / "demo")
    ray.install_instead(project)
    path = f"{ray.script('demo').parent}{os.pathsep}{os.environ['PATH']}"
    # Two workers and their data need three processors, and no node has as many.
    with two_nodes(2, 2, ray.script("ray"), jobs=True) as cluster:
        where = {"RAY_API_SERVER_ADDRESS": cluster.dashboard, "PATH": path}
        finished = run_command(
            [str(ray.script("just")), "submit", "train", "--num-workers", "2"],
            folder=project,
            settings={**cluster.settings, **where},
            timeout=_SECONDS_AT_MOST,
        )

    (run_id,) = re.findall(r"^run: (.+)$", must_succeed(finished).output, re.MULTILINE)
    predicted = must_succeed(ray.run(project, "demo", "predict", TEXT, "--json"))
    assert json.loads(predicted.output)["run_id"] == run_id


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_training_that_loses_a_node_ends_as_an_undisturbed_one(
    rendered: Render, ray: Environment
) -> None:
    ray.install_instead(rendered("ray", "package", FEATURES))
    benchmark = [str(ray.script("python")), "-m", "tests.projects.ray_cluster", "--json"]
    options = ["--epochs", "30", "--kill-after", "3"]
    finished = run_command([*benchmark, *options], folder=REPOSITORY, timeout=_SECONDS_AT_MOST)
    story = json.loads(must_succeed(finished).output)

    for training in (story["undisturbed"], story["killed"]):
        assert [1, 1] in training["places"]
        assert set(training["tracked"]) == set(range(1, 31))
    assert [2, 0] not in story["undisturbed"]["places"]
    assert [2, 0] in story["killed"]["places"]
    assert 0 < story["resumed_at"] < 30
    assert story["same"]
