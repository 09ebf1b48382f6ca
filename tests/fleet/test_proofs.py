"""`--prove` runs the checks of each project in copies of its base branch."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fleet.building import commit_all, git
from tests.kit.machine import Finished, Scaffold

pytestmark = pytest.mark.story

BRANCH = "scaffold/update/v0.2.0"
UPDATE = ("fleet", "update", "--to", "v0.2.0", "--prove", "--json")


def _check_with(project: Path, command: str) -> None:
    """Give a project a check, and push it."""
    with project.joinpath("pyproject.toml").open("a", encoding="utf-8") as stream:
        stream.write(f"\n[tool.scaffold]\nprove = {json.dumps(command)}\n")
    commit_all(project)
    git(project, "push", "--quiet", "origin", "main")


def _states(done: Finished) -> dict[str, dict[str, str]]:
    return {each["name"]: each for each in json.loads(done.output)["projects"]}


def test_an_update_is_proved_before_its_branch_is_written(
    scaffold: Scaffold, cloned: Callable[[int], Path], forge: Path
) -> None:
    good, bad = cloned(0), cloned(1)
    _check_with(good, "git --version")
    # The base branch is at the first release, which the update changes.
    _check_with(bad, "git grep --quiet v0.1.0 -- .copier-answers.yml")
    good.joinpath("not-committed.txt").write_text("mine\n", "utf-8")
    done = scaffold(*UPDATE, "--pr", "gh", "*-*")
    found = _states(done)
    assert done.exit_code == 1
    assert (found["amber-0"]["state"], found["birch-1"]["state"]) == ("open", "failed")
    assert "would break git grep" in found["birch-1"]["note"]
    assert git(bad, "branch", "--list", BRANCH) == ""
    (request,) = json.loads(forge.read_text("utf-8"))
    assert "Proved: no check that passed before fails (`git --version`)." in request["body"]


@pytest.mark.parametrize("is_remote", [True, False])
def test_a_pull_request_after_an_interruption_is_proved_too(
    scaffold: Scaffold,
    cloned: Callable[[int], Path],
    forge: Path,
    tmp_path: Path,
    is_remote: bool,
) -> None:
    project = cloned(0)
    _check_with(project, "git --version")
    word = (tmp_path / "team/amber-0.git").as_uri() if is_remote else project.name
    (tmp_path / "faults").write_text("HTTP 401", "utf-8")
    assert _states(scaffold(*UPDATE, "--pr", "gh", word))["amber-0"]["state"] == "failed"
    resumed = scaffold("fleet", "resume", "--json")
    assert _states(resumed)["amber-0"]["state"] == "open"
    assert "Proved: no check" in forge.read_text("utf-8")


def test_a_preview_is_not_proved(scaffold: Scaffold, cloned: Callable[[int], Path]) -> None:
    project = cloned(0)
    assert scaffold(*UPDATE, "--dry-run", project.name).exit_code == 2
