"""Branches are pushed and pull requests opened, edited and closed, each once."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.fleet.forge_commands import choose_forge
from scaffold.fleet.forges import ForgeError, find_slug
from scaffold.fleet.pacing import Clock, Pace
from scaffold.verbs.fleet_runs import Screen
from tests.fleet.building import commit_all, git
from tests.fleet.conftest import FakeClock
from tests.kit.machine import Finished, Scaffold

pytestmark = pytest.mark.story

Place = Callable[..., Path]
BRANCH = "scaffold/update/v0.2.0"
UPDATE = ("fleet", "update", "--to", "v0.2.0", "--json")


def _state(done: Finished) -> dict[str, object]:
    (project,) = json.loads(done.output)["projects"]
    return dict(project)


def _requests(forge: Path) -> list[dict[str, object]]:
    return list(json.loads(forge.read_text("utf-8"))) if forge.exists() else []


@pytest.mark.parametrize("program", ["gh", "glab"])
def test_a_pull_request_is_opened_once_and_has_its_plan(
    scaffold: Scaffold, cloned: Callable[[int], Path], forge: Path, program: str
) -> None:
    project = cloned(0)
    found = _state(scaffold(*UPDATE, "--pr", program, project.name))
    (request,) = _requests(forge)
    assert (found["state"], found["pull_request"]) == ("open", request["url"])
    assert (request["repo"], request["branch"], request["base"]) == ("team/amber-0", BRANCH, "main")
    assert request["title"] == "Update the template from 0.1.0 to 0.2.0"
    assert f"<!-- scaffold-fleet v0.2.0 {found['plan']} -->" in str(request["body"])
    assert git(project, "rev-parse", f"origin/{BRANCH}") == git(project, "rev-parse", BRANCH)
    assert _state(scaffold(*UPDATE, "--pr", program, project.name)) == found
    assert _requests(forge) == [request]


def test_the_status_asks_the_forge(
    scaffold: Scaffold, cloned: Callable[[int], Path], forge: Path
) -> None:
    project = cloned(0)
    Path("fleet.toml").write_text(
        f'[fleet]\nforge = "gh"\n[[project]]\npath = "{project.name}"\nrelease-pin = "v0.2.0"\n',
        "utf-8",
    )
    assert _state(scaffold("fleet", "update", "--push", "--json"))["state"] == "open"
    assert _state(scaffold("fleet", "status", "--json"))["state"] == "open"
    _close(forge)
    assert _state(scaffold("fleet", "status", "--json"))["state"] == "declined"


def _close(forge: Path, state: str = "closed") -> None:
    requests = _requests(forge)
    requests[-1]["state"] = state
    forge.write_text(json.dumps(requests), "utf-8")


def test_a_closed_pull_request_is_a_no_until_it_is_asked_again(
    scaffold: Scaffold, cloned: Callable[[int], Path], forge: Path
) -> None:
    project = cloned(0)
    scaffold(*UPDATE, "--pr", "gh", project.name)
    _close(forge)
    pushed = git(project, "rev-parse", BRANCH)
    with project.joinpath(".gitignore").open("a", encoding="utf-8") as stream:
        stream.write("/ours/\n")
    commit_all(project)
    assert _state(scaffold(*UPDATE, "--pr", "gh", project.name))["state"] == "declined"
    assert git(project, "rev-parse", BRANCH) == pushed
    assert len(_requests(forge)) == 1
    again = _state(scaffold(*UPDATE, "--pr", "gh", "--again", "amber-0", project.name))
    assert (again["state"], len(_requests(forge))) == ("open", 2)


def test_a_changed_plan_moves_the_branch_and_edits_the_pull_request(
    scaffold: Scaffold, cloned: Callable[[int], Path], forge: Path
) -> None:
    project = cloned(0)
    scaffold(*UPDATE, "--pr", "gh", project.name)
    with project.joinpath(".gitignore").open("a", encoding="utf-8") as stream:
        stream.write("/ours/\n")
    commit_all(project)
    found = _state(scaffold(*UPDATE, "--pr", "gh", project.name))
    (request,) = _requests(forge)
    assert (found["state"], request["edits"]) == ("open", 1)
    assert str(found["plan"]) in str(request["body"])
    assert git(project, "rev-parse", f"origin/{BRANCH}") == git(project, "rev-parse", BRANCH)


def test_a_branch_that_moved_on_the_remote_is_never_overwritten(
    scaffold: Scaffold, cloned: Callable[[int], Path], forge: Path, tmp_path: Path
) -> None:
    project = cloned(0)
    scaffold(*UPDATE, "--push", project.name)
    other = tmp_path / "other"
    git(
        tmp_path,
        "clone",
        "--quiet",
        "--branch",
        BRANCH,
        str(tmp_path / "team/amber-0.git"),
        "other",
    )
    other.joinpath("theirs.txt").write_text("theirs\n", "utf-8")
    theirs = commit_all(other)
    git(other, "push", "--quiet")
    with project.joinpath(".gitignore").open("a", encoding="utf-8") as stream:
        stream.write("/ours/\n")
    commit_all(project)
    found = _state(scaffold(*UPDATE, "--pr", "gh", project.name))
    assert found["state"] == "theirs"
    assert git(tmp_path / "team/amber-0.git", "rev-parse", BRANCH) == theirs
    assert _requests(forge) == []


def test_an_answer_that_was_lost_makes_no_second_pull_request(
    scaffold: Scaffold, cloned: Callable[[int], Path], forge: Path, tmp_path: Path
) -> None:
    project = cloned(0)
    (tmp_path / "faults").write_text("lost answer", "utf-8")
    assert _state(scaffold(*UPDATE, "--pr", "gh", project.name))["state"] == "open"
    assert len(_requests(forge)) == 1


def test_a_busy_forge_is_asked_again_and_after_three_times_branches_stay(
    scaffold: Scaffold, cloned: Callable[[int], Path], forge: Path, tmp_path: Path
) -> None:
    one = cloned(0)
    faults = tmp_path / "faults"
    faults.write_text("was submitted too quickly, retry after 1\nHTTP 502, retry after 1", "utf-8")
    assert _state(scaffold(*UPDATE, "--pr", "gh", one.name))["state"] == "open"
    two, three = cloned(1), cloned(2)
    faults.write_text("HTTP 429, retry after 1\n" * 3, "utf-8")
    done = scaffold(*UPDATE, "--pr", "gh", two.name, three.name)
    states = [each["state"] for each in json.loads(done.output)["projects"]]
    assert (states, len(_requests(forge))) == (["branch", "branch"], 1)
    assert "scaffold fleet resume" in done.output
    resumed = scaffold("fleet", "resume", "--json")
    states = [each["state"] for each in json.loads(resumed.output)["projects"]]
    assert (states, len(_requests(forge))) == (["open", "open"], 3)


def test_a_refused_push_is_a_failure_that_retry_tries_again(
    scaffold: Scaffold, cloned: Callable[[int], Path], forge: Path, tmp_path: Path
) -> None:
    project = cloned(0)
    hook = tmp_path / "team/amber-0.git/hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'branch is protected' >&2\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    done = scaffold(*UPDATE, "--pr", "gh", project.name)
    found = _state(done)
    assert (done.exit_code, found["state"]) == (1, "failed")
    assert "protected" in str(found["note"])
    hook.unlink()
    assert _state(scaffold("fleet", "retry", "--json"))["state"] == "open"
    assert _state(scaffold("fleet", "report", "--json"))["state"] == "open"
    assert "`amber-0` open" in scaffold("fleet", "report", "--md").output
    assert len(_requests(forge)) == 1


def test_an_archived_remote_is_told_as_such(
    scaffold: Scaffold, cloned: Callable[[int], Path], tmp_path: Path
) -> None:
    project = cloned(0)
    hook = tmp_path / "team/amber-0.git/hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        "#!/bin/sh\necho 'This repository was archived so it is read-only.' >&2\nexit 1\n"
    )
    hook.chmod(0o755)
    assert _state(scaffold(*UPDATE, "--push", project.name))["state"] == "archived"


@pytest.mark.parametrize("accepts", [True, False])
def test_a_push_opens_merge_requests_where_the_remote_takes_options(
    scaffold: Scaffold, cloned: Callable[[int], Path], tmp_path: Path, *, accepts: bool
) -> None:
    project = cloned(0)
    remote = tmp_path / "team/amber-0.git"
    git(remote, "config", "receive.advertisePushOptions", str(accepts).lower())
    hook = remote / "hooks/post-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\nenv | grep ^GIT_PUSH_OPTION_ > "{tmp_path}/options"\n', "utf-8")
    hook.chmod(0o755)
    found = _state(scaffold(*UPDATE, "--pr", "push-options", project.name))
    assert found["state"] == ("open" if accepts else "branch")
    assert git(remote, "rev-parse", BRANCH) == git(project, "rev-parse", BRANCH)
    options = (tmp_path / "options").read_text("utf-8")
    assert ("merge_request.create" in options) is accepts
    assert ("merge_request.target=main" in options) is accepts


def test_an_earlier_pull_request_is_superseded_or_kept(
    scaffold: Scaffold, cloned: Callable[[int], Path], forge: Path
) -> None:
    project = cloned(0)
    scaffold(*UPDATE, "--pr", "gh", project.name)
    newest = ("fleet", "update", "--json", "--pr", "gh", project.name)
    assert _state(scaffold(*newest))["state"] == "open"
    first, second = _requests(forge)
    assert (first["state"], second["state"]) == ("closed", "open")
    assert "Superseded" in str(first["comments"])


def test_close_leaves_branches_of_people_open(
    scaffold: Scaffold, cloned: Callable[[int], Path], forge: Path, tmp_path: Path
) -> None:
    ours, theirs = cloned(0), cloned(1)
    scaffold(*UPDATE, "--pr", "glab", "*-*")
    other = tmp_path / "other"
    git(
        tmp_path,
        "clone",
        "--quiet",
        "--branch",
        BRANCH,
        str(tmp_path / "team/birch-1.git"),
        "other",
    )
    other.joinpath("theirs.txt").write_text("theirs\n", "utf-8")
    commit_all(other)
    git(other, "push", "--quiet")
    assert scaffold("fleet", "close", "--pr", "glab", ours.name, theirs.name).exit_code == 0
    states = {each["repo"]: each["state"] for each in _requests(forge)}
    assert states == {"team/amber-0": "closed", "team/birch-1": "open"}


def test_a_command_of_your_own_gets_the_verbs_without_a_shell(
    scaffold: Scaffold, cloned: Callable[[int], Path], tmp_path: Path
) -> None:
    project = cloned(0)
    program, calls = tmp_path / "own-forge", tmp_path / "calls"
    program.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$*" >> "{calls}"\n[ "$1" = find ] && echo "[]"\nexit 0\n'
    )
    program.chmod(0o755)
    command = f"{program} {{verb}} {{repository}} {{branch}} {{base}} $(touch\\ x) {{title}}"
    found = _state(scaffold(*UPDATE, "--pr", command, project.name))
    lines = calls.read_text("utf-8").splitlines()
    assert found["state"] == "open"
    assert [line.split()[0] for line in lines] == ["find", "find", "open"]
    assert "$(touch x)" in lines[-1]
    assert not Path("x").exists()


def test_a_missing_program_and_a_command_without_a_verb_are_refused(
    scaffold: Scaffold, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(0)
    assert scaffold(*UPDATE, "--pr", "my-forge", "amber-0").exit_code == 5
    monkeypatch.setattr("scaffold.fleet.forge_commands.which", lambda _: None)
    done = scaffold(*UPDATE, "--pr", "gh", "amber-0")
    assert (done.exit_code, "No `gh`" in done.errors) == (5, True)


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("https://github.com/team/api.git", "github.com/team/api"),
        ("https://ada:token@example.org/group/sub/api", "example.org/group/sub/api"),
        ("git@github.com:team/api.git", "github.com/team/api"),
        ("ssh://git@example.org:2222/team/api.git", "example.org/team/api"),
        ("file:///srv/git/team/api.git", "team/api"),
        ("/srv/git/team/api.git", "team/api"),
    ],
)
def test_repositories_are_named_as_the_programs_name_them(address: str, slug: str) -> None:
    assert find_slug(address) == slug


def test_a_forge_that_takes_80_writes_a_minute_and_500_an_hour_takes_all(tmp_path: Path) -> None:
    for seconds in (8.0, 2.0, 0.5, 0.0):
        clock = FakeClock()
        pace = Pace(seconds, Clock(clock.now, clock.wait), tmp_path / f"{seconds}.json")
        times = []
        told = pace.foresee(600)
        for _ in range(600):
            pace.wait_turn()
            times.append(clock.now())
        for number, window in ((80, 60.0), (500, 3600.0)):
            spans = [b - a for a, b in zip(times, times[number:], strict=False)]
            assert all(span > window - 1e-6 for span in spans)
        assert told == pytest.approx(times[-1] - times[0], rel=0.1, abs=1)


def test_two_fleets_of_a_user_share_their_pace(tmp_path: Path) -> None:
    clock = FakeClock()
    paces = [Pace(8.0, Clock(clock.now, clock.wait), tmp_path / "writes.json") for _ in range(2)]
    for turn in range(10):
        paces[turn % 2].wait_turn()
    assert clock.now() - 1_000_000.0 == pytest.approx(72.0)


def test_a_wait_that_the_forge_names_is_read() -> None:
    assert ForgeError("HTTP 429: Retry-After: 17").retry_after == 17
    assert ForgeError("You have exceeded a secondary rate limit").is_busy
    assert not ForgeError("a pull request already exists").is_busy


def test_the_duration_is_told_before_the_first_write(
    scaffold: Scaffold, cloned: Callable[[int], Path], forge: Path
) -> None:
    project = cloned(0)
    done = scaffold(*UPDATE, "--pr", "gh", "--pace", "30s", project.name)
    assert "1 pull request at most, one every 30 s" in done.errors
    assert forge.exists()
    assert Screen().pace is None
    assert choose_forge("push-options") is None
