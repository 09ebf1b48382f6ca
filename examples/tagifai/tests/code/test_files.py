"""Files are whole or not there, and whatever fails leaves nothing behind."""

import hashlib
import json
from pathlib import Path

import pytest

from demo.utils.files import (
    build_directory,
    read_json,
    sha256_of,
    write_bytes,
    write_files,
    write_json,
    write_text,
)


def test_text_is_written_as_utf_8_without_changing_line_ends(tmp_path: Path) -> None:
    write_text(tmp_path / "new" / "a.txt", "naïve\r\nline\n")
    assert (tmp_path / "new" / "a.txt").read_bytes() == "naïve\r\nline\n".encode()


def test_an_old_file_is_replaced_and_nothing_else_stays(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a", b"old")
    write_bytes(tmp_path / "a", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"new"


def test_when_one_of_several_files_cannot_be_written_all_stay_as_they_were(tmp_path: Path) -> None:
    write_text(tmp_path / "first", "old")
    write_text(tmp_path / "blocked", "a file where a folder is wanted")
    with pytest.raises(OSError, match="blocked"):
        write_files({tmp_path / "first": b"new", tmp_path / "blocked" / "second": b"new"})
    assert (tmp_path / "first").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["blocked", "first"]


def test_json_comes_back_as_it_was(tmp_path: Path) -> None:
    value = {"name": "naïve", "shares": [0.1, None, True]}
    write_json(tmp_path / "a.json", value)
    assert read_json(tmp_path / "a.json") == value


def test_a_value_that_json_does_not_have_leaves_the_old_file(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", 1)
    with pytest.raises(ValueError, match="JSON compliant"):
        write_json(tmp_path / "a.json", float("nan"))
    assert json.loads((tmp_path / "a.json").read_text()) == 1


def test_a_folder_appears_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "runs" / "one"
    with build_directory(target) as folder:
        write_text(folder / "a", "text")
        assert not target.exists()
    assert (target / "a").read_text() == "text"
    assert [path.name for path in target.parent.iterdir()] == ["one"]


def test_a_folder_that_fails_never_appears(tmp_path: Path) -> None:
    def fail() -> None:
        with build_directory(tmp_path / "one") as folder:
            write_text(folder / "a", "text")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    with (
        pytest.raises(FileExistsError, match="one exists already"),
        build_directory(tmp_path / "one"),
    ):
        pass


def test_the_digest_is_that_of_the_whole_file(tmp_path: Path) -> None:
    content = b"x" * 3_000_000
    write_bytes(tmp_path / "a", content)
    assert sha256_of(tmp_path / "a") == hashlib.sha256(content).hexdigest()
