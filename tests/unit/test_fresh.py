import os
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

import pytest
from filelock import lock_descriptor

from scaffold.apply.destination import check_destination
from scaffold.errors import DestinationError, WriteError
from scaffold.files.fresh import build_beside


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_was_built_becomes_the_destination(tmp_path: Path) -> None:
    with build_beside(tmp_path / "demo") as built:
        built.mkdir()
        (built / "file").write_text("content")
        assert not (tmp_path / "demo").exists()
    assert (tmp_path / "demo" / "file").read_text() == "content"
    assert "demo" in leftovers(tmp_path)
    assert not list(tmp_path.glob(".scaffold-*"))


def test_missing_parents_are_made_with_the_destination_and_not_before(tmp_path: Path) -> None:
    with build_beside(tmp_path / "a" / "b" / "demo") as built:
        built.mkdir()
        assert not (tmp_path / "a").exists()
    assert (tmp_path / "a" / "b" / "demo").is_dir()


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit, ValueError])
def test_an_interruption_leaves_nothing(tmp_path: Path, interruption: type[BaseException]) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()

    def build() -> None:
        with build_beside(folder / "a" / "demo") as built:
            built.mkdir()
            raise interruption

    with pytest.raises(interruption):
        build()
    assert leftovers(folder) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from scaffold.files.fresh import build_beside
with build_beside(Path(sys.argv[1])) as built:
    built.mkdir()
    (built / "file").touch()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def build(destination: Path) -> None:
    with build_beside(destination) as built:
        built.mkdir()


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    script = [sys.executable, "-c", KILLED, str(tmp_path / "demo")]
    assert subprocess.run(script, check=False).returncode == -9
    (abandoned,) = tmp_path.glob(".scaffold-new-*")
    assert (abandoned / "tree" / "demo" / "file").exists()
    build(tmp_path / "demo")
    assert not abandoned.exists()


def test_what_a_run_left_that_was_killed_at_once_is_removed_by_the_next(tmp_path: Path) -> None:
    (tmp_path / ".scaffold-new-abcdefgh").mkdir()
    (tmp_path / ".scaffold-new-bcdefghi").mkdir()
    (tmp_path / ".scaffold-new-bcdefghi" / "lock").touch()
    build(tmp_path / "demo")
    assert leftovers(tmp_path) == ["demo", "home", "work"]


def test_a_folder_in_which_another_run_builds_stays(tmp_path: Path) -> None:
    with build_beside(tmp_path / "demo") as built:
        built.mkdir()
        build(tmp_path / "other")
        assert built.is_dir()
    assert leftovers(tmp_path) == ["demo", "home", "other", "work"]


def test_a_folder_that_another_run_takes_for_abandoned_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def make(prefix: str, dir: Path) -> str:
        made.append(mkdtemp(prefix=prefix, dir=dir))
        if len(made) == 1:
            Path(made[0]).rmdir()
        return made[-1]

    def lock(descriptor: int, **options: bool) -> bool:
        if len(made) == 2:
            (Path(made[1]) / "lock").unlink()
        return lock_descriptor(descriptor, **options)

    monkeypatch.setattr("tempfile.mkdtemp", make)
    monkeypatch.setattr("filelock.lock_descriptor", lock)
    build(tmp_path / "demo")
    assert (tmp_path / "demo").is_dir()
    assert len(made) == 3


@pytest.mark.parametrize(
    "name", [".scaffold-123@another-host-abcdefgh", ".scaffold-notes", ".scaffold-new-a"]
)
def test_another_hidden_folder_stays(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    build(tmp_path / "demo")
    assert (tmp_path / name).is_dir()


@pytest.mark.parametrize("name", ["lock", ""])
def test_a_link_to_another_folder_is_not_followed(tmp_path: Path, name: str) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "lock").write_text("mine")
    planted = tmp_path / ".scaffold-new-abcdefgh"
    if name:
        planted.mkdir()
        (planted / name).symlink_to(tmp_path / "mine" / "lock")
    else:
        planted.symlink_to("mine")
    build(tmp_path / "demo")
    assert (tmp_path / "mine" / "lock").read_text() == "mine"
    assert planted.is_dir()


def test_a_folder_that_appears_meanwhile_is_not_touched(tmp_path: Path) -> None:
    def build() -> None:
        with build_beside(tmp_path / "demo") as built:
            built.mkdir()
            (tmp_path / "demo").mkdir()
            (tmp_path / "demo" / "mine").write_text("mine")

    with pytest.raises(DestinationError, match="was created by another process"):
        build()
    assert leftovers(tmp_path / "demo") == ["mine"]


def test_a_file_that_appears_meanwhile_is_not_touched(tmp_path: Path) -> None:
    def build() -> None:
        with build_beside(tmp_path / "demo") as built:
            built.mkdir()
            (tmp_path / "demo").write_text("mine")

    with pytest.raises(DestinationError, match="was created by another process"):
        build()
    assert (tmp_path / "demo").read_text() == "mine"


def test_what_somebody_cleared_away_meanwhile_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()

    def build() -> None:
        with build_beside(folder / "demo") as built:
            built.mkdir()
            built.rmdir()

    with pytest.raises(WriteError, match=r"Cannot write `.*folder/demo`: no such file") as caught:
        build()
    assert caught.value.hint == "Nothing was created. Fix the cause and retry"
    assert leftovers(folder) == []


def test_a_refused_write_is_one_sentence(tmp_path: Path) -> None:
    def build() -> None:
        with build_beside(tmp_path / "demo"):
            raise OSError(28, "No space left on device", "file")

    with pytest.raises(WriteError, match="no space left"):
        build()


class TestDestinations:
    def test_a_folder_with_something_in_it_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(DestinationError, match="not empty") as caught:
            check_destination(tmp_path)
        assert caught.value.hint == "Choose another name, or run `scaffold adopt` there"

    def test_a_file_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(DestinationError, match="is a file"):
            check_destination(tmp_path / "file")

    def test_a_way_through_a_file_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(DestinationError, match="not a folder"):
            check_destination(tmp_path / "file" / "demo")

    def test_a_pipe_is_refused_and_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(DestinationError, match="is a file"):
            check_destination(tmp_path / "pipe")

    @pytest.mark.parametrize("target", ["folder", "nowhere"])
    def test_a_link_is_refused_wherever_it_leads(self, tmp_path: Path, target: str) -> None:
        (tmp_path / "folder").mkdir()
        (tmp_path / "link").symlink_to(tmp_path / target)
        with pytest.raises(DestinationError, match="is a symlink"):
            check_destination(tmp_path / "link")
