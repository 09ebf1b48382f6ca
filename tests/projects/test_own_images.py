"""A project for images of one's own: one command, no file edited by hand, and green tests."""

import base64
import json
import subprocess
import tomllib
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.kit.machine import Finished, run_command
from tests.projects.conftest import Environment, must_succeed
from tests.projects.serving import serving

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("lightning")]

# Run with the libraries of a project, which this repository does not have.
WRITE_DIGITS = """
import sys
from pathlib import Path
from PIL import Image
from sklearn.datasets import load_digits
digits = load_digits()
for number, (image, name) in enumerate(zip(digits.images, digits.target)):
    folder = Path(sys.argv[1], f"digit-{name}")
    folder.mkdir(parents=True, exist_ok=True)
    Image.fromarray((image * 255 / 16).astype("uint8")).save(folder / f"{number:04}.png")
"""


@pytest.fixture
def folder(lightning: Environment, clean_machine: Path) -> Path:
    """Ten folders of PNG files."""
    python = [str(lightning.script("python")), "-c", WRITE_DIGITS]
    must_succeed(run_command([*python, str(clean_machine / "digits")]))
    return clean_machine / "digits"


@pytest.fixture
def project(
    scaffold: Callable[..., Finished], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A project that was made, installed and trained with one command."""
    monkeypatch.setenv("PIP_CONSTRAINT", str(REPOSITORY / "requirements" / "torch-cpu.txt"))
    options = ["--from", folder, "--target", "digit", "--defaults", "--run"]
    made = scaffold("new", "demo", *options)
    assert made.exit_code == 0, made.errors
    return Path("demo").absolute()


def test_images_are_learned_and_the_tests_of_the_project_pass(project: Path, folder: Path) -> None:
    environment = Environment(project / ".venv")
    described = tomllib.loads((project / "config" / "data.toml").read_text("utf-8"))
    assert described["classes"] == [f"digit-{number}" for number in range(10)]
    assert (described["size"], described["mode"]) == ([8, 8], "grey")
    evaluated = environment.run(project, "demo", "evaluate", "--json")
    measured = json.loads(must_succeed(evaluated).output)
    assert measured["scores"]["accuracy"] >= 0.95 > measured["baseline"]["accuracy"]
    listed = subprocess.check_output(["git", "ls-files"], cwd=project, text=True)
    assert ".png" not in listed
    assert "sklearn:digits" not in (project / "config" / "data.toml").read_text("utf-8")

    image = next((folder / "digit-0").iterdir())
    body = {"inputs": [base64.b64encode(image.read_bytes()).decode()]}
    with serving(environment, project) as address:
        # S310: the address of this machine that the server printed.
        request = urllib.request.Request(  # noqa: S310
            f"{address}/predict",
            json.dumps(body).encode(),
            {"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
            (answer,) = json.load(response)["predictions"]
    assert answer["prediction"] == "digit-0"

    environment.install(project, "--group", "dev")
    tested = must_succeed(environment.run(project, "pytest", "-p", "no:cacheprovider"))
    assert " passed" in tested.output
    assert "skipped" not in tested.output
    for check in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]):
        must_succeed(environment.run(project, *check))
