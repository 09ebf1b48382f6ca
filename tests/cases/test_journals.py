"""Whatever stands where a journal or a lock should be: a sentence, and nothing lost by it."""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.cases.journals import (
    NEW,
    held_lock,
    step,
    write_journal,
    write_lock,
    write_raw_journal,
)
from tests.cases.refusals import Refusal, nothing_changes
from tests.kit.machine import Scaffold
from tests.update.obstacles import IN_PLACE, clear
from tests.update.standing import changed, lost, read_standing

pytestmark = pytest.mark.case

README = "README.md"
STRANGE = Refusal(5, "Unexpected file at `", "Move it and retry")
DAMAGED = Refusal(5, "is corrupt: no stored content for `", "Nothing was changed")
FORBIDDEN = Refusal(1, "Refusing to write `", "Check the source")
NEWER = Refusal(5, "was written by a newer scaffold", "Upgrade mlops-scaffold")

# Texts that are no journal.
TEXTS = {
    "half": ('{"command": "update", "steps": [{"number": 0, "pa', STRANGE),
    "brackets without end": ("[" * 100_000, STRANGE),
    "no steps": ('{"command": "update"}', STRANGE),
    "steps as a mapping": ('{"steps": {"a": 1}}', STRANGE),
    "steps as a number": ('{"steps": 5}', STRANGE),
    "a text": ('"update"', STRANGE),
    "nothing": ("null", STRANGE),
    "a form as a text": ('{"format": "two", "steps": []}', STRANGE),
    "a newer form": ('{"format": 3, "moves": []}', NEWER),
    "a newer form with steps of today": ('{"format": 3, "steps": []}', NEWER),
}


@pytest.mark.parametrize(("command", "name"), [("recover", "journal"), ("undo", "undo")])
@pytest.mark.parametrize(("text", "refusal"), TEXTS.values(), ids=TEXTS.keys())
def test_a_text_that_is_no_journal_is_refused(
    scaffold: Scaffold, project: Path, command: str, name: str, text: str, refusal: Refusal
) -> None:
    write_raw_journal(project, text, {}, name=name)
    with nothing_changes(project.parent):
        refusal.check(scaffold(command, "demo"))


def with_entries(**entries: Any) -> Callable[[bytes], dict[str, Any]]:
    """Change the one step of a journal."""
    return lambda readme: {**step(README, readme, NEW), **entries}


def of_kind(kind: str) -> Callable[[bytes], dict[str, Any]]:
    """Give both sides of a step another kind."""

    def change(readme: bytes) -> dict[str, Any]:
        told = step(README, readme, NEW)
        return {**told, "after": {**told["after"], "kind": kind}}

    return change


# Steps that no scaffold writes.
STEPS = {
    "a number that is a path": (with_entries(number="../../../../outside/file.txt"), STRANGE),
    "a number that is absolute": (with_entries(number="/etc/hostname"), STRANGE),
    "a number that is a fraction": (with_entries(number=0.5), STRANGE),
    "a number that is a truth": (with_entries(number=False), STRANGE),
    "a number that was not stored": (with_entries(number=7), DAMAGED),
    "a negative number": (with_entries(number=-1), DAMAGED),
    "a path that is a number": (with_entries(path=5), STRANGE),
    "a path that is nothing": (with_entries(path=None), STRANGE),
    "a path with a NUL": (with_entries(path="a\0b"), STRANGE),
    "a way out": (with_entries(path="../outside/file.txt"), FORBIDDEN),
    "a hook of git's": (with_entries(path=".git/hooks/pre-commit"), FORBIDDEN),
    "the lock": (with_entries(path=".scaffold/lock"), FORBIDDEN),
    "a mark that is a text": (with_entries(after="new"), STRANGE),
    "a mark without digest": (with_entries(after={"kind": "file"}), STRANGE),
    "a mark with more": (
        with_entries(after={"kind": "file", "sha256": "0", "mode": 420}),
        STRANGE,
    ),
    "a folder as kind": (of_kind("folder"), STRANGE),
    "an obstacle as kind": (of_kind("obstacle"), STRANGE),
    "a link that was stored as a file": (of_kind("link"), DAMAGED),
    "a digest of something else": (
        with_entries(after={"kind": "file", "sha256": "0" * 64}),
        DAMAGED,
    ),
}


@pytest.mark.parametrize(("change", "refusal"), STEPS.values(), ids=STEPS.keys())
def test_a_step_that_no_scaffold_writes_is_refused_before_the_first(
    scaffold: Scaffold,
    project: Path,
    outside: Path,
    change: Callable[[bytes], dict[str, Any]],
    refusal: Refusal,
) -> None:
    readme = (project / README).read_bytes()
    first = step("first.txt", None, NEW, number=1)
    stored = {"new/0": NEW, "new/1": NEW, "old/0": readme}
    write_journal(project, [first, change(readme)], stored)
    with nothing_changes(project.parent, outside):
        refusal.check(scaffold("recover", "demo"))
        told = scaffold("status", "demo")
    Refusal(5, "A previous command was interrupted", "Run `scaffold recover`").check(told)


def remove_stored(folder: Path, _outside: Path) -> None:
    (folder / "0").unlink()


def cut_stored(folder: Path, _outside: Path) -> None:
    (folder / "0").write_bytes(NEW[:2])


def link_stored(folder: Path, outside: Path) -> None:
    (folder / "0").unlink()
    (folder / "0").symlink_to(outside / "file.txt")


def pipe_stored(folder: Path, _outside: Path) -> None:
    (folder / "0").unlink()
    os.mkfifo(folder / "0")


def folder_stored(folder: Path, _outside: Path) -> None:
    (folder / "0").unlink()
    (folder / "0").mkdir()


def remove_side(folder: Path, _outside: Path) -> None:
    shutil.rmtree(folder)


def link_side(folder: Path, outside: Path) -> None:
    """Let the stored contents stand elsewhere, where they must stay."""
    shutil.move(folder, outside / folder.name)
    folder.symlink_to(outside / folder.name)


DAMAGES = {
    "the content is gone": (remove_stored, DAMAGED),
    "the content is cut off": (cut_stored, DAMAGED),
    "the content is a link": (link_stored, DAMAGED),
    "the content is a pipe": (pipe_stored, DAMAGED),
    "the content is a folder": (folder_stored, DAMAGED),
    "all contents are gone": (remove_side, DAMAGED),
    "all contents stand elsewhere": (link_side, STRANGE),
}


@pytest.mark.parametrize(("damage", "refusal"), DAMAGES.values(), ids=DAMAGES.keys())
@pytest.mark.parametrize("command", ["recover", "undo"])
def test_a_damaged_journal_puts_nothing_down_and_takes_nothing_away(
    scaffold: Scaffold,
    project: Path,
    outside: Path,
    command: str,
    damage: Callable[[Path, Path], None],
    refusal: Refusal,
) -> None:
    readme = (project / README).read_bytes()
    name = "journal" if command == "recover" else "undo"
    stored = {"new/0": NEW, "new/1": NEW, "old/0": readme}
    steps = [step("first.txt", None, NEW, number=1), step(README, readme, NEW)]
    folder = write_journal(project, steps, stored, name=name)
    if command == "undo":
        (project / README).write_bytes(NEW)
        (project / "first.txt").write_bytes(NEW)
    damage(folder / ("new" if command == "recover" else "old"), outside)
    with nothing_changes(project.parent, outside):
        refusal.check(scaffold(command, "demo"))


def test_a_whole_journal_is_finished_and_can_be_taken_back(
    scaffold: Scaffold, project: Path
) -> None:
    before = read_standing(project)
    readme = (project / README).read_bytes()
    steps = [step("first.txt", None, NEW, number=1), step(README, readme, NEW)]
    write_journal(project, steps, {"new/0": NEW, "new/1": NEW, "old/0": readme}, format=1)
    assert "Finished the interrupted command" in scaffold("recover", "demo").output
    assert (project / README).read_bytes() == (project / "first.txt").read_bytes() == NEW
    assert "Nothing to recover" in scaffold("recover", "demo").output
    assert scaffold("undo", "demo").exit_code == 0
    assert read_standing(project) == before


# What an interrupted command was about to do at a place, as content before and after.
INTERRUPTED = {
    "updated": (README, True, NEW),
    "created": ("new.txt", False, NEW),
    "deleted": ("Dockerfile", True, None),
}


# An empty folder keeps no file out, so that it is in the way only of what was there before.
IN_THE_WAY = [
    pytest.param(*change, obstacle, id=f"{name}-{obstacle}")
    for name, change in INTERRUPTED.items()
    for obstacle in IN_PLACE
    if obstacle != "a folder" or name == "updated"
]


@pytest.mark.parametrize(("path", "stands", "after", "obstacle"), IN_THE_WAY)
def test_what_came_in_the_way_of_an_interrupted_command_stays_and_is_named(
    scaffold: Scaffold,
    project: Path,
    outside: Path,
    path: str,
    stands: bool,
    after: bytes | None,
    obstacle: str,
) -> None:
    content = (project / path).read_bytes() if stands else None
    other = step("other.txt", None, NEW, number=1)
    stored = {"new/1": NEW, **({"new/0": after} if after else {})}
    stored |= {"old/0": content} if content else {}
    write_journal(project, [step(path, content, after), other], stored)
    clear(project / path)
    before, led_to = read_standing(project), read_standing(outside)
    IN_PLACE[obstacle](project / path, outside)
    owned = changed(before, read_standing(project))
    finished = scaffold("recover", "demo")
    assert finished.exit_code == 4, finished
    assert f"skipped {path}: the file changed during the update" in finished.output
    assert finished.error_lines == []
    assert lost(owned, project) == []
    assert read_standing(outside) == led_to
    assert (project / "other.txt").read_bytes() == NEW
    assert scaffold("status", "demo").exit_code == 0


def test_an_empty_folder_gives_way_to_the_file_of_an_interrupted_command(
    scaffold: Scaffold, project: Path
) -> None:
    write_journal(project, [step("new.txt", None, NEW)], {"new/0": NEW})
    (project / "new.txt").mkdir()
    assert scaffold("recover", "demo").exit_code == 0
    assert (project / "new.txt").read_bytes() == NEW


@pytest.mark.parametrize(
    ("path", "stood", "after", "obstacle"),
    [
        *IN_THE_WAY,
        pytest.param(*INTERRUPTED["created"], "a folder", id="created-a folder"),
    ],
)
def test_undo_takes_nothing_back_where_something_came_in_the_way(
    scaffold: Scaffold,
    project: Path,
    outside: Path,
    path: str,
    stood: bool,
    after: bytes | None,
    obstacle: str,
) -> None:
    content = (project / path).read_bytes() if stood else None
    other = step("other.txt", None, NEW, number=1)
    write_journal(
        project,
        [step(path, content, after), other],
        {"old/0": content} if content else {},
        name="undo",
    )
    (project / "other.txt").write_bytes(NEW)
    clear(project / path)
    IN_PLACE[obstacle](project / path, outside)
    with nothing_changes(project.parent, outside):
        refusal = Refusal(5, "Cannot undo: ", "Commit or stash your changes")
        refusal.check(scaffold("undo", "demo"))


BUSY = Refusal(5, "`scaffold update` is already running (process", "Wait for it to finish")
UNCLEAR = Refusal(5, "Another command is already running", "Wait for it to finish")
HOLDERS: Mapping[str, tuple[dict[str, Any], Refusal]] = {
    "a process of this machine": ({}, BUSY),
    "another machine": (
        {"host": "elsewhere"},
        Refusal(5, " on elsewhere)", "Wait for it to finish"),
    ),
    "a machine with odd letters": (
        {"host": "a\x1b[31m\nb"},
        Refusal(5, " on a\\x1b[31m\\nb)", "Wait for it to finish"),
    ),
    "a fraction": ({"process": 1.5}, UNCLEAR),
    "a truth": ({"process": True}, UNCLEAR),
    "a text": ({"process": "1"}, UNCLEAR),
    "no machine": ({"host": None}, UNCLEAR),
    "no command": ({"command": ["update"]}, UNCLEAR),
}
CHANGING = {
    "update": ("update", "demo", "-d", "description=Another sentence."),
    "add": ("add", "github", "demo"),
    "recover": ("recover", "demo"),
    "undo": ("undo", "demo"),
}


@pytest.mark.parametrize(("holder", "refusal"), HOLDERS.values(), ids=HOLDERS.keys())
def test_who_holds_the_lock_is_told_with_a_way_out(
    scaffold: Scaffold, project: Path, holder: dict[str, Any], refusal: Refusal
) -> None:
    readme = (project / README).read_bytes()
    write_journal(project, [step(README, readme, NEW)], {"new/0": NEW, "old/0": readme})
    with held_lock(project, **holder), nothing_changes(project.parent):
        for arguments in CHANGING.values():
            refusal.check(scaffold(*arguments))


@pytest.mark.parametrize("text", ["", "[]", "null", "[" * 100_000, "\0"])
def test_a_lock_that_tells_nothing_is_respected(
    scaffold: Scaffold, project: Path, text: str
) -> None:
    with held_lock(project, text), nothing_changes(project):
        UNCLEAR.check(scaffold("update", "demo", "-d", "description=Another sentence."))


@pytest.mark.parametrize("text", ["", '{"command": "update"}', "[" * 100_000])
@pytest.mark.parametrize("command", CHANGING)
def test_a_lock_that_no_command_holds_keeps_none_out(
    scaffold: Scaffold, project: Path, command: str, text: str
) -> None:
    readme = (project / README).read_bytes()
    steps, stored = [step(README, readme, NEW)], {"new/0": NEW, "old/0": readme}
    if command == "recover":
        write_journal(project, steps, stored)
    if command == "undo":
        write_journal(project, steps, stored, name="undo")
        (project / README).write_bytes(NEW)
    lock = write_lock(project, text)
    assert scaffold(*CHANGING[command]).exit_code == 0
    assert lock.read_bytes() == b""


@pytest.mark.parametrize("command", ["diff", "check", "status"])
def test_commands_that_only_look_need_no_lock(
    scaffold: Scaffold, project: Path, command: str
) -> None:
    with held_lock(project), nothing_changes(project):
        assert scaffold(command, "demo").exit_code == 0


@pytest.mark.parametrize("command", ["update", "diff", "check", "status", "undo", "adopt"])
def test_an_interrupted_command_comes_first(
    scaffold: Scaffold, project: Path, command: str
) -> None:
    readme = (project / README).read_bytes()
    write_journal(project, [step(README, readme, NEW)], {"new/0": NEW, "old/0": readme})
    write_lock(project, '{"command": "update"}')
    with nothing_changes(project):
        refusal = Refusal(5, "A previous command was interrupted", "`scaffold recover`")
        refusal.check(scaffold(command, "demo"))
