"""What is at a path, and what would have to go away before a file can be there."""

import os
from pathlib import Path

import pytest

from scaffold.files import tree as trees
from scaffold.files.tree import File, read_paths, without_held


def read(folder: Path, path: str) -> File | None:
    return read_paths(folder, [path]).get(path)


def holders(folder: Path, path: str) -> set[str]:
    file = read(folder, path)
    assert file is not None
    assert file.kind == "obstacle"
    return set(file.held_by)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "top"
    for file in ("d/x", "d/e/y", "file"):
        (top / file).parent.mkdir(parents=True, exist_ok=True)
        (top / file).write_bytes(b"x")
    return top


def test_a_folder_is_held_by_all_that_is_in_it(folder: Path) -> None:
    (folder / "d" / "link").symlink_to("e")
    (folder / "d" / "empty").mkdir()
    assert holders(folder, "d") == {"d/x", "d/e/y", "d/link", "d/empty/"}


def test_an_empty_folder_is_held_by_itself(folder: Path) -> None:
    (folder / "empty").mkdir()
    assert holders(folder, "empty") == {"empty/"}


def test_a_place_below_a_file_or_a_link_is_held_by_it(folder: Path) -> None:
    (folder / "link").symlink_to("d")
    assert holders(folder, "file/a/b") == {"file"}
    assert holders(folder, "link/x") == {"link"}


def test_a_twin_holds_the_place_of_its_name(folder: Path) -> None:
    (folder / "e\u0301").write_bytes(b"x")
    assert holders(folder, "FILE") == {"file"}
    assert holders(folder, "\u00e9") == {"e\u0301"}
    assert holders(folder, "D/x") == {"d/x", "d/e/y"}


def test_a_pipe_holds_its_own_place(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert holders(folder, "pipe") == {"pipe"}


def test_what_holds_a_large_folder_is_not_counted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "_MOST_HOLDERS", 2)
    assert holders(folder, "d") == {"d/x", "d/e/y"}
    (folder / "d" / "z").touch()
    assert holders(folder, "d") == set()


def test_a_place_is_free_once_all_that_holds_it_is_gone() -> None:
    obstacle = File(b"a folder", "obstacle", frozenset({"d/x", "d/y"}))
    files = {"d": obstacle, "other": File(b""), "pipe": File(b"a pipe", "obstacle")}
    assert without_held(files, {"d/x"}) == files
    assert without_held(files, {"d/x", "d/y", "z"}).keys() == {"other", "pipe"}


def test_obstacles_are_compared_by_what_they_are() -> None:
    assert File(b"a folder", "obstacle", frozenset({"d/x"})) == File(b"a folder", "obstacle")
