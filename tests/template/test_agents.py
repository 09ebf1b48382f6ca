"""AGENTS.md of a project says what is true: its paths and recipes exist."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import FEATURES, Render

STACKS = ("tagifai", "ray", "lightning", "tabular", "base")
JUST = Path(sys.executable).with_name("just")
# Created later, and ignored by Git.
CREATED = {".venv/", "stores/", ".env"}


@pytest.fixture(params=[(stack, layout) for stack in STACKS for layout in ("package", "flat")])
def project(request: pytest.FixtureRequest, rendered: Render) -> Path:
    stack, layout = request.param
    return rendered(stack, layout, FEATURES)


def test_its_paths_exist(project: Path) -> None:
    named = set(re.findall(r"`([\w./-]*[./][\w./-]*)`", read(project)))
    paths = {name for name in named if not (project / name).exists()}
    assert paths == CREATED & named
    assert {".venv/", ".env"} <= paths
    assert len(named) > len(CREATED) + 7


def test_its_recipes_exist(project: Path) -> None:
    recipes = set(re.findall(r"`just ([\w-]+)", read(project)))
    listed = subprocess.run([JUST, "--summary"], cwd=project, capture_output=True, check=True)
    assert recipes <= set(listed.stdout.decode().split())
    assert {"check", "format", "test", "lock"} <= recipes


def test_what_stages_share_imports_from_no_stage(project: Path) -> None:
    for module in next(project.glob("src/**/utils")).rglob("*.py"):
        stages = re.findall(r"from \.\.(data|models|evaluation|inference)\b", module.read_text())
        assert stages == [], module


def test_the_environment_is_the_one_of_the_readme(project: Path) -> None:
    (command,) = re.findall(r"```bash\n(.*)\n```", read(project))
    assert command in (project / "README.md").read_text("utf-8")


def read(project: Path) -> str:
    return (project / "AGENTS.md").read_text("utf-8")
