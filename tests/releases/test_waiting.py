"""A project of an earlier release, beside a package that has a newer one."""

import json
from pathlib import Path

import pytest

from scaffold.answers.file import parse_answers
from tests.releases.conftest import Checkout

pytestmark = [pytest.mark.story, pytest.mark.xdist_group("releases")]


@pytest.fixture
def project(older: Checkout, clean_machine: Path) -> Path:
    """Make a project with release 0.1.0."""
    older.scaffold("new", "demo", "--stack", "skeleton", "--features", "none", "--no-git", "-l")
    return clean_machine / "demo"


def reference(project: Path) -> object:
    return parse_answers((project / ".copier-answers.yml").read_bytes())["_commit"]


def test_check_names_the_release_that_waits(newer: Checkout, project: Path) -> None:
    finished = newer.python("-m", "scaffold", "check", str(project), "--json")
    assert finished.exit_code == 3, finished.errors
    found = json.loads(finished.output)
    assert (found["release"], found["available"], found["drifted"]) == ("v0.1.0", "v0.2.0", [])
    printed = newer.python("-m", "scaffold", "check", str(project))
    assert "Update available: 0.1.0 -> 0.2.0" in printed.output
    newer.scaffold("update", str(project))
    newer.scaffold("check", str(project))


def test_status_compares_with_the_projects_own_release(newer: Checkout, project: Path) -> None:
    files = json.loads(newer.scaffold("status", str(project), "--json").output)["files"]
    assert {file["state"] for file in files} == {"unchanged"}


def test_a_feature_comes_from_the_projects_own_release(newer: Checkout, project: Path) -> None:
    newer.scaffold("add", "vscode", str(project))
    assert (project / ".vscode").is_dir()
    assert reference(project) == "v0.1.0"
    assert not (project / "new-in-0.2.0").exists()


def test_a_feature_comes_with_another_release_where_one_is_named(
    newer: Checkout, project: Path
) -> None:
    newer.scaffold("add", "vscode", str(project), "--to", "0.2.0")
    assert (project / ".vscode").is_dir()
    assert reference(project) == "v0.2.0"
    assert (project / "new-in-0.2.0").is_file()
