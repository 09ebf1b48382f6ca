"""Files are read only where they are regular files, and only up to a limit."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.errors import TemplateSourceError, UnreadableFileError
from scaffold.files.reading import LARGEST_FILE, read_regular, read_text
from scaffold.files.tree import File, read_paths, read_rendered, read_tree


def sparse(path: Path, size: int = LARGEST_FILE + 1) -> None:
    with path.open("wb") as stream:
        stream.truncate(size)


def bind_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)  # The names of sockets are short.


def link_to_zeros(path: Path) -> None:
    path.symlink_to("/dev/zero")


UNREADABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a folder": (Path.mkdir, "a folder"),
    "a pipe": (os.mkfifo, "a device or pipe"),
    "a socket": (bind_socket, "a device or pipe"),
    "a link to a device": (link_to_zeros, "a symlink"),
    "one byte too many": (sparse, "a file of more than 25 MiB"),
    "three gigabytes": (lambda path: sparse(path, 3 * 2**30), "a file of more than 25 MiB"),
}


@pytest.mark.parametrize(("make", "reason"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_not_a_regular_file_of_a_usual_size_is_named(
    clean_machine: Path, make: Callable[[Path], object], reason: str
) -> None:
    make(clean_machine / "file")
    with pytest.raises(UnreadableFileError) as refused:
        read_regular("file")
    assert refused.value.reason == reason
    assert refused.value.message == f"Cannot read `file`: it is {reason}"
    assert refused.value.hint == "Move it and retry"


def test_a_device_is_not_read() -> None:
    with pytest.raises(UnreadableFileError, match="a device or pipe"):
        read_regular("/dev/zero")


def test_a_file_of_exactly_the_limit_is_read() -> None:
    Path("file").write_bytes(b"12345")
    assert read_regular("file", limit=5).content == b"12345"
    with pytest.raises(UnreadableFileError, match="a file of more than 4 bytes"):
        read_regular("file", limit=4)


def test_a_file_of_unknown_size_is_read_up_to_the_limit() -> None:
    path = Path("/proc/self/status")
    if not path.exists():
        pytest.skip("there is no /proc")
    assert path.stat().st_size == 0
    assert read_regular(path).content.startswith(b"Name:")
    with pytest.raises(UnreadableFileError, match="more than 10 bytes"):
        read_regular(path, limit=10)


def test_a_file_replaced_after_it_was_looked_at_is_looked_at_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("file").write_bytes(b"small")
    os.mkfifo("pipe")
    open_file = os.open
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", lambda _path, flags, **_: open_file("pipe", flags))
        with pytest.raises(UnreadableFileError, match="a device or pipe"):
            read_regular("file")


def test_a_file_with_another_name_is_refused_where_it_must_have_one_only(
    clean_machine: Path,
) -> None:
    Path("file").write_bytes(b"content")
    assert read_regular("file", alone=True).content == b"content"
    os.link("file", "other")
    with pytest.raises(UnreadableFileError, match="a file with several hard links"):
        read_regular("file", alone=True)
    assert read_tree(clean_machine)["file"] == File(b"content")
    assert read_tree(clean_machine, alone=True)["file"].kind == "obstacle"


def test_a_file_is_read_relative_to_an_open_folder() -> None:
    Path("folder").mkdir()
    Path("folder/file").write_bytes(b"content")
    folder = os.open("folder", os.O_RDONLY)
    try:
        assert read_regular("file", folder=folder).content == b"content"
    finally:
        os.close(folder)


def test_text_is_decoded() -> None:
    Path("file").write_text("größer", "utf-8")
    assert read_text("file") == "größer"
    with pytest.raises(UnicodeDecodeError):
        read_text("file", encoding="ascii")


def test_a_tree_names_what_it_does_not_read(clean_machine: Path) -> None:
    sparse(clean_machine / "large")
    os.mkfifo("pipe")
    Path("small").write_bytes(b"small")
    assert read_tree(clean_machine) == {
        "large": File(b"a file of more than 25 MiB", "obstacle"),
        "pipe": File(b"a device or pipe", "obstacle"),
        "small": File(b"small"),
    }


def test_many_large_files_are_not_all_read(
    clean_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scaffold.files.tree.LARGEST_TREE", 10)
    for name in "abc":
        Path(name).write_bytes(b"12345")
    kinds = [read_paths(clean_machine, ["a", "b", "c"])[name].kind for name in "abc"]
    assert kinds == ["file", "file", "obstacle"]


@pytest.mark.parametrize(
    "path", ["/etc/hostname", "../outside", "a/../../outside", ".", "", "a//b"]
)
def test_a_path_that_leads_elsewhere_is_not_read(clean_machine: Path, path: str) -> None:
    (clean_machine.parent / "outside").write_text("mine")
    (clean_machine / "a").mkdir()
    found = read_paths(clean_machine, [path])
    assert found == {path: File(b"a path that leads elsewhere", "obstacle")}


def test_a_template_that_creates_a_file_too_large_to_compare_is_refused(
    clean_machine: Path,
) -> None:
    sparse(clean_machine / "weights.bin")
    with pytest.raises(
        TemplateSourceError, match=r"creates `weights\.bin`, which is a file of more"
    ):
        read_rendered(clean_machine)
