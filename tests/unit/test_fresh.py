import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from scaffold.apply.fresh import build_beside, check_destination
from scaffold.errors import DestinationError, WriteError


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


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    check_destination(tmp_path / "demo")
    with build_beside(tmp_path / "demo") as built:
        built.mkdir()
        (built / "file").touch()
    assert leftovers(tmp_path / "demo") == ["file"]


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


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    abandoned = tmp_path / f".scaffold-{ended.pid}@{socket.gethostname()}-abcdefgh"
    (abandoned / "tree").mkdir(parents=True)
    with build_beside(tmp_path / "demo") as built:
        built.mkdir()
    assert not abandoned.exists()


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(f".scaffold-{os.getpid()}@{socket.gethostname()}-abcdefgh", id="running"),
        pytest.param(".scaffold-999999@another-host-abcdefgh", id="of another machine"),
        pytest.param(".scaffold-notes", id="of the owner"),
    ],
)
def test_a_hidden_folder_that_may_be_in_use_stays(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with build_beside(tmp_path / "demo") as built:
        built.mkdir()
    assert (tmp_path / name).is_dir()


def test_a_folder_that_appears_meanwhile_is_not_touched(tmp_path: Path) -> None:
    def build() -> None:
        with build_beside(tmp_path / "demo") as built:
            built.mkdir()
            (tmp_path / "demo").mkdir()
            (tmp_path / "demo" / "mine").write_text("mine")

    with pytest.raises(DestinationError, match="appeared"):
        build()
    assert leftovers(tmp_path / "demo") == ["mine"]


def test_a_file_that_appears_meanwhile_is_not_touched(tmp_path: Path) -> None:
    def build() -> None:
        with build_beside(tmp_path / "demo") as built:
            built.mkdir()
            (tmp_path / "demo").write_text("mine")

    with pytest.raises(DestinationError, match="appeared"):
        build()
    assert (tmp_path / "demo").read_text() == "mine"


def test_what_somebody_cleared_away_meanwhile_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()

    def build() -> None:
        with build_beside(folder / "demo") as built:
            built.mkdir()
            built.rmdir()

    with pytest.raises(WriteError, match=r"folder/demo cannot be written: no such file") as caught:
        build()
    assert caught.value.hint == "Nothing was left behind; mend it and try again."
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
        with pytest.raises(DestinationError, match="not empty"):
            check_destination(tmp_path)

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
        with pytest.raises(DestinationError, match="is a link"):
            check_destination(tmp_path / "link")
