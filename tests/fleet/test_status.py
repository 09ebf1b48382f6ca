"""The state of every project, read from commits: nothing is run, nothing is written."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.fleet.states import FleetReport, FleetState, ProjectReport, choose_exit_code
from scaffold.report.fleet_page import render_page
from scaffold.verbs.check import check
from tests.fleet.building import build_fleet, commit_all, git
from tests.kit.machine import Finished, Scaffold

Place = Callable[..., Path]


def _states(done: Finished) -> dict[str, dict[str, object]]:
    projects = json.loads(done.output)["projects"]
    assert len({each["name"] for each in projects}) == len(projects)
    return {each["name"]: each for each in projects}


@pytest.mark.story
def test_each_project_has_one_state_and_the_exit_code_counts_failures(
    scaffold: Scaffold, place: Place, clean_machine: Path
) -> None:
    place(0)
    place(1, 0, "v0.1.0")
    place(2).joinpath(".github").mkdir()
    drifted = place(3, 1)
    next(drifted.joinpath(".github").rglob("*.yml")).write_text("edited: true\n", "utf-8")
    commit_all(drifted)
    foreign = place(4)
    foreign.joinpath(".copier-answers.yml").unlink()
    commit_all(foreign)
    broken = place(5)
    broken.joinpath(".copier-answers.yml").write_text("a: [", "utf-8")
    commit_all(broken)
    (clean_machine / "empty").mkdir()
    names = ["amber-0", "birch-1", "cedar-2", "delta-3", "ember-4", "flint-5", "empty", "gone"]
    found = _states(scaffold("fleet", "status", "--json", *names))
    assert {name: each["state"] for name, each in found.items()} == {
        "amber-0": "in-step",
        "birch-1": "behind",
        "cedar-2": "in-step",
        "delta-3": "drifted",
        "ember-4": "foreign",
        "flint-5": "failed",
        "empty": "unreachable",
        "gone": "unreachable",
    }
    assert found["birch-1"]["release"] == "v0.1.0"
    assert scaffold("fleet", "status", *names).exit_code == 1
    assert scaffold("fleet", "status", "amber-0", "ember-4").exit_code == 0
    assert scaffold("fleet", "status", "amber-0", "birch-1").exit_code == 3


def test_what_is_not_committed_and_what_is_checked_out_change_nothing(
    scaffold: Scaffold, place: Place
) -> None:
    dirty, detached, elsewhere = place(0), place(1), place(2)
    dirty.joinpath(".copier-answers.yml").write_text("", "utf-8")
    git(detached, "checkout", "--quiet", "--detach")
    git(elsewhere, "switch", "--quiet", "--create", "topic")
    elsewhere.joinpath(".copier-answers.yml").unlink()
    commit_all(elsewhere)
    before = [_everything(each) for each in (dirty, detached, elsewhere)]
    found = _states(scaffold("fleet", "status", "--json", "*-*"))
    assert {str(each["state"]) for each in found.values()} == {"in-step"}
    assert [_everything(each) for each in (dirty, detached, elsewhere)] == before


def _everything(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.story
def test_drift_and_releases_are_those_that_check_finds(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    built = build_fleet(clean_machine, 12, seed=3)
    found = _states(scaffold("fleet", "status", "--json", "*-*"))
    assert len(found) == 12
    for each in built:
        checked = check(each.path)
        report = found[each.path.name]
        assert report["drifted"] == [drift.path for drift in checked.drifted]
        assert report["target"] == (checked.available or "")
        assert (report["state"] == "in-step") is checked.is_clean


@pytest.mark.story
def test_a_second_look_gives_the_same_and_survives_a_lost_cache(
    scaffold: Scaffold, place: Place, tmp_path: Path
) -> None:
    place(0)
    place(1, 0, "v0.1.0")
    first = scaffold("fleet", "status", "--json", "*-*").output
    cache = tmp_path / "home/.cache/mlops-scaffold/fleet/findings.json"
    assert cache.is_file()
    assert scaffold("fleet", "status", "--json", "*-*").output == first
    for damage in ("", "{}", '{"x": {"drifted": 3}}', "\0", "[1]"):
        cache.write_text(damage, "utf-8")
        assert scaffold("fleet", "status", "--json", "*-*").output == first


def test_no_program_that_a_repository_names_is_run(
    scaffold: Scaffold, place: Place, tmp_path: Path
) -> None:
    project, mark = place(0), tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {mark}\n", "utf-8")
    program.chmod(0o755)
    for key in (
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "filter.x.smudge",
        "diff.external",
    ):
        git(project, "config", key, str(program))
    project.joinpath(".gitattributes").write_text("* filter=x\n", "utf-8")
    for hook in ("reference-transaction", "post-checkout", "post-index-change"):
        file = project / ".git/hooks" / hook
        file.parent.mkdir(exist_ok=True)
        file.write_text(program.read_text("utf-8"), "utf-8")
        file.chmod(0o755)
    assert scaffold("fleet", "status", project.name).exit_code == 0
    assert not mark.exists()


def test_a_project_at_an_address_is_read_from_a_bare_partial_copy(
    scaffold: Scaffold, place: Place, tmp_path: Path
) -> None:
    remote = tmp_path / "remote" / "amber-0.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(place(0, 0, "v0.1.0")), str(remote))
    git(remote, "config", "uploadpack.allowFilter", "true")
    git(remote, "config", "uploadpack.allowAnySHA1InWant", "true")
    address = remote.as_uri()
    found = _states(scaffold("fleet", "status", "--json", address))
    assert (found["amber-0"]["state"], found["amber-0"]["note"]) == ("behind", "")
    (copy,) = (tmp_path / "home/.cache/mlops-scaffold/fleet").glob("amber-0-*.git")
    assert (
        git(copy, f"--git-dir={copy}", "config", "remote.origin.partialclonefilter") == "blob:none"
    )
    remote.rename(tmp_path / "moved")
    assert (
        _states(scaffold("fleet", "status", "--json", address))["amber-0"]["state"] == "unreachable"
    )
    kept = scaffold("fleet", "status", "--json", "--no-fetch", address)
    assert _states(kept)["amber-0"]["state"] == "behind"


def test_a_bare_repository_and_a_folder_in_a_repository_are_projects(
    scaffold: Scaffold, place: Place, clean_machine: Path
) -> None:
    git(clean_machine, "clone", "--quiet", "--bare", str(place(0)), "bare.git")
    whole = clean_machine / "whole"
    inner = whole / "teams" / "inner"
    inner.parent.mkdir(parents=True)
    place(1, 0, "v0.1.0").rename(inner)
    git(whole, "init", "--quiet", "--initial-branch=trunk")
    for child in inner.joinpath(".git").iterdir():
        if child.is_file():
            child.unlink()
    (inner / ".git").rename(clean_machine / "old-git")
    commit_all(whole)
    found = _states(scaffold("fleet", "status", "--json", "bare.git", "whole/teams/inner"))
    assert {name: each["state"] for name, each in found.items()} == {
        "bare": "in-step",
        "inner": "behind",
    }


def test_the_newer_one_of_a_branch_and_its_remote_counts(
    scaffold: Scaffold, place: Place, clean_machine: Path
) -> None:
    origin = place(0)
    git(clean_machine, "clone", "--quiet", str(origin), "copy")
    copy = clean_machine / "copy"
    origin.joinpath(".copier-answers.yml").unlink()
    commit_all(origin)
    assert _states(scaffold("fleet", "status", "--json", "copy"))["copy"]["state"] == "in-step"
    fetched = scaffold("fleet", "status", "--json", "--fetch", "copy")
    assert _states(fetched)["copy"]["state"] == "foreign"
    copy.joinpath("mine.txt").write_text("mine\n", "utf-8")
    commit_all(copy)
    assert _states(scaffold("fleet", "status", "--json", "copy"))["copy"]["state"] == "foreign"


def test_settings_of_a_list_pin_skip_and_choose_the_template(
    scaffold: Scaffold, place: Place
) -> None:
    place(0, 0, "v0.1.0")
    place(1, 0, "v0.1.0")
    place(2)
    Path("fleet.toml").write_text(
        '[[project]]\npath = "amber-0"\nrelease-pin = "v0.1.0"\n'
        '[[project]]\npath = "birch-1"\nskip = "frozen for a paper"\n'
        '[[project]]\npath = "cedar-2"\nbranch = "nowhere"\n',
        "utf-8",
    )
    found = _states(scaffold("fleet", "status", "--json"))
    assert [found[name]["state"] for name in ("amber-0", "birch-1", "cedar-2")] == [
        "in-step",
        "archived",
        "failed",
    ]
    assert found["birch-1"]["note"] == "frozen for a paper"


def test_csv_has_a_row_for_each_project_and_no_formula(scaffold: Scaffold, place: Place) -> None:
    place(0)
    Path("fleet.toml").write_text(
        '[[project]]\npath = "amber-0"\nname = "=1+1"\nowner = "a,\\"b\\""\n', "utf-8"
    )
    rows = list(csv.DictReader(scaffold("fleet", "status", "--csv").output.splitlines()))
    assert [(row["name"], row["state"], row["owner"]) for row in rows] == [
        ("'=1+1", "in-step", 'a,"b"')
    ]


def test_the_page_contains_no_markup_of_projects_and_replaces_only_itself(
    scaffold: Scaffold, place: Place
) -> None:
    place(0)
    Path("fleet.toml").write_text(
        '[[project]]\npath = "amber-0"\nname = "<script>alert(1)</script>"\n', "utf-8"
    )
    assert scaffold("fleet", "status", "--html", "page.html").exit_code == 0
    text = Path("page.html").read_text("utf-8")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "http" not in text.replace("http-equiv", "")
    assert scaffold("fleet", "status", "--html", "page.html").exit_code == 0
    Path("other.html").write_text("mine", "utf-8")
    assert scaffold("fleet", "status", "--html", "other.html").exit_code == 5
    assert Path("other.html").read_text("utf-8") == "mine"


def test_names_with_control_characters_are_escaped(scaffold: Scaffold, place: Place) -> None:
    place(0)
    Path("fleet.toml").write_text(
        '[[project]]\npath = "amber-0"\nname = "\\u001b[31mred"\nskip = "::set-env name=x::y"\n',
        "utf-8",
    )
    for options in ([], ["--csv"], ["--json"]):
        done = scaffold("fleet", "status", *options)
        assert "\x1b" not in done.output + done.errors


def test_states_are_filtered_and_an_unknown_one_is_refused(
    scaffold: Scaffold, place: Place
) -> None:
    place(0)
    place(1, 0, "v0.1.0")
    done = scaffold("fleet", "list", "*-*", "--state", "behind", "--format", "lines")
    assert [Path(line).name for line in done.output.splitlines()] == ["birch-1"]
    assert scaffold("fleet", "status", "*-*", "--state", "in-step").exit_code == 0
    assert scaffold("fleet", "status", "*-*", "--state", "late").exit_code == 2


@pytest.mark.parametrize(
    ("states", "code"),
    [
        ([], 0),
        (["in-step", "archived", "foreign"], 0),
        (["in-step", "behind"], 3),
        (["declined"], 3),
        (["behind", "conflicts"], 4),
        (["conflicts", "failed"], 1),
        (["unreachable"], 1),
    ],
)
def test_the_exit_code_is_that_of_the_most_urgent_state(states: list[str], code: int) -> None:
    reports = [ProjectReport(name, name, FleetState(name)) for name in states]
    assert choose_exit_code(reports, waits=True) == code


def test_the_page_lists_every_project_once() -> None:
    reports = tuple(ProjectReport(f"p{n}", f"/p{n}", FleetState.BEHIND) for n in range(40))
    assert render_page(FleetReport(reports)).count("<tr><td") == 40
