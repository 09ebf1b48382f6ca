"""Projects that stand on more than one disk, as folders of a container do."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scaffold.apply.folders import Folder, open_folder
from scaffold.apply.storage import put, read_file
from scaffold.files.file_modes import mode_for, mode_of
from scaffold.files.tree import File
from tests.conftest import Render
from tests.kit.machine import Finished, Scaffold, run_command
from tests.update.standing import read_standing

pytestmark = pytest.mark.story

OnDisks = Callable[[str], Finished]
MOUNT = "mount -t tmpfs none"


@pytest.fixture
def on_disks() -> OnDisks:
    """Run a script that may mount disks, which are gone with it; $scaffold is the command."""
    prefix = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    able = shutil.which("unshare") and run_command([*prefix, "true"]).exit_code == 0
    if not able:
        pytest.skip("nobody may mount a disk here")

    def run(script: str) -> Finished:
        command = f"{sys.executable} -m scaffold"
        return run_command([*prefix, "sh", "-ec", script], settings={"scaffold": command})

    return run


@pytest.fixture
def project(rendered: Render, clean_machine: Path) -> Path:
    """Copy a project without a repository, with an empty folder where a feature would have one."""
    folder = shutil.copytree(rendered("skeleton", "package", ()), clean_machine / "demo")
    (Path(folder) / ".vscode").mkdir()
    return Path(folder)


def test_a_folder_on_another_disk_is_filled_and_emptied_like_any(
    scaffold: Scaffold, on_disks: OnDisks, project: Path
) -> None:
    once = Path(shutil.copytree(project, project.with_name("once")))
    assert scaffold("add", "vscode", once).exit_code == 0
    finished = on_disks(f"""
        {MOUNT} demo/.vscode
        $scaffold add vscode demo
        cp -a demo/.vscode added
        $scaffold remove vscode demo
        cp -a demo/.vscode removed
        $scaffold undo demo
        cp -a demo/.vscode undone
    """)
    assert finished.exit_code == 0, finished
    assert read_standing(Path("added")) == read_standing(once / ".vscode") != {}
    assert read_standing(Path("removed")) == {}
    assert read_standing(Path("undone")) == read_standing(once / ".vscode")


def test_a_command_that_another_disk_has_no_room_for_is_finished_once_it_has(
    scaffold: Scaffold, on_disks: OnDisks, project: Path
) -> None:
    once = Path(shutil.copytree(project, project.with_name("once")))
    assert scaffold("add", "vscode", once).exit_code == 0
    finished = on_disks(f"""
        {MOUNT} -o size=4k demo/.vscode
        $scaffold add vscode demo || echo "left with $?"
        ls -A demo/.vscode
        mount -o remount,size=1m demo/.vscode
        $scaffold recover demo
        cp -a demo/.vscode recovered
    """)
    assert finished.exit_code == 0, finished
    assert finished.output.splitlines()[:2] == ["left with 1", "extensions.json"]
    assert "`: no space left on device" in finished.error_lines[0]
    assert finished.error_lines[1] == "hint: Fix the cause, then run `scaffold recover`"
    assert "Finished the interrupted command" in finished.output
    assert read_standing(Path("recovered")) == read_standing(once / ".vscode")


def test_a_project_fills_an_empty_disk(on_disks: OnDisks, clean_machine: Path) -> None:
    (clean_machine / "demo").mkdir()
    finished = on_disks(f"""
        {MOUNT} demo
        $scaffold new demo -l --stack skeleton --no-git
        ls -A demo
        mountpoint -q demo
    """)
    assert finished.exit_code == 0, finished
    assert ".copier-answers.yml" in finished.output.splitlines()
    assert ".scaffold" not in finished.output.splitlines()


@pytest.fixture
def another_disk(tmp_path: Path) -> Iterator[Path]:
    """Make a folder in memory, where that is a disk of its own."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder in it is removed again
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no other disk here")
    folder = memory / f"scaffold-{os.getpid()}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


def test_a_stored_file_that_is_gone_is_not_put_on_another_disk(
    tmp_path: Path, another_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_folder(tmp_path) as here, open_folder(another_disk) as there:
        here.write("0", File(b"new"))
        monkeypatch.setattr(Folder, "read", lambda *_: None)
        with pytest.raises(FileNotFoundError, match=f"{tmp_path}/0"):
            put(here, "0", there, "file")


@pytest.mark.parametrize("kind", ["file", "executable", "link"])
def test_what_is_put_on_another_disk_keeps_its_kind_and_mode(
    tmp_path: Path, another_disk: Path, kind: str
) -> None:
    new = File(b"new", kind)  # type: ignore[arg-type] # it is one of the kinds
    target = another_disk / "a" / "file"
    target.parent.mkdir()
    left_by_a_kill = another_disk / "a" / ".file.scaffold"
    left_by_a_kill.touch()
    with open_folder(tmp_path) as here, open_folder(another_disk) as there:
        with there.enter("a") as folder:
            folder.write("file", File(b"old"), 0o640)
        here.write("0", new, mode_for(mode_of(target), new))
        put(here, "0", there, "a/file")
    assert read_file(another_disk, "a/file") == new
    assert [path.name for path in target.parent.iterdir()] == ["file"]
    if kind != "link":
        assert target.stat().st_mode & 0o777 == {"file": 0o640, "executable": 0o750}[kind]


def test_a_file_that_cannot_be_replaced_at_once_stays_as_it_is(
    tmp_path: Path, another_disk: Path
) -> None:
    (another_disk / "file").mkdir()
    (another_disk / "file" / "mine").touch()
    with open_folder(tmp_path) as here, open_folder(another_disk) as there:
        here.write("0", File(b"new"))
        with pytest.raises(IsADirectoryError):
            put(here, "0", there, "file")
    assert [path.name for path in another_disk.rglob("*")] == ["file", "mine"]
    assert (tmp_path / "0").read_bytes() == b"new"
