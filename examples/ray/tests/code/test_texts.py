"""A file of texts gives one text per line."""

from pathlib import Path

import pytest

from demo.errors import InputError
from demo.inference.texts import read_texts


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        pytest.param(b"one\ntwo\n", ["one", "two"], id="lines"),
        pytest.param(b"one\r\ntwo", ["one", "two"], id="the line ends of Windows"),
        pytest.param(b"\xef\xbb\xbfone", ["one"], id="a byte order mark"),
        pytest.param(b"one\n\ntwo\n", ["one", "", "two"], id="a blank line keeps its number"),
        pytest.param("a\u2028b\n".encode(), ["a\u2028b"], id="a separator within a text"),
    ],
)
def test_a_line_is_a_text(tmp_path: Path, content: bytes, texts: list[str]) -> None:
    (tmp_path / "texts.txt").write_bytes(content)
    assert read_texts(tmp_path / "texts.txt") == texts


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "is empty", id="an empty file"),
        pytest.param(b"one\n\xff\n", "line 2: is not UTF-8 text", id="other bytes"),
    ],
)
def test_a_file_without_texts_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "texts.txt").write_bytes(content)
    with pytest.raises(InputError, match=said):
        read_texts(tmp_path / "texts.txt")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_texts(tmp_path / "texts.txt")
