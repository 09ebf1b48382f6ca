"""A file is fetched whole and as expected, or the error says why not."""

import hashlib
import socket
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from demo.data.extract import fetch
from demo.errors import DataError

CONTENT = b"id,tag\n1,mlops\n"


class QuietHandler(SimpleHTTPRequestHandler):
    """Serve files without a line on stderr for each."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one file."""
    (tmp_path / "tags.csv").write_bytes(CONTENT)
    return tmp_path


@pytest.fixture
def address(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server on this machine that serves the folder."""
    monkeypatch.setenv("no_proxy", "*")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_path_is_read(folder: Path) -> None:
    assert fetch(str(folder / "tags.csv")) == CONTENT


def test_a_file_address_is_read(folder: Path) -> None:
    address = (folder / "tags.csv").as_uri()
    assert fetch(address) == CONTENT
    assert fetch(address.replace("file://", "file://localhost")) == CONTENT


def test_an_http_address_is_read(address: str) -> None:
    assert fetch(f"{address}/tags.csv") == CONTENT


def test_the_expected_digest_is_accepted_in_either_case(folder: Path) -> None:
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert fetch(str(folder / "tags.csv"), digest.upper()) == CONTENT


def test_another_digest_is_refused_and_both_are_named(folder: Path) -> None:
    found = hashlib.sha256(CONTENT).hexdigest()
    with pytest.raises(DataError, match=f"its SHA-256 is {found}, not {'0' * 64}"):
        fetch(str(folder / "tags.csv"), "0" * 64)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        pytest.param("missing.csv", r"no such file: missing.csv", id="a missing file"),
        pytest.param(".", r"not a file: \.", id="a folder"),
        pytest.param("ftp://a.org/b", "cannot read ftp://a.org/b", id="another kind of address"),
        pytest.param("http://", "cannot reach http://", id="an address of nothing"),
        pytest.param("http://[", "address is not valid", id="half an address"),
        pytest.param("http://a.org:b/c", "address is not valid", id="a port that is not a number"),
        pytest.param("https://me:pw@a.org/b", "a user name or password", id="a password"),
        pytest.param("ftp://a.org/b?key=1", "cannot read ftp://a.org/b$", id="a key"),
        pytest.param("file://a.org/etc/x", "cannot read file://a.org/", id="another machine"),
    ],
)
def test_what_cannot_be_read_is_named(source: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        fetch(source)


def test_an_answer_that_is_no_file_is_named(address: str) -> None:
    with pytest.raises(DataError, match="answers 404"):
        fetch(f"{address}/other.csv")


def test_a_server_that_is_not_there_is_named_with_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # bound but not listening: no answer
        with pytest.raises(DataError, match="cannot reach") as caught:
            fetch(f"http://127.0.0.1:{free.getsockname()[1]}/tags.csv")
    assert "network" in caught.value.hint


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        with pytest.raises(DataError, match=r"takes more than 0\.1 seconds"):
            fetch(f"http://127.0.0.1:{mute.getsockname()[1]}/tags.csv", timeout=0.1)


def test_a_file_over_the_limit_is_refused(folder: Path) -> None:
    assert fetch(str(folder / "tags.csv"), largest=len(CONTENT)) == CONTENT
    with pytest.raises(DataError, match=f"has more than {len(CONTENT) - 1} bytes"):
        fetch(str(folder / "tags.csv"), largest=len(CONTENT) - 1)
