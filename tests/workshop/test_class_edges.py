"""A class whose projects lack something: files, lessons, a release, a reachable remote."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.errors import DestinationError
from scaffold.project.class_commits import pull, push
from scaffold.template.releases import Source
from scaffold.verbs.class_board import BoardRequest, Row, show_board
from scaffold.verbs.class_send import Delivery, SendRequest, send
from scaffold.verbs.template_use import record_use
from scaffold.verbs.workshop_class import NewClassRequest, make_class
from scaffold.workshop.classroom.ages import describe_age
from tests.kit.machine import Scaffold
from tests.workshop.classes import (
    WORK,
    commit,
    git,
    make_template,
    release,
    write_exercise,
    write_roster,
)

pytestmark = pytest.mark.story

CLASS = ("workshop", "class")


@pytest.fixture(scope="session")
def small_class(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A template and a class of two, made once."""
    top = tmp_path_factory.mktemp("edges")
    template = Source(str(make_template(top / "template")))
    roster = write_roster(top / "roster.csv", ["ada", "bob"])
    make_class(NewClassRequest(roster, top / "class", template=template))
    return top


@pytest.fixture
def template(small_class: Path) -> Path:
    """The template that the answers of the class name."""
    return small_class / "template"


@pytest.fixture
def folder(small_class: Path, clean_machine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The class, to change, with an environment for its tests."""
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    record_use(Source(str(small_class / "template")))
    return shutil.copytree(small_class / "class", clean_machine / "class", symlinks=True)


def board(folder: Path, *, fetch: bool = False, run: bool = False) -> dict[str, Row]:
    """Return the rows by learner."""
    return {row.learner.id: row for row in show_board(BoardRequest(folder, fetch=fetch, run=run))}


def add_remote(folder: Path, name: str) -> Path:
    """Give a learner a remote repository."""
    remote = folder.parent / f"{name}.git"
    git(folder, "clone", "--quiet", "--bare", str(folder / name), str(remote))
    git(folder / name, "remote", "add", "origin", str(remote))
    return remote


def test_nobody_needs_help_where_everyone_has_just_saved(folder: Path, scaffold: Scaffold) -> None:
    for name in ("ada", "bob"):
        write_exercise(folder / name, "double")
    shown = scaffold(*CLASS, "who", "--class", folder, "--stuck", "15m")
    assert shown.output == "No one needs help\n"


def test_a_board_of_missing_projects_has_no_legend(folder: Path, scaffold: Scaffold) -> None:
    for name in ("ada", "bob"):
        shutil.rmtree(folder / name)
    shown = scaffold(*CLASS, "status", "--class", folder).output
    assert "todo" not in shown
    assert shown.splitlines()[-1].startswith("2 learners, 0 finished")


def test_a_board_that_is_no_page_is_not_written_again(folder: Path, scaffold: Scaffold) -> None:
    refused = scaffold(*CLASS, "status", "--class", folder, "--refresh", "5")
    assert refused.exit_code == 2
    assert "requires `--html`" in refused.errors


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("status", "--html", "none/board.html"), "`none` is not a folder"),
        (("status", "--html", "."), "already exists"),
        (("collect", "--csv", "."), "`.` is not a file"),
    ],
)
def test_a_result_goes_to_a_file_in_a_folder(
    folder: Path, scaffold: Scaffold, words: tuple[str, ...], message: str
) -> None:
    refused = scaffold(*CLASS, *words, "--class", folder)
    assert refused.exit_code == 5
    assert message in refused.errors


def test_results_of_tests_are_collected_with_a_warning(folder: Path, scaffold: Scaffold) -> None:
    write_exercise(folder / "ada", "double")
    done = scaffold(*CLASS, "collect", "--class", folder, "--run")
    assert "this is no sandbox" in done.errors
    assert done.output.splitlines()[1].split(",")[-3:] == ["done", "todo", "todo"]


def test_a_project_of_an_unknown_release_is_not_tested(folder: Path) -> None:
    write_exercise(folder / "ada", "double")
    answers = folder / "ada" / ".copier-answers.yml"
    answers.write_text(answers.read_text("utf-8").replace("v1.0.0", "v9.0.0"), "utf-8")
    rows = board(folder, run=True)
    assert rows["ada"].problem
    assert [each.state.value for each in rows["ada"].work] == ["written", "todo", "todo"]
    assert rows["bob"].problem == ""


def test_a_project_with_a_merge_in_progress_is_not_fetched(folder: Path) -> None:
    add_remote(folder, "ada")
    head = git(folder / "ada", "rev-parse", "HEAD")
    (folder / "ada" / ".git" / "MERGE_HEAD").write_text(head, "utf-8")
    assert "merge" in board(folder, fetch=True)["ada"].problem


def test_a_repository_that_git_cannot_read_is_not_fetched(folder: Path) -> None:
    add_remote(folder, "ada")
    (folder / "ada" / ".git" / "index").write_bytes(b"junk")
    rows = board(folder, fetch=True)
    assert "index" in rows["ada"].problem
    assert rows["bob"].problem == ""


@pytest.mark.skipif(os.name == "nt", reason="the program is a POSIX script")
def test_what_a_learner_saves_during_an_update_stays(
    folder: Path, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _release(template, "v1.1.0", WORK.replace(":.1f", ":.2f"))
    work = folder / "ada" / "src" / "work.py"
    (tmp_path / "git").write_text(
        f"#!/bin/sh\necho '# saved' >> '{work}'\nexec '{shutil.which('git')}' \"$@\"\n"
    )
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    (found, _) = send(SendRequest(folder, to="v1.1.0")).sendings
    assert (found.delivery, found.conflicts) == (Delivery.CONFLICTS, ("src/work.py",))
    assert found.reason == "saved by the learner during the update"
    assert ":.1f" in work.read_text("utf-8")


def test_a_remote_that_cannot_be_pushed_to_is_told(folder: Path, template: Path) -> None:
    add_remote(folder, "ada")
    git(folder / "ada", "config", "remote.origin.pushurl", str(folder / "none.git"))
    _release(template, "v1.1.0", WORK.replace(":.1f", ":.2f"))
    sent = send(SendRequest(folder, to="v1.1.0"))
    assert [each.delivery for each in sent.sendings] == [Delivery.UNREACHABLE, Delivery.SENT]
    assert sent.sendings[0].reason


def _release(template: Path, tag: str, work: str) -> None:
    if tag not in git(template, "tag").split():
        (template / "template" / "src" / "work.py").write_text(work, "utf-8")
        release(template, tag)


def test_a_file_that_a_learner_deleted_is_not_sent_again(folder: Path, template: Path) -> None:
    (folder / "ada" / "src" / "more.py").unlink()
    commit(folder / "ada", "Delete a file")
    _release(template, "v1.2.0", WORK.replace(":.1f", ":.3f"))
    assert send(SendRequest(folder, to="v1.2.0")).sendings[0].delivery is Delivery.SENT
    assert not (folder / "ada" / "src" / "more.py").exists()
    assert ":.3f" in (folder / "ada" / "src" / "work.py").read_text("utf-8")


def test_a_release_without_lessons_can_be_sent(folder: Path, template: Path) -> None:
    lessons = template / "template" / "workshop" / "lessons.toml"
    text = lessons.read_text("utf-8")
    lessons.unlink()
    release(template, "v2.0.0")
    lessons.write_text(text, "utf-8")
    release(template, "v2.1.0")
    assert send(SendRequest(folder, to="v2.0.0")).sendings[0].delivery is Delivery.SENT
    assert not (folder / "ada" / "workshop" / "lessons.toml").exists()
    assert send(SendRequest(folder, to="v2.1.0")).sendings[0].delivery is Delivery.SENT
    assert len(board(folder)["ada"].work) == 3


def test_a_new_class_as_json(small_class: Path, clean_machine: Path, scaffold: Scaffold) -> None:
    record_use(Source(str(small_class / "template")))
    roster = write_roster(clean_machine / "roster.csv", ["ada"])
    into = clean_machine / "class"
    words = ("new", "--roster", roster, "--into", into, "--dry-run", "--json")
    done = scaffold(*CLASS, *words, "--template", small_class / "template")
    found = json.loads(done.output)
    assert (found["created"], found["failed"], found["class"]) == (["ada"], {}, str(into))


@pytest.mark.parametrize(
    ("make", "message"),
    [(lambda _: None, "does not exist"), (Path.mkdir, "it is a folder")],
    ids=["missing", "folder"],
)
def test_a_roster_is_a_file(
    clean_machine: Path, make: Callable[[Path], None], message: str
) -> None:
    roster = clean_machine / "names.csv"
    make(roster)
    with pytest.raises(DestinationError, match=message) as refused:
        make_class(NewClassRequest(roster, clean_machine / "class"))
    assert refused.value.hint == "Check `--roster`"


def test_a_class_is_not_made_in_the_place_of_a_file(clean_machine: Path, small_class: Path) -> None:
    (clean_machine / "class").write_text("mine", "utf-8")
    roster = write_roster(clean_machine / "roster.csv", ["ada"])
    template = Source(str(small_class / "template"))
    with pytest.raises(DestinationError, match="is not a folder"):
        make_class(NewClassRequest(roster, clean_machine / "class", template=template))
    assert (clean_machine / "class").read_text("utf-8") == "mine"


def test_ages_are_in_their_largest_unit() -> None:
    seconds = (0, 600, 3 * 3600, 72 * 3600)
    assert [describe_age(each) for each in seconds] == ["now", "10 min", "3 h", "3 days"]


def test_a_machine_without_git_is_named_when_a_project_is_pushed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert push(tmp_path) == pull(tmp_path) == "Git is not installed"
