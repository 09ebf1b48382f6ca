"""Updates of a fleet: one commit on a branch each, equal to the update of a single project."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.fleet.canary import choose_canary
from scaffold.verbs.update import UpdateRequest, update
from tests.fleet.building import build_fleet, commit_all, git, tree_of_single_update
from tests.kit.machine import Finished, Scaffold, run_command

pytestmark = pytest.mark.story

Place = Callable[..., Path]
BRANCH = "scaffold/update/v0.2.0"
UPDATE = ("fleet", "update", "--to", "v0.2.0", "--json")


def _states(done: Finished) -> dict[str, dict[str, object]]:
    projects = json.loads(done.output)["projects"]
    assert len({each["name"] for each in projects}) == len(projects)
    return {each["name"]: each for each in projects}


def _snapshot(project: Path) -> dict[str, object]:
    files = {str(p): p.read_bytes() for p in sorted(project.rglob("*")) if p.is_file()}
    kept = {path: content for path, content in files.items() if "/.git/" not in path}
    index = project / ".git" / "index"
    config = project / ".git" / "config"
    return {
        **kept,
        "index": index.read_bytes(),
        "config": config.read_bytes(),
        "head": (project / ".git" / "HEAD").read_bytes(),
        "main": git(project, "rev-parse", "main"),
        "status": git(project, "--no-optional-locks", "status", "--porcelain"),
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_each_tree_is_that_of_a_single_update(
    scaffold: Scaffold, clean_machine: Path, tmp_path: Path, seed: int
) -> None:
    fleet = clean_machine / "fleet"
    built = build_fleet(fleet, 12, seed=seed)
    found = _states(scaffold("fleet", "update", "--json", "fleet/*"))
    compared = 0
    for each in built:
        report = found[each.path.name]
        if report["state"] != "branch":
            assert report["state"] in {"in-step", "drifted", "conflicts"}
            continue
        expected = tree_of_single_update(each.path, tmp_path / each.path.name, None)
        assert git(each.path, "rev-parse", f"{report['branch']}^{{tree}}") == expected
        compared += 1
    assert compared >= 4


def test_an_update_is_one_commit_and_leaves_all_else_as_it_is(
    scaffold: Scaffold, place: Place
) -> None:
    project = place(0, 0, "v0.1.0")
    project.joinpath("README.md").write_text("not committed\n", "utf-8")
    project.joinpath("untracked.txt").write_text("mine\n", "utf-8")
    before = _snapshot(project)
    found = _states(scaffold(*UPDATE, project.name))["amber-0"]
    assert (found["state"], found["branch"]) == ("branch", BRANCH)
    assert _snapshot(project) == before
    assert git(project, "rev-list", "--count", f"main..{BRANCH}") == "1"
    assert git(project, "rev-parse", f"{BRANCH}^") == git(project, "rev-parse", "main")
    trailers = git(project, "log", "-1", "--format=%(trailers:only,unfold)", BRANCH).splitlines()
    assert trailers[0] == "Scaffold-Update: v0.1.0..v0.2.0"
    assert trailers[1] == f"Scaffold-Plan: {found['plan']}"
    assert git(project, "fsck", "--strict", "--no-dangling") == ""


def test_a_second_update_changes_nothing(scaffold: Scaffold, place: Place) -> None:
    project = place(0, 0, "v0.1.0")
    first = scaffold(*UPDATE, project.name).output
    commit = git(project, "rev-parse", BRANCH)
    assert scaffold(*UPDATE, project.name).output == first
    assert git(project, "rev-parse", BRANCH) == commit
    status = _states(scaffold("fleet", "status", "--json", project.name))
    assert status["amber-0"]["state"] == "behind"  # The newest release is a later one.


def test_a_branch_that_was_changed_is_left_alone(scaffold: Scaffold, place: Place) -> None:
    added, amended = place(0, 0, "v0.1.0"), place(1, 0, "v0.1.0")
    scaffold(*UPDATE, "*-*")
    for project in (added, amended):
        git(project, "switch", "--quiet", BRANCH)
        project.joinpath("mine.txt").write_text("mine\n", "utf-8")
    commit_all(added)
    git(amended, "add", "--all")
    git(amended, "commit", "--quiet", "--amend", "--no-edit")
    heads = [git(project, "rev-parse", BRANCH) for project in (added, amended)]
    for project in (added, amended):
        git(project, "switch", "--quiet", "main")
        project.joinpath("more.txt").write_text("more\n", "utf-8")
        commit_all(project)
    found = _states(scaffold(*UPDATE, "*-*"))
    assert {each["state"] for each in found.values()} == {"theirs"}
    assert [git(project, "rev-parse", BRANCH) for project in (added, amended)] == heads


def test_a_base_branch_that_moved_gives_a_new_commit_only_if_the_plan_differs(
    scaffold: Scaffold, place: Place
) -> None:
    project = place(0, 0, "v0.1.0")
    scaffold(*UPDATE, project.name)
    first = git(project, "rev-parse", BRANCH)
    project.joinpath("mine.txt").write_text("mine\n", "utf-8")
    commit_all(project)
    scaffold(*UPDATE, project.name)
    assert git(project, "rev-parse", BRANCH) == first
    with project.joinpath(".gitignore").open("a", encoding="utf-8") as stream:
        stream.write("/ours/\n")
    commit_all(project)
    scaffold(*UPDATE, project.name)
    assert git(project, "rev-parse", f"{BRANCH}^") == git(project, "rev-parse", "main")


def test_a_branch_that_is_checked_out_is_not_moved(scaffold: Scaffold, place: Place) -> None:
    project = place(0, 0, "v0.1.0")
    scaffold(*UPDATE, project.name)
    with project.joinpath(".gitignore").open("a", encoding="utf-8") as stream:
        stream.write("/ours/\n")
    commit_all(project)
    git(project, "switch", "--quiet", BRANCH)
    head = git(project, "rev-parse", "HEAD")
    done = scaffold(*UPDATE, project.name)
    found = _states(done)["amber-0"]
    assert (done.exit_code, found["state"]) == (1, "failed")
    assert "is checked out" in str(found["note"])
    assert git(project, "rev-parse", BRANCH) == head


def _with_conflict(project: Path) -> str:
    """Change a line that the template changes too; return the path of its file."""
    update_of = project.parent / "updated"
    git(project.parent, "clone", "--quiet", str(project), str(update_of))
    update(UpdateRequest(update_of, to="v0.2.0"))
    changed = git(update_of, "diff", "--name-only", "--diff-filter=M").splitlines()
    shutil.rmtree(update_of)
    path = next(each for each in changed if each.endswith(".md"))
    file = project / path
    lines = file.read_text("utf-8").splitlines()
    file.write_text("".join(f"{line} and ours\n" for line in lines), "utf-8")
    commit_all(project)
    return path


def test_an_update_with_conflicts_has_no_branch_unless_asked_for(
    scaffold: Scaffold, place: Place
) -> None:
    project = place(0, 0, "v0.1.0")
    path = _with_conflict(project)
    done = scaffold(*UPDATE, project.name)
    found = _states(done)["amber-0"]
    assert (done.exit_code, found["state"]) == (4, "conflicts")
    assert [each["path"] for each in found["conflicts"]] == [path]  # type: ignore[attr-defined]
    assert git(project, "branch", "--list", "scaffold/*") == ""
    done = scaffold(*UPDATE, "--draft-conflicts", project.name)
    assert (done.exit_code, _states(done)["amber-0"]["branch"]) == (4, BRANCH)
    assert git(project, "diff", "--name-only", "main", BRANCH, "--", path) == ""
    assert path in git(project, "log", "-1", "--format=%b", BRANCH)
    assert git(project, "grep", "-l", "<<<<<<<", BRANCH, check=False) == ""


def test_a_preview_writes_nothing_and_has_the_plan_of_the_update(
    scaffold: Scaffold, place: Place
) -> None:
    project = place(0, 0, "v0.1.0")
    preview = _states(scaffold(*UPDATE, "--dry-run", project.name))["amber-0"]
    assert preview["state"] == "planned"
    assert git(project, "branch", "--list", "scaffold/*") == ""
    assert _states(scaffold(*UPDATE, project.name))["amber-0"]["plan"] == preview["plan"]


def test_a_canary_has_one_project_of_each_kind_and_the_rest_stays_behind(
    scaffold: Scaffold, place: Place
) -> None:
    for number, kind in enumerate((0, 0, 0, 1, 1, 2)):
        place(number, kind, "v0.1.0")
    found = _states(scaffold(*UPDATE, "--canary", "3", "*-*"))
    states = [found[name]["state"] for name in sorted(found)]
    assert states.count("branch") == 3
    assert states.count("behind") == 3
    assert {found[name]["state"] for name in ("amber-0", "delta-3", "flint-5")} == {"branch"}


def test_the_canary_is_stratified_and_ignores_names() -> None:
    answers = {
        f"p{n}": {"name": f"p{n}", "stack": "a" if n < 7 else "b", "layout": "x"} for n in range(10)
    }
    assert choose_canary(answers, 2) == ["p0", "p7"]
    assert choose_canary(answers, 4) == ["p0", "p7", "p1", "p8"]
    assert len(choose_canary(answers, 99)) == 10
    assert choose_canary({}, 3) == []


def test_failures_stop_an_update_at_their_share(scaffold: Scaffold, place: Place) -> None:
    names = [place(number, 0, "v0.1.0") for number in range(4)]
    for project in names[:2]:
        objects = project / ".git" / "objects"
        shutil.rmtree(objects / "pack")
        git(project, "config", "core.bare", "false")
        (project / ".git" / "refs" / "heads" / "scaffold").write_text("in its place", "utf-8")
    done = scaffold(*UPDATE, "--stop-at", "25%", "*-*")
    found = _states(done)
    states = [str(found[name]["state"]) for name in sorted(found)]
    assert (done.exit_code, states) == (1, ["failed", "behind", "behind", "behind"])
    assert "too many projects failed" in str(found["delta-3"]["note"])


def test_a_project_in_a_folder_of_a_repository_is_updated_there(
    scaffold: Scaffold, place: Place, clean_machine: Path
) -> None:
    whole = clean_machine / "whole"
    inner = whole / "teams" / "inner"
    inner.parent.mkdir(parents=True)
    place(1, 0, "v0.1.0").rename(inner)
    shutil.rmtree(inner / ".git")
    whole.joinpath("other.txt").write_text("other\n", "utf-8")
    git(whole, "init", "--quiet", "--initial-branch=main")
    commit_all(whole)
    found = _states(scaffold(*UPDATE, "whole/teams/inner"))["inner"]
    assert (found["state"], found["branch"]) == ("branch", "scaffold/update/teams/inner/-/v0.2.0")
    changed = git(whole, "diff", "--name-only", "main", str(found["branch"])).splitlines()
    assert changed
    assert all(path.startswith("teams/inner/") for path in changed)


def test_repositories_with_longer_digests_are_updated(scaffold: Scaffold, place: Place) -> None:
    project = place(0, 0, "v0.1.0")
    shutil.rmtree(project / ".git")
    git(project, "init", "--quiet", "--initial-branch=main", "--object-format=sha256")
    commit_all(project)
    assert _states(scaffold(*UPDATE, project.name))["amber-0"]["state"] == "branch"
    assert git(project, "fsck", "--strict", "--no-dangling") == ""


def test_a_project_at_a_later_release_is_not_taken_to_an_earlier_one(
    scaffold: Scaffold, place: Place
) -> None:
    project = place(0)
    assert _states(scaffold(*UPDATE, project.name))["amber-0"]["state"] == "in-step"
    assert git(project, "branch", "--list", "scaffold/*") == ""


@pytest.mark.story
def test_plain_copier_with_the_options_of_renovate_works_before_and_after(
    scaffold: Scaffold, place: Place
) -> None:
    projects = place(0, 2, "v0.1.0"), place(1, 2, "v0.1.0")
    scaffold(*UPDATE, projects[0].name)
    copier = [sys.executable, "-m", "copier", "update", "--skip-answered", "--defaults"]
    copier += ["--vcs-ref", "v0.2.0"]
    assert run_command(copier, folder=projects[1]).exit_code == 0
    commit_all(projects[1])
    git(projects[0], "merge", "--quiet", "--ff-only", BRANCH)
    assert run_command(copier, folder=projects[0]).exit_code == 0
    assert git(projects[0], "status", "--porcelain") == ""
    assert scaffold(*UPDATE, "*-*").exit_code == 0
    assert git(projects[1], "branch", "--list", BRANCH) == ""


def test_an_update_without_its_conflicts_is_the_same_the_second_time(
    scaffold: Scaffold, place: Place
) -> None:
    project = place(0, 0, "v0.1.0")
    path = _with_conflict(project)
    drafted = (*UPDATE, "--draft-conflicts", project.name)
    first = scaffold(*drafted)
    commit = git(project, "rev-parse", BRANCH)
    assert scaffold(*drafted) == first
    assert git(project, "rev-parse", BRANCH) == commit
    assert _states(scaffold(*UPDATE, project.name))["amber-0"]["state"] == "conflicts"
    git(project, "checkout", "--quiet", "HEAD~1", "--", path)
    commit_all(project)
    assert _states(scaffold(*UPDATE, project.name))["amber-0"]["state"] == "branch"
