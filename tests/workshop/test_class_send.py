"""A fix and a new exercise reach started work, and what learners wrote is kept byte for byte."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from scaffold.template.releases import Source
from scaffold.verbs.class_board import BoardRequest, Row, show_board
from scaffold.verbs.class_send import Delivery, SendRequest, SendResult, send
from scaffold.verbs.workshop_class import NewClassRequest, make_class
from tests.kit.machine import Scaffold
from tests.workshop.classes import (
    BODIES,
    LESSONS,
    MORE,
    TESTS,
    WORK,
    commit,
    git,
    make_template,
    release,
    write_exercise,
    write_roster,
)

pytestmark = pytest.mark.story

NEW_LESSON = """
[[lessons.exercises]]
name = "subtract"
file = "src/more.py"
function = "Adder.subtract"
tests = ["tests/test_more.py"]
hint = "Subtract."
"""
NEW_FUNCTION = '''
    def subtract(self, one, other):
        """Return a difference."""
        return one - other
'''


@pytest.fixture
def template(clean_machine: Path) -> Path:
    return make_template(clean_machine / "template")


@pytest.fixture
def folder(template: Path, clean_machine: Path) -> Path:
    """A class of three: `ada`, `bob` and `cleo`."""
    roster = write_roster(clean_machine / "roster.csv", ["ada", "bob", "cleo"])
    request = NewClassRequest(roster, clean_machine / "class", template=Source(str(template)))
    make_class(request)
    return clean_machine / "class"


def release_fix(template: Path) -> None:
    """Release a fix of a test and of a function, and a new exercise."""
    files = {
        "tests/test_work.py": TESTS.replace("work.double(2) == 4", "work.double(3) == 6"),
        "src/work.py": WORK.replace(":.1f", ":.2f"),
        "src/more.py": MORE + NEW_FUNCTION,
        "workshop/lessons.toml": LESSONS + NEW_LESSON,
    }
    for name, text in files.items():
        (template / "template" / name).write_text(text, "utf-8")
    release(template, "v1.1.0")


def deliveries(sent: SendResult) -> dict[str, Delivery]:
    return {each.learner.id: each.delivery for each in sent.sendings}


def board(folder: Path) -> dict[str, Row]:
    return {row.learner.id: row for row in show_board(BoardRequest(folder))}


def states(row: Row) -> list[str]:
    return [each.state.value for each in row.work]


def test_a_fix_and_a_new_exercise_reach_started_work(folder: Path, template: Path) -> None:
    write_exercise(folder / "ada", "double")
    commit(folder / "ada", "Double")
    write_exercise(folder / "bob", "add", "sum([one, other])  # mine")
    release_fix(template)
    sent = send(SendRequest(folder))
    assert set(deliveries(sent).values()) == {Delivery.SENT}
    for name in ("ada", "bob", "cleo"):
        project = folder / name
        assert "work.double(3) == 6" in (project / "tests" / "test_work.py").read_text("utf-8")
        assert ":.2f" in (project / "src" / "work.py").read_text("utf-8")
        assert '"exercise subtract"' in (project / "src" / "more.py").read_text("utf-8")
    assert BODIES["double"] in (folder / "ada" / "src" / "work.py").read_text("utf-8")
    assert "sum([one, other])  # mine" in (folder / "bob" / "src" / "more.py").read_text("utf-8")
    rows = board(folder)
    assert states(rows["ada"]) == ["written", "todo", "todo", "todo"]
    assert states(rows["bob"]) == ["todo", "todo", "written", "todo"]
    assert states(rows["cleo"]) == ["todo"] * 4


def test_a_second_send_does_nothing(folder: Path, template: Path) -> None:
    release_fix(template)
    send(SendRequest(folder))
    heads = [git(folder / name, "rev-parse", "HEAD") for name in ("ada", "bob")]
    assert set(deliveries(send(SendRequest(folder))).values()) == {Delivery.CURRENT}
    assert [git(folder / name, "rev-parse", "HEAD") for name in ("ada", "bob")] == heads


def test_our_commits_and_changes_never_count_as_work(folder: Path, template: Path) -> None:
    for name in ("ada", "bob"):
        write_exercise(folder / name, "double")
        os.utime(folder / name / "src" / "work.py", (1_000_000_000, 1_000_000_000))
    commit(folder / "ada", "Double")
    before = {name: row.saved for name, row in board(folder).items()}
    assert before["bob"] == 1_000_000_000
    release_fix(template)
    send(SendRequest(folder))
    assert {name: row.saved for name, row in board(folder).items()} == before
    assert git(folder / "ada", "log", "-1", "--format=%(trailers:key=Scaffold-Class)").strip()
    with (folder / "bob" / "src" / "work.py").open("a", encoding="utf-8") as stream:
        stream.write("# more\n")
    assert (board(folder)["bob"].saved or 0) > 1_000_000_000


def test_work_that_is_not_committed_stays_so_and_can_be_undone(
    folder: Path, template: Path, scaffold: Scaffold
) -> None:
    write_exercise(folder / "bob", "double")
    before = (folder / "bob" / "src" / "work.py").read_bytes()
    head = git(folder / "bob", "rev-parse", "HEAD")
    release_fix(template)
    finished = scaffold("workshop", "class", "send", "--class", folder)
    assert finished.exit_code == 0, finished.errors
    assert finished.output.splitlines()[0] == "Updated: 3 sent"
    assert "Bob  not committed: the learner has uncommitted changes" in finished.output
    assert git(folder / "bob", "rev-parse", "HEAD") == head
    assert scaffold("undo", folder / "bob").exit_code == 0
    assert (folder / "bob" / "src" / "work.py").read_bytes() == before


def test_a_conflict_is_named_and_leaves_the_project_as_it_is(
    folder: Path, template: Path, scaffold: Scaffold
) -> None:
    work = folder / "bob" / "src" / "work.py"
    work.write_text(work.read_text("utf-8").replace(":.1f", ":.3f"), "utf-8")
    before = work.read_bytes()
    release_fix(template)
    finished = scaffold("workshop", "class", "send", "--class", folder)
    assert finished.exit_code == 4
    assert finished.output.splitlines()[0] == "Updated: 2 sent, 1 conflicts"
    assert f"run `scaffold update {folder / 'bob'}`" in finished.output
    assert "src/work.py" in finished.output
    assert work.read_bytes() == before
    assert git(folder / "bob", "status", "--porcelain") == " M src/work.py\n"


def test_who_is_unreachable_is_named_and_the_others_get_the_update(
    folder: Path, template: Path, scaffold: Scaffold
) -> None:
    shutil.rmtree(folder / "ada")
    (folder / "cleo" / ".copier-answers.yml").write_text("a: [\n", "utf-8")
    release_fix(template)
    finished = scaffold("workshop", "class", "send", "--class", folder, "--json")
    assert finished.exit_code == 1
    told = {each["id"]: each for each in json.loads(finished.output)["learners"]}
    assert [each["state"] for each in told.values()] == ["unreachable", "sent", "unreachable"]
    assert told["ada"]["reason"] == "the project folder is missing"
    assert "Invalid YAML" in told["cleo"]["reason"]


def test_a_merge_in_progress_is_left_alone(folder: Path, template: Path) -> None:
    (folder / "bob" / ".git" / "MERGE_HEAD").write_text("", "utf-8")
    release_fix(template)
    sent = send(SendRequest(folder))
    assert deliveries(sent)["bob"] is Delivery.UNREACHABLE
    assert "merge is in progress" in sent.sendings[1].reason


def test_a_dry_run_writes_nothing(folder: Path, template: Path, scaffold: Scaffold) -> None:
    release_fix(template)
    before = {name: git(folder / name, "rev-parse", "HEAD") for name in ("ada", "bob", "cleo")}
    finished = scaffold("workshop", "class", "send", "--class", folder, "--dry-run")
    assert finished.output == "Would update: 3 sent\n"
    for name, head in before.items():
        assert git(folder / name, "rev-parse", "HEAD") == head
        assert git(folder / name, "status", "--porcelain") == ""


def clone(folder: Path, name: str) -> Path:
    """Give a project a remote, and return the clone of its learner."""
    remote, own = folder.parent / f"{name}.git", folder.parent / f"{name}-own"
    git(folder, "clone", "--quiet", "--bare", str(folder / name), str(remote))
    git(folder / name, "remote", "add", "origin", str(remote))
    git(folder, "clone", "--quiet", str(remote), str(own))
    return own


def test_commits_of_learners_are_fetched_first_and_updates_are_pushed(
    folder: Path, template: Path
) -> None:
    own = clone(folder, "ada")
    write_exercise(own, "double")
    commit(own, "Double")
    git(own, "push", "--quiet")
    release_fix(template)
    assert deliveries(send(SendRequest(folder)))["ada"] is Delivery.SENT
    assert states(board(folder)["ada"])[0] == "written"
    git(own, "pull", "--quiet")
    text = (own / "src" / "work.py").read_text("utf-8")
    assert BODIES["double"] in text
    assert ":.2f" in text


def test_a_remote_that_is_gone_or_has_other_commits_makes_a_learner_unreachable(
    folder: Path, template: Path
) -> None:
    clone(folder, "ada")
    shutil.rmtree(folder.parent / "ada.git")
    own = clone(folder, "bob")
    write_exercise(own, "double")
    commit(own, "Double")
    git(own, "push", "--quiet")
    (folder / "bob" / "notes").write_text("mine\n", "utf-8")
    git(folder / "bob", "add", "notes")
    commit(folder / "bob", "Notes of the teacher")
    release_fix(template)
    sent = send(SendRequest(folder))
    assert [*deliveries(sent).values()] == [
        Delivery.UNREACHABLE,
        Delivery.UNREACHABLE,
        Delivery.SENT,
    ]
    assert "it differs from its remote" in sent.sendings[1].reason


def test_a_rejected_push_is_told(folder: Path, template: Path) -> None:
    clone(folder, "ada")
    hook = folder.parent / "ada.git" / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    release_fix(template)
    sent = send(SendRequest(folder))
    assert deliveries(sent)["ada"] is Delivery.UNREACHABLE
    assert "the push was rejected" in sent.sendings[0].reason


def test_hooks_of_a_learner_do_not_run(folder: Path, template: Path, clean_machine: Path) -> None:
    ran = clean_machine / "ran"
    for name in ("pre-commit", "post-commit", "pre-push", "post-merge"):
        hook = folder / "ada" / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch '{ran}'\n", "utf-8")
        hook.chmod(0o755)
    clone(folder, "ada")
    release_fix(template)
    assert deliveries(send(SendRequest(folder)))["ada"] is Delivery.SENT
    assert not ran.exists()


def test_a_class_can_move_to_another_template(folder: Path, template: Path) -> None:
    moved = template.with_name("moved")
    subprocess.check_call(["git", "clone", "--quiet", str(template), str(moved)])
    release_fix(moved)
    sent = send(SendRequest(folder, template=str(moved)))
    assert set(deliveries(sent).values()) == {Delivery.SENT}
    assert str(moved) in (folder / "ada" / ".copier-answers.yml").read_text("utf-8")
    assert set(deliveries(send(SendRequest(folder))).values()) == {Delivery.CURRENT}


def test_the_board_fetches_or_tells_how_old_the_state_of_remotes_is(
    folder: Path, scaffold: Scaffold
) -> None:
    own, gone = clone(folder, "ada"), clone(folder, "bob")
    shutil.rmtree(folder.parent / "bob.git")
    write_exercise(own, "double")
    commit(own, "Double")
    git(own, "push", "--quiet")
    hours_ago = time.time() - 3 * 3600
    os.utime(folder / "ada" / ".git" / "config", (hours_ago, hours_ago))
    status = ("workshop", "class", "status", "--class", folder)
    told = scaffold(*status).output
    assert "Last fetch from remotes: 3 h ago. To fetch, use `--fetch`." in told
    assert gone.is_dir()
    fetched = json.loads(scaffold(*status, "--fetch", "--json").output)["learners"]
    found = {each["id"]: each for each in fetched}
    assert (found["ada"]["written"], found["ada"]["problem"]) == (1, "")
    assert found["bob"]["problem"]
    assert found["cleo"]["fetched"] is None
    (folder / "ada" / "notes").write_text("mine\n", "utf-8")
    git(folder / "ada", "add", "notes")
    problems = [row.problem for row in show_board(BoardRequest(folder, fetch=True))]
    assert "not fetched: it has uncommitted changes" in problems
