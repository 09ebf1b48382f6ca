"""Work in open folders, and by paths where folders cannot be opened."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scaffold.apply.folders import CAN_OPEN_FOLDERS, Folder, open_folder
from scaffold.apply.journal import apply_changes, recover, undo
from scaffold.apply.lock import running_command
from scaffold.files.tree import Change, File
from tests.cases.journals import NEW, held_lock, step, write_journal
from tests.update.standing import read_standing

NEW_FILE = File(b"new")


@pytest.fixture(params=["opened", "by path"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Work in both ways; Linux has the first, Windows the second."""
    assert CAN_OPEN_FOLDERS
    if request.param == "by path":
        monkeypatch.setattr("scaffold.apply.folders.CAN_OPEN_FOLDERS", False)
        monkeypatch.delattr(os, "fchmod")
    return str(request.param)


@pytest.fixture
def folder(clean_machine: Path, way: str) -> Iterator[Folder]:
    with open_folder(clean_machine) as opened:
        assert (opened.descriptor is None) == (way == "by path")
        yield opened


def test_files_and_links_are_created_read_and_removed(folder: Folder) -> None:
    folder.write("file", NEW_FILE)
    folder.write("link", File(b"file", "link"))
    assert folder.names() == ["file", "link"]
    assert folder.read("file") == NEW_FILE
    assert folder.read("link") == File(b"file", "link")
    assert folder.read("nothing") is None
    folder.remove_file("link")
    folder.remove_file("link")
    assert folder.names() == ["file"]


def test_modes_are_kept(folder: Folder, way: str) -> None:
    folder.write("file", File(b"new", "executable"), 0o750)
    status = folder.status("file")
    assert status is not None
    assert status.st_mode & 0o777 == (0o750 if way == "opened" else 0o600)


@pytest.mark.parametrize("planted", ["file", "link", "dangling", "hard link", "folder", "pipe"])
def test_what_is_there_is_not_written_through(folder: Folder, planted: str) -> None:
    Path("mine").write_text("mine")
    plant: dict[str, Callable[[], object]] = {
        "file": lambda: Path("new").write_text("there"),
        "link": lambda: Path("new").symlink_to("mine"),
        "dangling": lambda: Path("new").symlink_to("nowhere"),
        "hard link": lambda: os.link("mine", "new"),
        "folder": Path("new").mkdir,
        "pipe": lambda: os.mkfifo("new"),
    }
    plant[planted]()
    with pytest.raises(FileExistsError) as caught:
        folder.write("new", NEW_FILE)
    assert caught.value.filename == str(folder.path / "new")
    assert Path("mine").read_text() == "mine"
    assert not Path("nowhere").exists()


@pytest.mark.parametrize("planted", ["link", "dangling", "file"])
def test_only_a_folder_of_its_own_is_entered(folder: Folder, planted: str) -> None:
    Path("elsewhere").mkdir()
    if planted == "file":
        Path("name").touch()
    else:
        Path("name").symlink_to("elsewhere" if planted == "link" else "nowhere")
    for make in (False, True):
        with pytest.raises(OSError) as caught, folder.enter("name", make=make):  # noqa: PT011
            pass
        assert caught.value.errno in {errno.ENOTDIR, errno.ELOOP}
        assert caught.value.filename == str(folder.path / "name")


def test_a_folder_is_created_on_the_way_only_when_asked_for(folder: Folder) -> None:
    with pytest.raises(FileNotFoundError), folder.reach(["a", "b"]):
        pass
    with folder.reach(["a", "b"], make=True) as reached:
        reached.write("file", NEW_FILE)
    with folder.reach(["a", "b"]) as reached:
        assert reached.path == folder.path / "a" / "b"
    assert Path("a/b/file").read_bytes() == b"new"


def test_a_folder_that_another_command_creates_at_the_same_time_is_entered(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("name").mkdir()
    monkeypatch.setattr(Folder, "has", lambda *_: False)
    with folder.enter("name", make=True) as entered:
        assert entered.names() == []


def test_a_move_replaces_a_file_and_names_both_paths_where_it_cannot(folder: Folder) -> None:
    folder.write("new", NEW_FILE)
    folder.write("old", File(b"old"))
    folder.move("new", folder, "old")
    assert folder.read("old") == NEW_FILE
    folder.make_folder("folder")
    with pytest.raises(IsADirectoryError) as caught:
        folder.move("old", folder, "folder")
    assert caught.value.filename == str(folder.path / "old")
    assert caught.value.filename2 == str(folder.path / "folder")


def test_a_folder_is_removed_where_it_is_empty(folder: Folder) -> None:
    folder.make_folder("a")
    with folder.enter("a") as inner:
        inner.write("file", NEW_FILE)
    assert folder.remove_folder("a") is False
    folder.remove_tree("a")
    folder.remove_tree("a")
    assert not folder.has("a")
    with pytest.raises(FileNotFoundError):
        folder.remove_folder("a")


def test_a_tree_is_removed_without_what_its_links_lead_to(folder: Folder) -> None:
    Path("mine").mkdir()
    Path("mine/file").touch()
    Path("tree").mkdir()
    Path("tree/link").symlink_to("../mine")
    folder.remove_tree("tree")
    assert Path("mine/file").exists()
    Path("link").symlink_to("mine")
    folder.remove_tree("link")
    assert Path("mine/file").exists()


def test_a_project_is_changed_recovered_and_undone(clean_machine: Path) -> None:
    project = clean_machine / "demo"
    (project / "src").mkdir(parents=True)
    (project / "src" / "a.py").write_text("a\n")
    before = read_standing(project)
    changes = [
        Change("src/a.py", File(b"a\n"), None),
        Change("new/er/b.py", None, NEW_FILE),
        Change("link", None, File(b"new/er/b.py", "link")),
    ]
    assert apply_changes(project, "update", changes) == []
    assert not (project / "src").exists()
    assert (project / "link").read_bytes() == b"new"
    undo(project)
    assert {path: content for path, (_, content) in read_standing(project).items()} == {
        path: content for path, (_, content) in before.items()
    }
    write_journal(project, [step("c.py", None, NEW)], {"new/0": NEW})
    assert recover(project) == []
    assert (project / "c.py").read_bytes() == NEW


def test_a_running_command_is_seen(clean_machine: Path) -> None:
    (clean_machine / "demo").mkdir()
    with held_lock(clean_machine / "demo"):
        assert running_command(clean_machine / "demo") is not None
