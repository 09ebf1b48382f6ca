"""A class is made of its roster: completely checked, whole projects only, and twice is once."""

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from scaffold.errors import WriteError
from scaffold.files.tree import read_tree
from scaffold.files.user_data import find_place
from scaffold.template.releases import Source
from scaffold.template.trusted_addresses import LIST_ADDRESS
from scaffold.verbs import new, workshop_class
from scaffold.verbs.workshop_class import NewClassRequest, make_class
from scaffold.workshop.classroom.record import ClassError
from tests.kit.machine import Scaffold
from tests.workshop.classes import (
    LESSONS,
    git,
    make_template,
    release,
    write_exercise,
    write_roster,
)

pytestmark = pytest.mark.story

NAMES = ["ada", "O'Brien", "José", "🙂", "李雷"]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Source:
    return Source(str(make_template(tmp_path_factory.mktemp("template") / "numbers")))


@pytest.fixture
def request_class(template: Source, clean_machine: Path) -> NewClassRequest:
    """A request for a class of two."""
    roster = write_roster(clean_machine / "roster.csv", ["ada", "bob"])
    return NewClassRequest(roster, clean_machine / "class", template=template)


def test_each_learner_has_a_project_a_seed_and_a_page(
    template: Source, clean_machine: Path
) -> None:
    roster = write_roster(clean_machine / "roster.csv", NAMES)
    made = make_class(NewClassRequest(roster, clean_machine / "class", template=template))
    assert list(made.created) == NAMES
    seeds = set()
    for learner in made.classroom.learners:
        project = made.classroom.project(learner)
        enrolled = made.classroom.record.enrolled[learner.id]
        answers = (project / ".copier-answers.yml").read_text("utf-8")
        assert f"sample_seed: {enrolled.seed}\n" in answers
        assert "project_name: demo\n" in answers
        assert '"exercise double"' in (project / "src" / "work.py").read_text("utf-8")
        assert git(project, "status", "--porcelain") == ""
        page = (clean_machine / "class" / "join" / f"{enrolled.folder}.html").read_text("utf-8")
        assert str(project) in page
        assert f"<code>{enrolled.seed}</code>" in page
        seeds.add(enrolled.seed)
    assert len(seeds) == len(NAMES)


def test_twice_is_once_and_a_second_run_adds_only_who_is_new(
    request_class: NewClassRequest,
) -> None:
    made = make_class(request_class)
    write_exercise(request_class.into / "ada", "double")
    before = read_tree(request_class.into)
    assert make_class(request_class).created == ()
    assert read_tree(request_class.into) == before

    write_roster(request_class.roster, ["cleo", "bob", "ada"])
    assert make_class(request_class).created == ("cleo",)
    after = read_tree(request_class.into)
    changed = {path for path in before if after.get(path) != before[path]}
    assert changed <= {"class.json", "roster.csv"}
    enrolled = json.loads(after["class.json"].content)["enrolled"]
    seeds = {each["id"]: each["seed"] for each in enrolled}
    assert seeds["ada"] == made.classroom.record.enrolled["ada"].seed


def test_who_left_the_roster_keeps_the_project_and_the_seed(
    request_class: NewClassRequest, scaffold: Scaffold
) -> None:
    make_class(request_class)
    write_roster(request_class.roster, ["bob"])
    finished = scaffold(
        *(
            "workshop",
            "class",
            "new",
            "--roster",
            request_class.roster,
            "--into",
            request_class.into,
        )
    )
    assert "No longer in the roster, projects kept: ada" in finished.errors
    assert (request_class.into / "ada").is_dir()
    write_roster(request_class.roster, ["ada", "bob"])
    assert make_class(request_class).created == ()


def test_a_deleted_project_is_made_again_with_the_same_seed(
    request_class: NewClassRequest,
) -> None:
    first = make_class(request_class).classroom.record
    shutil.rmtree(request_class.into / "ada")
    again = make_class(request_class)
    assert again.created == ("ada",)
    assert again.classroom.record.enrolled["ada"] == first.enrolled["ada"]


def test_nothing_is_made_of_a_roster_with_problems(
    request_class: NewClassRequest, scaffold_process: Scaffold
) -> None:
    request_class.roster.write_text("id\nada\nADA\nCON\n", "utf-8")
    refused = scaffold_process(
        *(
            "workshop",
            "class",
            "new",
            "--roster",
            request_class.roster,
            "--into",
            request_class.into,
        )
    )
    assert refused.exit_code == 2
    assert refused.errors.splitlines()[:2] == [
        "line 3: `ADA` differs only in case from `ada` on line 2",
        "line 4: `CON` is reserved on Windows",
    ]
    assert refused.error_lines[0].endswith("roster.csv`: 2 problems")
    assert not request_class.into.exists()


def test_nothing_is_made_if_a_folder_is_occupied(
    request_class: NewClassRequest, scaffold_process: Scaffold
) -> None:
    (request_class.into / "bob").mkdir(parents=True)
    refused = scaffold_process(
        *(
            "workshop",
            "class",
            "new",
            "--roster",
            request_class.roster,
            "--into",
            request_class.into,
        )
    )
    assert refused.exit_code == 5
    assert "is not of this class" in refused.errors
    assert [path.name for path in request_class.into.iterdir()] == ["bob"]


def test_a_dry_run_makes_nothing(request_class: NewClassRequest, scaffold: Scaffold) -> None:
    finished = scaffold(
        *("workshop", "class", "new", "--roster", request_class.roster),
        *("--into", request_class.into, "--dry-run"),
    )
    assert finished.output == "Would create 2 projects for 2 learners\n"
    assert not request_class.into.exists()


def test_after_a_failure_a_second_run_continues(
    request_class: NewClassRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = new.make_project, []

    def fail_once(request: object) -> object:
        calls.append(request)
        if len(calls) == 2:
            raise WriteError("Cannot write", "Retry")
        return real(request)  # type: ignore[arg-type]

    monkeypatch.setattr(workshop_class, "make_project", fail_once)
    with pytest.raises(WriteError):
        make_class(request_class)
    seeds = json.loads((request_class.into / "class.json").read_text("utf-8"))["enrolled"]
    assert make_class(request_class).created == ("bob",)
    again = json.loads((request_class.into / "class.json").read_text("utf-8"))
    assert again["enrolled"] == seeds
    assert [*again["lessons"]] == ["v1.0.0"], "lessons are known although the first run had failed"


def forget_lessons(folder: Path) -> None:
    """Leave the state of a run that ends after its last project."""
    trusted = find_place(LIST_ADDRESS)
    assert trusted
    trusted.unlink()
    record = json.loads((folder / "class.json").read_text("utf-8"))
    (folder / "class.json").write_text(json.dumps({**record, "lessons": {}}), "utf-8")


def read_lessons(folder: Path) -> dict[str, str]:
    """Return the lessons that are recorded, by release."""
    lessons: dict[str, str] = json.loads((folder / "class.json").read_text("utf-8"))["lessons"]
    return lessons


def test_lessons_are_known_after_a_run_that_ended_before_it_recorded_them(
    request_class: NewClassRequest,
) -> None:
    make_class(request_class)
    forget_lessons(request_class.into)
    (request_class.into / "ada" / ".copier-answers.yml").write_text("[", "utf-8")
    (request_class.into / "bob" / "workshop" / "lessons.toml").unlink()
    assert make_class(request_class).created == ()
    assert read_lessons(request_class.into) == {"v1.0.0": LESSONS}


def test_a_class_whose_projects_are_all_damaged_has_no_lessons(
    request_class: NewClassRequest,
) -> None:
    make_class(request_class)
    forget_lessons(request_class.into)
    for name in ("ada", "bob"):
        (request_class.into / name / ".copier-answers.yml").unlink()
    assert make_class(request_class).created == ()
    assert read_lessons(request_class.into) == {}


def test_a_template_without_exercises_is_refused_in_every_run(
    request_class: NewClassRequest, clean_machine: Path
) -> None:
    folder = make_template(clean_machine / "plain")
    git(folder, "rm", "--quiet", "-r", "template/workshop")
    release(folder, "v2.0.0")
    request = replace(request_class, template=Source(str(folder)))
    for _ in ("ada", "bob", "again"):
        with pytest.raises(ClassError, match="The template has no exercises"):
            make_class(request)


def test_after_a_kill_a_second_run_completes_the_class(request_class: NewClassRequest) -> None:
    write_roster(request_class.roster, [f"learner{number}" for number in range(6)])
    assert isinstance(request_class.template, Source)
    command = [
        *(sys.executable, "-m", "scaffold", "workshop", "class", "new"),
        *("--roster", str(request_class.roster), "--into", str(request_class.into)),
        *("--template", request_class.template.address),
    ]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        while not (request_class.into / "learner1").exists():
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
    made = make_class(request_class)
    for learner in made.classroom.learners:
        assert git(made.classroom.project(learner), "status", "--porcelain") == ""
    left = [path.name for path in request_class.into.iterdir() if path.name.startswith(".")]
    assert left == [".scaffold"]


def write_remote(folder: Path, text: str) -> str:
    """Write a program that creates repositories, and return how it is called."""
    program = folder / "remote.py"
    program.write_text(text, "utf-8")
    return f"{sys.executable} {program} {{id}} {{path}} '{{name}}'"


REMOTE = """\
import pathlib, subprocess, sys
identifier, path, name = sys.argv[1:]
if identifier == "bob" and not pathlib.Path("../ready").exists():
    sys.exit("too many requests")
top = pathlib.Path("..", "remotes").resolve()
top.mkdir(exist_ok=True)
with open(top / "log", "a") as log:
    log.write(f"{identifier} {name}\\n")
remote = str(top / f"{identifier}.git")
subprocess.run(["git", "clone", "--quiet", "--bare", path, remote], check=True)
subprocess.run(["git", "remote", "add", "origin", remote], check=True)
print("Created the repository")
print(remote)
"""


def test_a_command_makes_a_repository_for_each_once_and_a_failure_is_named(
    request_class: NewClassRequest, scaffold: Scaffold
) -> None:
    remote = write_remote(request_class.into.parent, REMOTE)
    assert isinstance(request_class.template, Source)
    arguments = (
        *("workshop", "class", "new", "--roster", request_class.roster),
        *("--into", request_class.into, "--remote", remote),
        *("--template", request_class.template.address),
    )
    finished = scaffold(*arguments)
    assert finished.exit_code == 1
    assert "failed  bob  too many requests" in finished.errors
    address = str(request_class.into / "remotes" / "ada.git")
    page = (request_class.into / "join" / "ada.html").read_text("utf-8")
    assert f"git clone {address} ada" in page
    (request_class.into / "ready").touch()
    assert scaffold(*arguments).exit_code == 0
    log = (request_class.into / "remotes" / "log").read_text("utf-8")
    assert log.splitlines() == ["ada Ada", "bob Bob"]


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("no-such-program {id}", "Cannot run `no-such-program`: "),
        ("true {id}", "`true` printed no address"),
        ("false {id}", "exit code 1"),
    ],
)
def test_the_reason_is_given_if_a_command_makes_no_repository(
    request_class: NewClassRequest, command: str, reason: str
) -> None:
    made = make_class(replace(request_class, remote=command))
    assert made.created == ("ada", "bob")
    assert all(each.startswith(reason) for each in made.failed.values())
    assert [*made.failed] == ["ada", "bob"]


@pytest.mark.parametrize("command", ["create {user}", "create '{path}", "create {}"])
def test_an_invalid_command_is_refused_before_anything_is_made(
    request_class: NewClassRequest, scaffold_process: Scaffold, command: str
) -> None:
    refused = scaffold_process(
        *("workshop", "class", "new", "--roster", request_class.roster),
        *("--into", request_class.into, "--remote", command),
    )
    assert refused.exit_code == 2
    assert refused.error_lines[0].startswith("error: Invalid command in `--remote`")
    assert not request_class.into.exists()


def test_a_class_needs_no_git(
    request_class: NewClassRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(workshop_class, "can_commit", lambda: False)
    bundled = NewClassRequest(request_class.roster, request_class.into)
    assert make_class(bundled).created == ("ada", "bob")
    assert not os.path.lexists(request_class.into / "ada" / ".git")
