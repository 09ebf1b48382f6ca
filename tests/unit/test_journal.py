import errno
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import lock_descriptor

from scaffold.apply.folders import Folder, open_folder
from scaffold.apply.journal import apply_changes, recover, undo
from scaffold.apply.journal_errors import EditedSinceError, NothingToUndoError
from scaffold.apply.lock import locked, running_command
from scaffold.apply.state import check_at_rest, is_interrupted, open_state
from scaffold.errors import (
    InterruptedCommandError,
    ProjectBusyError,
)
from scaffold.files.tree import Change, File, Kind, Tree, read_tree
from tests.cases.journals import NEW, held_lock, step, write_journal, write_lock
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
    with pytest.raises(EditedSinceError, match=r"1 file was edited afterwards \(`README\.md`\)"):
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
    with (
        held_lock(project, host="elsewhere", process=1),
        pytest.raises(ProjectBusyError, match=r"already running \(process 1 on elsewhere\)"),
    ):
        apply_changes(project, "undo", CHANGES)
    assert (project / "README.md").read_text() == "read\n"


def test_a_killed_command_keeps_no_other_out(project: Path) -> None:
    script = """
import os, signal, sys
from pathlib import Path
from scaffold.apply.folders import open_folder
from scaffold.apply.lock import locked, running_command
from scaffold.apply.state import open_state
with open_folder(Path(sys.argv[1])) as top, open_state(top) as state, locked(state, "update"):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", script, str(project)], check=False)
    assert killed.returncode == -9
    assert b'"command": "update"' in (project / ".scaffold" / "lock").read_bytes()
    assert running_command(project) is None
    assert apply_changes(project, "update", CHANGES) == []


def test_a_lock_is_seen_only_while_it_is_held(project: Path) -> None:
    assert running_command(project) is None
    with open_folder(project) as top, open_state(top) as state:
        assert running_command(project) is None
        with locked(state, "update"):
            told = running_command(project)
        assert running_command(project) is None
    assert told is not None
    assert told[0] == f"`scaffold update` is already running (process {os.getpid()})"


def test_a_lock_removed_while_a_command_opens_it_is_not_taken(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = project / ".scaffold" / "lock"

    def take(descriptor: int, **options: bool) -> bool:
        lock.unlink()
        return lock_descriptor(descriptor, **options)

    monkeypatch.setattr("filelock.lock_descriptor", take)
    with pytest.raises(ProjectBusyError, match="Another command is already running"):
        apply_changes(project, "update", CHANGES)


def test_a_lock_that_may_only_be_read_is_taken_and_says_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_lock(project, "")
    open_file = Folder.open_file

    def refuse(folder: Folder, name: str, flags: int) -> int:
        if flags & os.O_RDWR:
            raise PermissionError(errno.EACCES, "Permission denied")
        return open_file(folder, name, flags)

    monkeypatch.setattr(Folder, "open_file", refuse)
    assert apply_changes(project, "update", CHANGES) == []
    assert (project / ".scaffold" / "lock").read_bytes() == b" "


def test_nothing_is_built_on_a_command_that_was_interrupted_meanwhile(project: Path) -> None:
    journal = [step("README.md", b"read\n", NEW)]
    write_journal(project, journal, {"new/0": NEW, "old/0": b"read\n"})
    before = read_standing(project, skipped=())
    with pytest.raises(InterruptedCommandError) as caught:
        apply_changes(project, "update", CHANGES)
    assert caught.value.hint == "Run `scaffold recover` to finish it"
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
    with open_folder(project) as top, open_state(top) as state:
        with pytest.raises(OSError), locked(state, "update"):  # noqa: PT011 - it passes through
            raise OSError
        assert running_command(project) is None
        with locked(state, "update"):
            pass
    left = sorted(path.name for path in (project / ".scaffold").iterdir())
    assert left == [".gitignore", "lock"]


def test_the_mode_of_a_deleted_file_comes_back_with_it(project: Path) -> None:
    (project / "README.md").chmod(0o600)
    apply_changes(project, "update", [Change("README.md", File(b"read\n"), None)])
    undo(project)
    assert stat.S_IMODE((project / "README.md").stat().st_mode) == 0o600


@pytest.mark.parametrize(("mode", "kept"), [(0o644, 0o600), (0o755, 0o700), (0o640, 0o600)])
def test_only_the_user_may_read_the_copies_that_undo_needs(
    project: Path, mode: int, kept: int
) -> None:
    (project / "README.md").chmod(mode)
    kind: Kind = "executable" if mode & 0o100 else "file"
    change = Change("README.md", File(b"read\n", kind), File(b"new\n", kind))
    apply_changes(project, "update", [change])
    copy = project / ".scaffold" / "undo" / "old" / "0"
    assert stat.S_IMODE(copy.stat().st_mode) == kept
    undo(project)
    assert stat.S_IMODE((project / "README.md").stat().st_mode) == mode


def test_recover_without_anything_interrupted_changes_nothing(project: Path) -> None:
    before = files(project)
    assert recover(project) == []
    assert files(project) == before


def test_a_journal_that_is_gone_by_now_is_no_interruption(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scaffold.apply.state.is_interrupted", lambda _: True)
    check_at_rest(tmp_path)
