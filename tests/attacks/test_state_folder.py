"""Whatever a project brings in `.scaffold`: no command writes outside, or what a stranger says."""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.apply.journal import apply_changes
from scaffold.apply.signing import sign
from scaffold.files.tree import Change, File
from scaffold.files.user_data import DATA_ADDRESS, find_place
from tests.cases.journals import NEW, step, write_journal
from tests.kit.machine import Finished, Scaffold
from tests.update.standing import read_standing

pytestmark = pytest.mark.case

DESCRIBED = ("-d", "description=Another sentence.")
STRANGE = "Unexpected file at `"
UNVERIFIED = "was not written by you on this machine"
CORRUPT = "Journal `.scaffold/journal` is corrupt: no stored content for `a.txt`"
# Code that Python runs at its next start, at a path that git ignores.
STARTED = ".venv/lib/python3.11/site-packages/x.pth"


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    """A file outside the project."""
    file = tmp_path / "precious.txt"
    file.write_text("precious")
    return file


def refused(finished: Finished, words: str) -> bool:
    return finished.exit_code == 5 and words in finished.error_lines[0]


# Names that a command used to write, in the state folder.
NAMES = [f"lock-{number}@{socket.gethostname()}" for number in range(1, 40_000, 200)]


def test_links_with_the_names_of_processes_are_not_followed(
    scaffold: Scaffold, project: Path, precious: Path
) -> None:
    (project / ".scaffold").mkdir(exist_ok=True)
    for name in {*NAMES, f"lock-{os.getpid()}@{socket.gethostname()}"}:
        (project / ".scaffold" / name).symlink_to(precious)
    assert scaffold("update", "demo", *DESCRIBED).exit_code == 0
    assert precious.read_text() == "precious"


PLANTED: dict[str, Callable[[Path, Path], object]] = {
    "a link": lambda place, precious: place.symlink_to(precious),
    "a hard link": lambda place, precious: os.link(precious, place),
    "a link to nothing": lambda place, _: place.symlink_to("nowhere"),
    "a pipe": lambda place, _: os.mkfifo(place),
    "a folder": lambda place, _: place.mkdir(),
    "a link to a device": lambda place, _: place.symlink_to("/dev/zero"),
}
planted = pytest.mark.parametrize("plant", PLANTED.values(), ids=PLANTED.keys())


@planted
@pytest.mark.parametrize("command", ["update", "recover", "undo"])
def test_what_is_planted_as_the_lock_is_refused(
    scaffold: Scaffold,
    project: Path,
    precious: Path,
    plant: Callable[[Path, Path], object],
    command: str,
) -> None:
    readme = (project / "README.md").read_bytes()
    name = "undo" if command == "undo" else "journal"
    if command != "update":
        write_journal(project, [step("README.md", readme, readme)], {"old/0": readme}, name=name)
        (project / ".scaffold" / "lock").unlink()
    (project / ".scaffold").mkdir(exist_ok=True)
    plant(project / ".scaffold" / "lock", precious)
    options = DESCRIBED if command == "update" else ()
    assert refused(scaffold(command, "demo", *options), f"{STRANGE}.scaffold/lock`")
    assert precious.read_text() == "precious"


@pytest.mark.parametrize("text", ["", '{"command": "update"}', "\0" * 5000])
def test_a_lock_that_git_tracks_or_nobody_may_write_keeps_no_command_out(
    scaffold: Scaffold, project: Path, text: str
) -> None:
    (project / ".scaffold").mkdir(exist_ok=True)
    (project / ".scaffold" / "lock").write_text(text)
    (project / ".scaffold" / "lock").chmod(0o444)
    assert scaffold("update", "demo", *DESCRIBED).exit_code == 0


def test_an_empty_hard_link_as_ignore_file_is_replaced_and_not_written(
    scaffold: Scaffold, project: Path, precious: Path
) -> None:
    precious.write_text("")
    (project / ".scaffold").mkdir(exist_ok=True)
    os.link(precious, project / ".scaffold" / ".gitignore")
    assert scaffold("update", "demo", *DESCRIBED).exit_code == 0
    assert precious.read_text() == ""
    assert (project / ".scaffold" / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize("name", ["", "preparing", "journal", "undo"])
def test_a_link_in_the_place_of_a_folder_is_refused(
    scaffold: Scaffold, project: Path, tmp_path: Path, name: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "journal").mkdir(parents=True)
    place = project / ".scaffold" / name
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(elsewhere)
    before = read_standing(elsewhere, skipped=())
    for command in ("update", "recover", "undo"):
        finished = scaffold(command, "demo", *(DESCRIBED if command == "update" else ()))
        assert finished.exit_code in {0, 5}, finished
    assert read_standing(elsewhere, skipped=()) == before


def plant_journal(project: Path, name: str, path: str = STARTED) -> None:
    """Write a whole and correct journal, as someone else's scaffold does."""
    steps, stored = [step(path, None, NEW)], {"new/0": NEW}
    if name == "undo":
        steps, stored = [step(path, NEW, None)], {"old/0": NEW}
    write_journal(project, steps, stored, name=name, is_own=False)


@pytest.mark.parametrize(("command", "name"), [("recover", "journal"), ("undo", "undo")])
@pytest.mark.parametrize("path", [STARTED, "conftest.py", "src/sitecustomize.py", ".envrc"])
def test_a_journal_that_came_with_a_clone_writes_nothing(
    scaffold: Scaffold, project: Path, tmp_path: Path, command: str, name: str, path: str
) -> None:
    plant_journal(project, name, path)
    git = ["git", "-c", "user.name=Eve", "-c", "user.email=eve@localhost"]
    subprocess.run([*git, "init", "--quiet"], cwd=project, check=True)
    subprocess.run([*git, "add", "--all", "--force"], cwd=project, check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "."], cwd=project, check=True)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(project), str(clone)], check=True)
    (clone / ".scaffold" / name / "new").mkdir(exist_ok=True)
    before = read_standing(clone)
    finished = scaffold(command, clone)
    assert refused(finished, f"`.scaffold/{name}` {UNVERIFIED}")
    assert f"`scaffold {command} --unverified`" in finished.error_lines[1]
    assert read_standing(clone) == before


@pytest.mark.parametrize(("command", "name"), [("recover", "journal"), ("undo", "undo")])
def test_a_journal_that_the_user_has_checked_is_followed(
    scaffold: Scaffold, project: Path, command: str, name: str
) -> None:
    plant_journal(project, name, "notes.txt")
    assert scaffold(command, "demo", "--unverified").exit_code == 0
    assert (project / "notes.txt").read_bytes() == NEW


def sign_now(project: Path, name: str, change: Callable[[dict[str, object]], object]) -> None:
    """Sign a journal as this user does, then change what it says."""
    file = project / ".scaffold" / name / "journal.json"
    journal = sign(json.loads(file.read_text()), project)
    change(journal)
    file.write_text(json.dumps(journal))


FORGED: dict[str, Callable[[dict[str, object]], object]] = {
    "another path": lambda journal: journal.update(steps=[step("conftest.py", None, NEW)]),
    "one more step": lambda journal: journal.update(
        steps=[step(STARTED, None, NEW), step("b", None, NEW)]
    ),
    "another command": lambda journal: journal.update(command="undo"),
    "one more entry": lambda journal: journal.update(more=1),
    "no signature": lambda journal: journal.update(signatures=[]),
    "a wrong signature": lambda journal: journal.update(signatures=["0" * 64]),
    "a signature with odd letters": lambda journal: journal.update(signatures=["ä", 5, None]),
    "a signature that is a text": lambda journal: journal.update(signatures="0" * 64),
}


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED.keys())
def test_a_signed_journal_that_was_changed_writes_nothing(
    scaffold: Scaffold, project: Path, change: Callable[[dict[str, object]], object]
) -> None:
    plant_journal(project, "journal")
    sign_now(project, "journal", change)
    assert refused(scaffold("recover", "demo"), UNVERIFIED)
    assert not (project / STARTED).exists()


def test_a_signed_journal_of_another_project_writes_nothing(
    scaffold: Scaffold, project: Path
) -> None:
    other = Path(shutil.copytree(project, project.with_name("other")))
    write_journal(other, [step(STARTED, None, NEW)], {"new/0": NEW})
    shutil.copytree(other / ".scaffold", project / ".scaffold", dirs_exist_ok=True)
    assert refused(scaffold("recover", "demo"), UNVERIFIED)
    assert scaffold("recover", "other").exit_code == 0


def test_a_project_that_was_moved_or_restored_is_recovered(
    scaffold: Scaffold, project: Path
) -> None:
    write_journal(project, [step("a.txt", None, NEW)], {"new/0": NEW})
    restored = Path(shutil.copytree(project, project.with_name("restored")))
    moved = project.rename(project.with_name("moved"))
    restored.rename(project)
    for folder in (moved, project):
        assert scaffold("recover", folder).exit_code == 0
        assert (folder / "a.txt").read_bytes() == NEW


def test_a_journal_of_another_user_is_refused(
    scaffold: Scaffold, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_journal(project, [step("a.txt", None, NEW)], {"new/0": NEW})
    monkeypatch.setenv("HOME", str(tmp_path / "another"))
    assert refused(scaffold("recover", "demo"), UNVERIFIED)
    monkeypatch.setenv("HOME", "~")
    assert refused(scaffold("recover", "demo"), UNVERIFIED)


def test_without_a_home_a_command_is_undone_only_when_the_user_says_so(
    scaffold: Scaffold, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "~")
    before = read_standing(project)
    assert scaffold("update", "demo", *DESCRIBED).exit_code == 0
    assert refused(scaffold("undo", "demo"), UNVERIFIED)
    assert scaffold("undo", "demo", "--unverified").exit_code == 0
    assert read_standing(project) == before
    assert not Path("~").exists()


def key_file() -> Path:
    place = find_place(f"{DATA_ADDRESS}/journal.key")
    assert place is not None
    return place


def test_the_key_is_random_stays_and_is_the_user_s_alone(project: Path) -> None:
    sign({}, project)
    key = key_file().read_bytes()
    assert len(key) == len(set(bytes([0]) + key)) or len(set(key)) > 16
    assert key_file().stat().st_mode & 0o777 == 0o600
    sign({}, project)
    assert key_file().read_bytes() == key
    assert [path.name for path in key_file().parent.iterdir() if "key" in path.name] == [
        "journal.key"
    ]


DAMAGED: dict[str, Callable[[Path], object]] = {
    "half of it": lambda place: place.write_bytes(b"0" * 16),
    "more of it": lambda place: place.write_bytes(b"0" * 64),
    "nothing": Path.touch,
    "a link": lambda place: place.symlink_to("/dev/zero"),
    "a pipe": os.mkfifo,
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_key_is_replaced(project: Path, damage: Callable[[Path], object]) -> None:
    key_file().parent.mkdir(parents=True)
    damage(key_file())
    assert sign({}, project)["signatures"]
    assert len(key_file().read_bytes()) == 32


def test_where_nothing_can_be_kept_at_home_a_journal_has_no_signature(project: Path) -> None:
    key_file().parent.parent.mkdir(parents=True)
    key_file().parent.write_text("a file")
    assert sign({}, project) == {"signatures": []}


def test_a_key_that_cannot_be_written_is_an_error(scaffold: Scaffold, project: Path) -> None:
    key_file().mkdir(parents=True)
    finished = scaffold("update", "demo", *DESCRIBED)
    assert finished.exit_code == 1
    assert "journal.key`: is a directory" in finished.error_lines[0]
    assert [path.name for path in key_file().parent.glob("*key*")] == ["journal.key"]
    assert not (project / ".scaffold" / "journal").exists()


def test_the_faster_of_two_commands_makes_the_key(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def be_slower(source: Path, target: Path) -> None:
        Path(target).write_bytes(b"faster" * 5 + b"!!")
        link(source, target)

    monkeypatch.setattr(os, "link", be_slower)
    assert sign({}, project)["signatures"]
    assert key_file().read_bytes() == b"faster" * 5 + b"!!"


@planted
@pytest.mark.parametrize("place", ["journal/journal.json", "undo/journal.json"])
def test_what_is_planted_as_the_list_of_a_journal_is_refused(
    scaffold: Scaffold,
    project: Path,
    precious: Path,
    plant: Callable[[Path, Path], object],
    place: str,
) -> None:
    name = place.partition("/")[0]
    plant_journal(project, name)
    (project / ".scaffold" / place).unlink()
    plant(project / ".scaffold" / place, precious)
    command = "recover" if name == "journal" else "undo"
    for options in ((), ("--unverified",)):
        assert refused(scaffold(command, "demo", *options), f"{STRANGE}.scaffold/{name}`")
    assert precious.read_text() == "precious"


@planted
def test_what_is_planted_as_a_stored_content_is_not_put_into_the_project(
    scaffold: Scaffold, project: Path, precious: Path, plant: Callable[[Path, Path], object]
) -> None:
    plant_journal(project, "journal", "a.txt")
    stored = project / ".scaffold" / "journal" / "new" / "0"
    stored.unlink()
    plant(stored, precious)
    finished = scaffold("recover", "demo", "--unverified")
    assert refused(finished, CORRUPT)
    assert not os.path.lexists(project / "a.txt")
    assert precious.read_text() == "precious"


def test_a_stored_content_with_a_second_name_outside_stays_there(
    scaffold: Scaffold, project: Path, tmp_path: Path
) -> None:
    plant_journal(project, "journal", "a.txt")
    os.link(project / ".scaffold" / "journal" / "new" / "0", tmp_path / "outside.txt")
    assert refused(scaffold("recover", "demo", "--unverified"), CORRUPT)


def test_the_state_folder_is_known_to_the_disk_before_the_first_change(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every new folder is synchronized with its parent, up to the project."""
    synchronized: list[str] = []
    fsync, replace = os.fsync, os.replace

    def note(descriptor: int) -> None:
        synchronized.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    def note_move(*arguments: object, **options: object) -> None:
        synchronized.append(f"move to {arguments[1]}")
        replace(*arguments, **options)  # type: ignore[arg-type] # passed on as they are

    monkeypatch.setattr(os, "fsync", note)
    monkeypatch.setattr(os, "replace", note_move)
    shutil.rmtree(project / ".scaffold", ignore_errors=True)
    apply_changes(project, "update", [Change("new/er/file.txt", None, File(b"new"))])
    counted = synchronized.index("move to journal")
    assert str(project) in synchronized[:counted]
    assert synchronized[counted + 1] == str(project / ".scaffold")
    moved = synchronized.index("move to file.txt")
    assert [str(project), str(project / "new")] == synchronized[moved - 2 : moved]
    assert synchronized[moved + 1] == str(project / "new" / "er")
