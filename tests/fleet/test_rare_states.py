"""States that are rare: other templates and releases, merged requests, and changes by others."""

import json
import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import pytest

from scaffold.fleet.states import FleetReport, FleetState, ProjectReport
from scaffold.project.project_files import CommittedFiles
from scaffold.report.fleet_page import render_page
from scaffold.verbs.fleet_choice import ChoiceRequest
from scaffold.verbs.fleet_run_options import RunOptions
from scaffold.verbs.fleet_runs import Screen, start_run
from tests.fleet.building import commit_all, git
from tests.kit.machine import Finished, Scaffold
from tests.kit.terminal import read_until, start_on_terminal

pytestmark = pytest.mark.story

Place = Callable[..., Path]
Clone = Callable[[int], Path]
BRANCH, UPDATE = "scaffold/update/v0.2.0", ("fleet", "update", "--json", "--to", "v0.2.0")


def _states(done: Finished) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in json.loads(done.output)["projects"]}


def test_a_project_of_another_template_is_foreign_to_the_fleet(
    scaffold: Scaffold, place: Place
) -> None:
    place(0)
    Path("fleet.toml").write_text(
        '[fleet]\ntemplate = "https://example.org/t.git"\n[[project]]\npath = "amber-0"\n', "utf-8"
    )
    found = _states(scaffold("fleet", "status", "--json"))["amber-0"]
    assert found["state"] == "foreign"
    assert found["note"].startswith("its template is ")


def test_a_project_of_an_unknown_release_has_failed(scaffold: Scaffold, place: Place) -> None:
    file = place(0) / ".copier-answers.yml"
    lines = file.read_text("utf-8").splitlines()
    lines = ["_commit: v9.9.9" if line.startswith("_commit:") else line for line in lines]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    commit_all(file.parent)
    found = _states(scaffold("fleet", "status", "--json", "amber-0"))["amber-0"]
    assert (found["state"], "9.9.9" in found["note"]) == ("failed", True)


def test_a_forecast_to_an_unknown_release_has_failed(scaffold: Scaffold, place: Place) -> None:
    place(0, 0, "v0.1.0")
    for chosen in (["--to", "v9.9.9"], ["--template", "nowhere"]):
        found = json.loads(scaffold("fleet", "forecast", "--json", *chosen, "amber-0").output)
        assert found["counts"] == {"failed": 1}


def test_a_forecast_of_a_work_tree_takes_what_is_committed(
    scaffold: Scaffold, place: Place, clean_machine: Path
) -> None:
    place(0, 0, "v0.1.0")
    template = clean_machine / "template"
    template.mkdir()
    git(template, "init", "--quiet", "--initial-branch=main")
    (template / "copier.yml").write_text("", "utf-8")
    (template / "{{_copier_conf.answers_file}}.jinja").write_text("{{ _copier_answers }}\n")
    (template / "new.txt").write_text("new\n", "utf-8")
    commit_all(template)
    words = ("fleet", "forecast", "--json", "--template", str(template), "amber-0")
    assert json.loads(scaffold(*words).output)["counts"] == {"planned": 1}


def test_a_project_at_an_address_is_forecast_from_its_commits(
    scaffold: Scaffold, cloned: Clone, tmp_path: Path
) -> None:
    project = cloned(0)
    project.joinpath("README.md").unlink()  # So that others are searched for where it went.
    commit_all(project)
    git(project, "push", "--quiet", "origin", "main")
    address = (tmp_path / "team" / "amber-0.git").as_uri()
    found = _states(scaffold("fleet", "forecast", "--json", "--to", "v0.2.0", address))
    here = _states(scaffold("fleet", "forecast", "--json", "--to", "v0.2.0", "amber-0"))
    assert found["amber-0"]["plan"] == here["amber-0"]["plan"]


def test_a_repository_is_fetched_where_the_terminal_is_of_another_session(
    cloned: Clone, tmp_path: Path
) -> None:
    cloned(0)
    address = (tmp_path / "team" / "amber-0.git").as_uri()
    process, terminal = start_on_terminal("fleet", "status", address)
    read_until(terminal, "1 project: 1 behind")
    assert process.wait(60) == 3
    os.close(terminal)


def test_a_list_and_conflicts_are_printed_as_text(scaffold: Scaffold, place: Place) -> None:
    readme = place(0, 0, "v0.1.0") / "README.md"
    lines = readme.read_text("utf-8").splitlines()
    readme.write_text("".join(f"{line} and ours\n" for line in lines), "utf-8")
    commit_all(readme.parent)
    assert "amber-0" in scaffold("fleet", "list", "amber-0").output
    done = scaffold("fleet", "update", "--to", "v0.2.0", "amber-0")
    assert "1 conflict: README.md" in done.output


def test_a_merged_pull_request_is_not_opened_again(
    scaffold: Scaffold, cloned: Clone, forge: Path
) -> None:
    project = cloned(0)
    scaffold(*UPDATE, "--pr", "gh", project.name)
    requests = json.loads(forge.read_text("utf-8"))
    forge.write_text(json.dumps([{**requests[0], "state": "merged"}]), "utf-8")
    found = _states(scaffold(*UPDATE, "--pr", "gh", project.name))["amber-0"]
    assert (found["state"], found["note"]) == ("branch", "it was merged")
    assert len(json.loads(forge.read_text("utf-8"))) == 1


def test_a_forge_that_closes_nothing_is_told(
    scaffold: Scaffold, cloned: Clone, forge: Path, tmp_path: Path
) -> None:
    project = cloned(0)
    scaffold(*UPDATE, "--pr", "gh", project.name)
    (tmp_path / "faults").write_text("\n" + "HTTP 429, retry after 1\n" * 3, "utf-8")
    found = _states(scaffold("fleet", "update", "--json", "--pr", "gh", project.name))["amber-0"]
    assert found["state"] == "open"
    assert found["note"] == "earlier pull requests are open: the forge refused to close them"
    states = [each["state"] for each in json.loads(forge.read_text("utf-8"))]
    assert states == ["open", "open"]


def test_a_branch_that_only_the_remote_has_gets_its_pull_request(
    scaffold: Scaffold, cloned: Clone, forge: Path
) -> None:
    project = cloned(0)
    scaffold(*UPDATE, "--push", project.name)
    git(project, "branch", "-D", BRANCH)
    found = _states(scaffold(*UPDATE, "--pr", "gh", project.name))["amber-0"]
    assert (found["state"], len(json.loads(forge.read_text("utf-8")))) == ("open", 1)


def test_a_canary_is_chosen_from_projects_that_are_behind(scaffold: Scaffold, place: Place) -> None:
    place(0, 0, "v0.1.0")
    newest = place(1)
    found = _states(scaffold("fleet", "update", "--json", "--canary", "2", "*-*"))
    assert {name: each["state"] for name, each in found.items()} == {
        "amber-0": "branch",
        "birch-1": "in-step",
    }
    assert git(newest, "branch", "--list", "scaffold/*") == ""


def test_a_branch_that_someone_writes_during_the_command_is_theirs(place: Place) -> None:
    project = place(0, 0, "v0.1.0")

    def write(_message: str) -> None:
        git(project, "branch", "--force", BRANCH, "main")

    request = ChoiceRequest([project.name])
    done = start_run(request, RunOptions(to="v0.2.0"), Screen(tell=write), dry_run=False)
    (found,) = done.projects
    assert (found.state, found.branch) == (FleetState.THEIRS, BRANCH)
    assert git(project, "rev-parse", BRANCH) == git(project, "rev-parse", "main")


def test_the_page_links_pull_requests_and_replaces_no_other_file(
    scaffold: Scaffold, place: Place
) -> None:
    report = ProjectReport("a", "/a", FleetState.OPEN, pull_request="https://example.org/1?a&b")
    page = render_page(FleetReport((report,)))
    assert '<a href="https://example.org/1?a&amp;b" rel="noreferrer">' in page
    place(0)
    Path("image.html").write_bytes(b"\xff\xfe")
    assert scaffold("fleet", "status", "--html", "image.html", "amber-0").exit_code == 5
    assert Path("image.html").read_bytes() == b"\xff\xfe"


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("large file", "expected a file, found a file of more than 25 MiB"),
        ("submodule", "expected a file, found a folder"),
    ],
)
def test_what_an_update_would_replace_is_an_obstacle(
    scaffold: Scaffold, place: Place, kind: str, reason: str
) -> None:
    project = place(0, 0, "v0.1.0")
    git(project, "rm", "--quiet", "README.md")
    if kind == "large file":
        (project / "README.md").write_bytes(b"#\n" * 14_000_000)
        git(project, "add", "README.md")
    else:
        head = git(project, "rev-parse", "HEAD")
        git(project, "update-index", "--add", "--cacheinfo", f"160000,{head},README.md")
    git(project, "commit", "--quiet", "--message=Replace a file")
    found = _states(scaffold(*UPDATE, "amber-0"))["amber-0"]
    assert [(each["path"], each["reason"]) for each in found["conflicts"]] == [
        ("README.md", reason)
    ]


def test_committed_links_in_a_path_are_an_obstacle() -> None:
    def read(paths: Collection[str]) -> Mapping[str, bytes]:
        return dict.fromkeys(paths, b"elsewhere")

    files = CommittedFiles({"src": "120000", "docs/a.md": "100644"}, read, lambda _: {})
    found = files.read(["src/pkg/load.py", "docs/a.md"])
    assert {path: each.kind for path, each in found.items()} == {
        "src/pkg/load.py": "obstacle",
        "docs/a.md": "file",
    }
