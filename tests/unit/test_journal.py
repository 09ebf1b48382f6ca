import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scaffold.apply.journal import (
    Change,
    apply_changes,
    recover,
    undo,
)
from scaffold.apply.lock import locked
from scaffold.apply.state import is_interrupted, open_state
from scaffold.errors import (
    EditedSinceError,
    InterruptedCommandError,
    NothingToUndoError,
    ProjectBusyError,
)
from scaffold.trees import File, Tree, read_tree
from tests.cases.journals import NEW, step, write_journal, write_lock
from tests.machine import run_command
from tests.update.standing import read_standing


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    for path, content in {"README.md": "read\n", "src/a.py": "a\n", "src/old/b.py": "b\n"}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content)
    return folder


def files(project: Path) -> Tree:
    found = read_tree(project)
    return {path: file for path, file in found.items() if not path.startswith(".scaffold/")}


CHANGES = [
    Change("README.md", File(b"read\n"), File(b"new\n")),
    Change("src/new/c.py", None, File(b"c\n", "executable")),
    Change("src/old/b.py", File(b"b\n"), None),
    Change("latest", None, File(b"README.md", "link")),
    Change(".answers", None, File(b"answers\n")),
]


def test_every_change_is_made(project: Path) -> None:
    assert apply_changes(project, "update", CHANGES) == []
    assert files(project) == {
        ".answers": File(b"answers\n"),
        "README.md": File(b"new\n"),
        "latest": File(b"README.md", "link"),
        "src/a.py": File(b"a\n"),
        "src/new/c.py": File(b"c\n", "executable"),
    }
    assert not (project / "src" / "old").exists()
    assert not is_interrupted(project)


def test_no_change_leaves_no_trace(project: Path) -> None:
    apply_changes(project, "update", [])
    assert not (project / ".scaffold").exists()


def test_what_the_commands_remember_is_invisible_to_git(project: Path) -> None:
    apply_changes(project, "update", CHANGES)
    assert (project / ".scaffold" / ".gitignore").read_text() == "*\n"


def test_undo_brings_everything_back_and_undo_again_brings_it_forth(project: Path) -> None:
    before = files(project)
    apply_changes(project, "update", CHANGES)
    after = files(project)
    assert undo(project) == [change.path for change in CHANGES]
    assert files(project) == before
    undo(project)
    assert files(project) == after


def test_undo_loses_no_edit_made_since(project: Path) -> None:
    apply_changes(project, "update", CHANGES)
    (project / "README.md").write_text("mine\n")
    with pytest.raises(EditedSinceError, match=r"README\.md changed since"):
        undo(project)
    assert (project / "README.md").read_text() == "mine\n"


def test_there_is_nothing_to_undo_in_a_fresh_project(project: Path) -> None:
    with pytest.raises(NothingToUndoError):
        undo(project)


def test_a_file_that_changed_since_the_plan_is_left_alone_and_named(project: Path) -> None:
    (project / "README.md").write_text("mine\n")
    assert apply_changes(project, "update", CHANGES) == ["README.md"]
    assert (project / "README.md").read_text() == "mine\n"
    assert (project / ".answers").exists()


def test_the_mode_of_a_file_survives_its_replacement(project: Path) -> None:
    (project / "README.md").chmod(0o640)
    change = Change("README.md", File(b"read\n"), File(b"#!/bin/sh\n", "executable"))
    apply_changes(project, "update", [change])
    assert stat.S_IMODE((project / "README.md").stat().st_mode) == 0o750


def test_a_second_command_is_told_who_is_at_work(project: Path) -> None:
    state = open_state(project)
    (state / "lock").write_text('{"command": "update", "host": "elsewhere", "process": 1}')
    with pytest.raises(ProjectBusyError, match=r"at work here \(process 1 on elsewhere\)"):
        apply_changes(project, "undo", CHANGES)
    assert (project / "README.md").read_text() == "read\n"


def test_the_lock_of_a_process_that_has_ended_is_taken_over(project: Path) -> None:
    state = open_state(project)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    (state / "lock").write_text(
        f'{{"command": "update", "host": "{os.uname().nodename}", "process": {ended.pid}}}'
    )
    apply_changes(project, "update", CHANGES)
    assert not (state / "lock").exists()


@pytest.mark.parametrize(
    ("left", "stays"),
    [
        pytest.param("lock-{ended}@{host}", False, id="of one that was killed"),
        pytest.param("lock-{running}@{host}", True, id="of one at work"),
        pytest.param("lock-{ended}@elsewhere", True, id="of another machine"),
        pytest.param("lock-notes@{host}", True, id="of the owner"),
    ],
)
def test_what_a_killed_command_left_beside_the_lock_is_removed_by_the_next(
    project: Path, left: str, stays: bool
) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    host, running = os.uname().nodename, os.getppid()
    beside = open_state(project) / left.format(ended=ended.pid, running=running, host=host)
    beside.touch()
    assert apply_changes(project, "update", CHANGES) == []
    assert beside.exists() is stays
    assert not (project / ".scaffold" / "lock").exists()


@pytest.fixture
def someone_elses() -> Iterator[int]:
    """Start a process that a command without rights over other people's may not touch."""
    if os.geteuid():
        yield 1  # It is the superuser's.
        return
    if not shutil.which("setpriv"):
        pytest.skip("everything is the superuser's here")
    sleep = ["setpriv", "--reuid=54321", "--clear-groups", "sleep", "600"]
    process = subprocess.Popen(sleep)
    yield process.pid
    process.kill()
    process.wait()


def test_a_command_of_another_user_is_at_work_as_long_as_it_runs(
    project: Path, someone_elses: int
) -> None:
    write_lock(project, process=someone_elses)
    journal = [step("README.md", b"read\n", NEW)]
    write_journal(project, journal, {"new/0": NEW, "old/0": b"read\n"})
    before = files(project)
    rights = ["setpriv", "--bounding-set=-kill", "--inh-caps=-kill"]
    prefix = [] if os.geteuid() else rights
    finished = run_command([*prefix, sys.executable, "-m", "scaffold", "recover", str(project)])
    assert finished.exit_code == 5
    assert f"`scaffold update` is at work here (process {someone_elses})" in finished.errors
    assert files(project) == before


def test_nothing_is_built_on_a_command_that_was_interrupted_meanwhile(project: Path) -> None:
    journal = [step("README.md", b"read\n", NEW)]
    write_journal(project, journal, {"new/0": NEW, "old/0": b"read\n"})
    before = read_standing(project, skipped=())
    with pytest.raises(InterruptedCommandError) as caught:
        apply_changes(project, "update", CHANGES)
    assert caught.value.hint == "Finish it with `scaffold recover`."
    assert read_standing(project, skipped=()) == before


def test_what_an_interrupted_command_had_done_is_not_done_again(project: Path) -> None:
    steps = [
        step("README.md", b"read\n", NEW, number=0),
        step("src/old/b.py", b"b\n", None, number=1),
        step(".answers", None, NEW, number=2),
    ]
    write_journal(project, steps, {"new/2": NEW, "old/0": b"read\n", "old/1": b"b\n"})
    before = files(project)
    (project / "README.md").write_bytes(NEW)
    # The file was removed, and its own folder; the one above, which is empty now, was not.
    shutil.rmtree(project / "src" / "old")
    (project / "src" / "a.py").rename(project / "a.py")
    assert recover(project) == []
    assert files(project) == {
        ".answers": File(NEW),
        "README.md": File(NEW),
        "a.py": File(b"a\n"),
    }
    assert not (project / "src").exists()
    undo(project)
    (project / "a.py").rename(project / "src" / "a.py")
    assert files(project) == before


def test_the_lock_is_given_back_after_an_error(project: Path) -> None:
    state = open_state(project)

    def fail() -> None:
        with locked(state, "update"):
            raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - only that it passes through
        fail()
    assert [path.name for path in state.iterdir()] == [".gitignore"]


def test_recover_without_anything_interrupted_changes_nothing(project: Path) -> None:
    before = files(project)
    assert recover(project) == []
    assert files(project) == before
