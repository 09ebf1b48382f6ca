"""Pull requests in unusual states: interrupted, refused, of others, or in a shared repository."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fleet.building import commit_all, git
from tests.kit.machine import Finished, Scaffold

pytestmark = pytest.mark.story

Place = Callable[..., Path]
Clone = Callable[[int], Path]
OLD, UPDATE = "scaffold/update/v0.2.0", ("fleet", "update", "--json", "--pr", "gh")


def _states(done: Finished) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in json.loads(done.output)["projects"]}


def _requests(forge: Path) -> list[dict[str, Any]]:
    return list(json.loads(forge.read_text("utf-8"))) if forge.exists() else []


def test_an_earlier_pull_request_is_superseded_after_an_interruption(
    scaffold: Scaffold, cloned: Clone, forge: Path, tmp_path: Path
) -> None:
    project = cloned(0)
    scaffold(*UPDATE, "--to", "v0.2.0", project.name)
    (tmp_path / "faults").write_text("\nHTTP 401", "utf-8")
    assert _states(scaffold(*UPDATE, project.name))["amber-0"]["state"] == "failed"
    assert [each["state"] for each in _requests(forge)] == ["open", "open"]
    assert scaffold(*UPDATE, project.name).exit_code == 0
    assert [each["state"] for each in _requests(forge)] == ["closed", "open"]


def test_a_pull_request_that_cannot_be_closed_is_not_reported_as_closed(
    scaffold: Scaffold, cloned: Clone, forge: Path, tmp_path: Path
) -> None:
    project = cloned(0)
    scaffold(*UPDATE, "--to", "v0.2.0", project.name)
    (tmp_path / "faults").write_text("HTTP 429, retry after 1\n" * 3, "utf-8")
    done = scaffold("fleet", "close", "--pr", "gh", "--json", project.name)
    assert "closed https" not in done.output
    assert (done.exit_code, _states(done)["amber-0"]["state"]) == (1, "failed")
    assert _requests(forge)[0]["state"] == "open"


def test_only_needless_pull_requests_are_closed(
    scaffold: Scaffold, cloned: Clone, forge: Path
) -> None:
    behind, merged, broken = cloned(0), cloned(1), cloned(2)
    scaffold(*UPDATE, "--to", "v0.2.0", "*-*")
    git(merged, "merge", "--quiet", "--ff-only", OLD)
    git(merged, "push", "--quiet", "origin", "main")
    broken.joinpath(".copier-answers.yml").write_text("_commit: [\n", "utf-8")
    commit_all(broken)
    git(broken, "push", "--quiet", "origin", "main")
    scaffold("fleet", "close", "--needless", "--pr", "gh", "*-*")
    states = {each["repo"]: each["state"] for each in _requests(forge)}
    expected = {behind.name: "open", merged.name: "closed", broken.name: "open"}
    assert states == {f"team/{name}": state for name, state in expected.items()}


def test_a_pull_request_from_a_fork_is_not_that_of_the_fleet(
    scaffold: Scaffold, cloned: Clone, forge: Path
) -> None:
    project = cloned(0)
    foreign = {"repo": "team/amber-0", "branch": OLD, "body": "", "url": "https://x", "number": 1}
    forge.write_text(json.dumps([{**foreign, "state": "closed", "fork": True}]), "utf-8")
    for program in ("gh", "glab"):
        states = _states(scaffold("fleet", "status", "--pr", program, "--json", project.name))
        assert states["amber-0"]["state"] == "behind"
    found = _states(scaffold(*UPDATE, "--to", "v0.2.0", project.name))["amber-0"]
    assert found["state"] == "open"
    assert found["pull_request"] == _requests(forge)[1]["url"]


def test_a_forge_that_stays_busy_is_not_asked_to_edit_either(
    scaffold: Scaffold, cloned: Clone, forge: Path, tmp_path: Path
) -> None:
    projects = cloned(0), cloned(1)
    scaffold(*UPDATE, "--to", "v0.2.0", "*-*")
    for project in projects:
        with project.joinpath(".gitignore").open("a", encoding="utf-8") as stream:
            stream.write("/ours/\n")
        commit_all(project)
    faults = tmp_path / "faults"
    faults.write_text("HTTP 429, retry after 1\n" * 4, "utf-8")
    done = scaffold(*UPDATE, "--to", "v0.2.0", "*-*")
    assert len(faults.read_text("utf-8").splitlines()) == 1
    assert {each["state"] for each in _states(done).values()} == {"open"}
    assert "not edited yet" in _states(done)["amber-0"]["note"]
    faults.unlink()
    scaffold("fleet", "resume")
    assert [each["edits"] for each in _requests(forge)] == [1, 1]


@pytest.fixture
def shared(place: Place, tmp_path: Path) -> Path:
    """Return a clone of a repository with a project at its top and two in folders."""
    whole = place(0, 0, "v0.1.0")
    for number, folder in ((1, "services/api"), (2, "services/my work.lock")):
        inner = whole / folder
        inner.parent.mkdir(exist_ok=True)
        place(number, 0, "v0.1.0").rename(inner)
        git(inner, "rev-parse", "--git-dir")
        for each in sorted((inner / ".git").rglob("*"), reverse=True):
            each.rmdir() if each.is_dir() else each.unlink()
        (inner / ".git").rmdir()
    commit_all(whole)
    remote = tmp_path / "team" / "amber-0.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(whole), str(remote))
    git(whole, "remote", "add", "origin", remote.as_uri())
    git(whole, "fetch", "--quiet")
    return whole


def test_projects_in_one_repository_have_branches_of_their_own(
    scaffold: Scaffold, shared: Path, forge: Path
) -> None:
    scaffold("fleet", "init", ".")
    words = (".", "services/*")
    Path("fleet.toml").write_text(
        "".join(f'[[project]]\npath = "{shared.name}/{word}"\n' for word in words), "utf-8"
    )
    update = (*UPDATE, "--to", "v0.2.0")
    done = scaffold(*update)
    assert {each["state"] for each in _states(done).values()} == {"open"}, done.output
    branches = {name: each["branch"] for name, each in _states(done).items()}
    assert branches["amber-0"] == OLD
    assert branches["api"] == "scaffold/update/services/api/-/v0.2.0"
    assert len(set(branches.values())) == len(_requests(forge)) == 3
    titles = {each["title"] for each in _requests(forge)}
    assert "Update the template of services/api from 0.1.0 to 0.2.0" in titles
    for name, branch in branches.items():
        changed = git(shared, "diff", "--name-only", "main", branch).splitlines()
        folder = "" if name == "amber-0" else f"services/{name}/"
        assert changed
        assert all(path.startswith(folder) for path in changed)
    assert scaffold(*update).output == done.output
    scaffold(*UPDATE)
    assert [each["state"] for each in _requests(forge)] == ["closed"] * 3 + ["open"] * 3
