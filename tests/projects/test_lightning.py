"""The stack lightning, installed for real: its own checks, and the workflow with its figure."""

import json
import shutil
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import FEATURES, LAYOUTS, Render
from tests.projects.conftest import Environment, must_succeed
from tests.projects.serving import serving

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("lightning")]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_types_and_the_tests_of_a_project_pass(
    rendered: Render, lightning: Environment, tmp_path: Path, layout: str
) -> None:
    project = shutil.copytree(rendered("lightning", layout, FEATURES), tmp_path / "demo")
    lightning.install_instead(project)
    must_succeed(lightning.run(project, "mypy"))
    finished = must_succeed(lightning.run(project, "pytest"))
    assert " passed" in finished.output
    assert "skipped" not in finished.output


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_new_project_trains_measures_predicts_and_serves(
    rendered: Render, lightning: Environment, tmp_path: Path, layout: str
) -> None:
    project = shutil.copytree(rendered("lightning", layout, FEATURES), tmp_path / "demo")
    lightning.install_instead(project)
    trained = must_succeed(lightning.run(project, "demo", "train", "--json"))
    measured = must_succeed(lightning.run(project, "demo", "evaluate", "--json"))
    held_out = ("predict", "--held-out", "5", "--json")
    predicted = must_succeed(lightning.run(project, "demo", *held_out))

    run_id = json.loads(trained.output)["run_id"]
    scores = json.loads(measured.output)
    assert scores["scores"]["accuracy"] >= 0.95 > scores["baseline"]["accuracy"]
    answered = json.loads(predicted.output)
    assert answered["run_id"] == run_id
    assert sum(each["prediction"] == each["true"] for each in answered["predictions"]) >= 4
    with serving(lightning, project) as address:
        assert ask(f"{address}/health") == {"status": "ok", "run_id": run_id}


def ask(address: str) -> object:
    """Return what an address answers."""
    # S310: the address of this machine that the server printed.
    with urllib.request.urlopen(address, timeout=60) as response:  # noqa: S310
        return json.load(response)
