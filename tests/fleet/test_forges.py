"""The commands of forges use flags of the manuals only, as the stubs do, and at a bearable pace."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.errors import FleetError
from scaffold.fleet.forge_commands import GITHUB, GITLAB, Forge, choose_forge
from scaffold.fleet.forges import Draft, ForgeError, Requests
from scaffold.fleet.pacing import Clock, Pace
from tests.fleet import forge_stub
from tests.fleet.building import git
from tests.fleet.conftest import FakeClock
from tests.kit.machine import Scaffold


def _flags(words: tuple[str, ...]) -> set[str]:
    return {word for word in words if word.startswith("--")}


@pytest.mark.parametrize(
    ("forge", "known"), [(GITHUB, forge_stub.GITHUB), (GITLAB, forge_stub.GITLAB)]
)
def test_commands_use_flags_of_the_manuals_only(
    forge: Forge, known: dict[str, tuple[str, ...]]
) -> None:
    for words in (forge.find, (*forge.open, *forge.draft), forge.edit, forge.close, forge.comment):
        if words:
            assert _flags(words) <= {flag.rstrip("!") for flag in known[words[2]]}, words


def test_a_command_of_yours_gets_the_verb_and_has_no_drafts() -> None:
    forge = choose_forge("git 'forge {verb}' {branch}")
    assert forge == Forge(
        ("git", "forge find", "{branch}"),
        ("git", "forge open", "{branch}"),
        ("git", "forge edit", "{branch}"),
        ("git", "forge close", "{branch}"),
        draft=(),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no-such-forge", "Unknown forge `no-such-forge`"),
        ("no-such-forge {verb}", "No `no-such-forge` on your PATH"),
        ("git 'forge {verb}", "Invalid command in `--pr`: No closing quotation"),
    ],
)
def test_a_forge_that_cannot_be_asked_is_refused(text: str, message: str) -> None:
    with pytest.raises(FleetError) as refused:
        choose_forge(text)
    assert refused.value.message == message


@pytest.mark.skipif(shutil.which("gh") is None, reason="`gh` is not on PATH")
@pytest.mark.parametrize("verb", ["list", "create", "edit", "close"])
def test_the_stub_knows_no_flag_that_gh_does_not(verb: str) -> None:
    told = subprocess.run(["gh", "pr", verb, "--help"], capture_output=True, check=True, text=True)
    flags = set(re.findall(r"--[a-z-]+", told.stdout))
    assert {flag.rstrip("!") for flag in forge_stub.GITHUB[verb]} <= flags


@pytest.mark.skipif(shutil.which("gh") is None, reason="`gh` is not on PATH")
def test_gh_has_the_fields_that_are_asked_for() -> None:
    told = subprocess.run(
        ["gh", "pr", "list", "--json"], capture_output=True, check=False, text=True
    )
    wanted = GITHUB.find[GITHUB.find.index("--json") + 1].split(",")
    assert set(wanted) <= set((told.stdout + told.stderr).split())


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [8.0, 0.0])
def test_300_of_300_pull_requests_are_opened_in_the_time_that_was_told(
    forge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    clock, told_time = FakeClock(), tmp_path / "clock"
    monkeypatch.setenv("FORGE_CLOCK", str(told_time))
    pace = Pace(seconds, Clock(clock.now, clock.wait), tmp_path / "writes.json")
    begun, told = clock.now(), pace.foresee(300)
    for number in range(300):
        pace.wait_turn()
        told_time.write_text(str(clock.now()), "utf-8")
        requests = Requests(GITHUB, f"team/project-{number}", tmp_path)
        assert requests.open("scaffold/update/v0.3.0", Draft("main", "Title", "Body"))
    assert forge.read_text("utf-8").count('"state": "open"') == 300
    assert told == pytest.approx(clock.now() - begun, rel=0.1)


def test_writes_without_a_pace_are_refused_by_the_stub(
    forge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = tmp_path / "clock"
    clock.write_text("1000", "utf-8")
    clock.with_suffix(".writes").write_text(f"[{', '.join(['999'] * 80)}]", "utf-8")
    monkeypatch.setenv("FORGE_CLOCK", str(clock))
    requests = Requests(GITHUB, "team/project", tmp_path)
    with pytest.raises(ForgeError) as raised:
        requests.open("scaffold/update/v0.3.0", Draft("main", "Title", "Body"))
    assert raised.value.is_busy
    assert not forge.exists() or forge.read_text("utf-8") == "[]"


def test_closing_explains_itself_once_and_does_not_depend_on_the_comment(
    forge: Path, tmp_path: Path
) -> None:
    for number, fault in enumerate(("HTTP 404", "\nHTTP 404")):
        requests = Requests(GITLAB, f"team/project-{number}", tmp_path)
        requests.open("scaffold/update/v0.3.0", Draft("main", "Title", "Body"))
        (found,) = requests.find("scaffold/update/v0.3.0")
        (tmp_path / "faults").write_text(fault, "utf-8")
        if number:
            requests.close(found.number, "Superseded.")  # The comment fails.
        else:
            with pytest.raises(ForgeError):
                requests.close(found.number, "Superseded.")
            (tmp_path / "faults").write_text("", "utf-8")
            requests.close(found.number, "Superseded.")
    assert forge.read_text("utf-8").count("Superseded.") == 1
    assert forge.read_text("utf-8").count('"state": "closed"') == 2


def test_merge_requests_are_opened_for_the_right_branch_by_options_of_a_push(
    scaffold: Scaffold, cloned: Callable[[int], Path], tmp_path: Path
) -> None:
    project = cloned(0)
    remote = tmp_path / "team/amber-0.git"
    git(remote, "config", "receive.advertisePushOptions", "true")
    hook = remote / "hooks/post-receive"
    hook.parent.mkdir(exist_ok=True)
    kept = tmp_path / "options"
    hook.write_text(
        f'#!/bin/sh\ncat > "{kept}.refs"\n'
        f'for n in 0 1 2 3 4; do eval echo "\\$GIT_PUSH_OPTION_$n"; done > "{kept}"\n'
    )
    hook.chmod(0o755)
    scaffold("fleet", "update", "--to", "v0.2.0", "--draft", "--pr", "push-options", project.name)
    assert kept.read_text("utf-8").splitlines() == [
        "merge_request.create",
        "merge_request.target=main",
        "merge_request.title=Update the template from 0.1.0 to 0.2.0",
        "merge_request.description=To decline it, close it.",
        "merge_request.draft",
    ]
    assert "refs/heads/scaffold/update/v0.2.0" in Path(f"{kept}.refs").read_text("utf-8")
