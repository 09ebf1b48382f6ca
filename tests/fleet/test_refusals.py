"""Commands for a fleet that cannot be carried out say why, and name the option or the file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.errors import FleetError, InvalidAnswerError
from scaffold.fleet.forge_commands import Forge
from scaffold.fleet.forges import ForgeError, Requests
from scaffold.verbs.fleet_choice import ChoiceRequest, choose_projects, read_share
from scaffold.verbs.fleet_run_options import RunOptions
from scaffold.verbs.fleet_runs import Screen, make_delivery
from scaffold.verbs.fleet_status import Looker, StatusRequest
from tests.fleet.building import commit_all, git
from tests.kit.machine import Scaffold

Place = Callable[..., Path]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("status", "--json", "--csv", "."), "`--json` and `--csv` are mutually exclusive"),
        (("update", "--supersede", "both", "."), "use `close` or `keep`"),
        (("update", "--stop-at", "many", "."), "many"),
        (("update", "--pr", "gh", "--pace", "slow", "."), "Invalid pace"),
        (("close", "."), "No forge is chosen"),
        (("init", "."), "Found no project"),
    ],
)
def test_an_option_that_makes_no_sense_is_named(
    scaffold: Scaffold, forge: Path, words: tuple[str, ...], message: str
) -> None:
    done = scaffold("fleet", *words)
    assert done.exit_code in {2, 5}
    assert message in done.errors
    assert not forge.exists()


def test_a_name_is_for_one_project(scaffold: Scaffold, clean_machine: Path) -> None:
    for name in ("a-1", "a-2"):
        (clean_machine / name).mkdir()
    Path("fleet.toml").write_text('[[project]]\npath = "a-*"\nname = "a"\n', "utf-8")
    assert "`a` names 2 projects: `a-*` is a pattern" in scaffold("fleet", "status").errors


def test_standard_input_without_names_is_refused() -> None:
    with pytest.raises(FleetError, match="No project is named on standard input"):
        choose_projects(ChoiceRequest(["-"], read_input=lambda: "\n# none today\n"))


def test_a_share_is_a_number() -> None:
    assert (read_share("", 10.0), read_share("5%", 10.0)) == (10.0, 5.0)
    with pytest.raises(InvalidAnswerError):
        read_share("many", 10.0)


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("echo", "3"), "`echo` printed no list of pull requests"),
        (("echo", '[{"number": 1}]'), "`echo` printed no list of pull requests"),
        (("echo", "<html>"), "`echo` printed no list of pull requests"),
        (("no-such-program",), "`no-such-program` did not finish"),
    ],
)
def test_a_program_of_a_forge_that_answers_nothing_useful_is_named(
    tmp_path: Path, command: tuple[str, ...], message: str
) -> None:
    forge = Forge(command, command, command, command, draft=())
    with pytest.raises(ForgeError, match=message):
        Requests(forge, "team/amber", tmp_path).find("main")


def test_pull_requests_cannot_be_closed_without_a_forge(place: Place) -> None:
    choice = choose_projects(ChoiceRequest([place(0).name]))
    looker = Looker(StatusRequest(choice))
    looker.look(choice.projects[0])
    with pytest.raises(FleetError, match="No forge is chosen"):
        make_delivery(RunOptions(push=True), choice, Screen()).close(
            looker.sites["amber-0"], "scaffold/update/v0.2.0", "Done."
        )


def test_a_branch_without_a_remote_is_not_pushed(scaffold: Scaffold, place: Place) -> None:
    project = place(0, 0, "v0.1.0")
    done = scaffold("fleet", "update", "--to", "v0.2.0", "--push", project.name)
    assert done.exit_code == 1
    assert "There is no remote `origin`" in done.output
    assert git(project, "branch", "--list", "scaffold/*") != ""


def test_what_is_no_project_is_left_alone(scaffold: Scaffold, place: Place, forge: Path) -> None:
    project = place(0)
    project.joinpath(".copier-answers.yml").unlink()
    commit_all(project)
    assert "foreign" in scaffold("fleet", "forecast", "--by", "project", project.name).output
    done = scaffold("fleet", "close", "--pr", "gh", project.name, "gone")
    assert "unreachable" in done.output
    assert not forge.exists()
