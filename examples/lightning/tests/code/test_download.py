"""A download is whole and in time, or an error says why not."""

import gzip
import itertools
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPMessage
from io import BytesIO
from urllib.request import Request

import pytest

from demo.data import download
from demo.errors import DataError

CONTENT = b"id,tag\n1,mlops\n"
LENGTH = f"Content-Length: {len(CONTENT)}\r\n".encode()
CHUNKED = b"Transfer-Encoding: chunked\r\n"
FOUND = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: "


def ok(headers: bytes, body: bytes) -> bytes:
    """Return an answer."""
    return b"HTTP/1.1 200 OK\r\n" + headers + b"Connection: close\r\n\r\n" + body


@pytest.fixture(autouse=True)
def _without_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


@contextmanager
def answering(*answers: Iterable[bytes]) -> Iterator[str]:
    """Give one answer per connection, in pieces that are 20 ms apart; yield the address."""
    stopped = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            for pieces in answers:
                connection, _ = listener.accept()
                with connection, suppress(OSError):  # the client may leave early
                    connection.recv(65536)
                    for piece in pieces:
                        connection.sendall(piece)
                        if stopped.wait(0.02):
                            return

        thread = threading.Thread(target=answer)
        thread.start()
        port = listener.getsockname()[1]
        try:
            yield f"http://127.0.0.1:{port}/tags.csv"
        finally:
            stopped.set()
            while thread.is_alive():  # it may still wait for a connection
                socket.create_connection(("127.0.0.1", port)).close()
                thread.join(0.1)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        pytest.param(LENGTH, CONTENT, id="with its length"),
        pytest.param(CHUNKED, b"f\r\n" + CONTENT + b"\r\n0\r\n\r\n", id="in chunks"),
        pytest.param(b"", CONTENT, id="until the connection is closed"),
        pytest.param(LENGTH, CONTENT + b"and more", id="no further than its length"),
    ],
)
def test_a_whole_file_is_received(headers: bytes, body: bytes) -> None:
    with answering([ok(headers, body)]) as address:
        assert download.download(address, 100, 10) == CONTENT


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(ok(b"Content-Length: 100\r\n", CONTENT), id="before its length is reached"),
        pytest.param(ok(LENGTH, b""), id="before its first byte"),
        pytest.param(ok(CHUNKED, b"f\r\n" + CONTENT[:5]), id="within a chunk"),
        pytest.param(ok(CHUNKED, b"f\r\n" + CONTENT + b"\r\n"), id="between two chunks"),
        pytest.param(ok(CHUNKED, b""), id="before the first chunk"),
    ],
)
def test_a_download_that_is_cut_off_is_refused(answer: bytes) -> None:
    with answering([answer]) as address, pytest.raises(DataError, match="was cut off"):
        download.download(address, 1000, 10)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        pytest.param(b"", "the connection failed", id="nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-", "was cut off", id="half a header"),
        pytest.param(b"\x1b[2Jhello\r\n\r\n", "is not valid HTTP", id="no HTTP"),
        pytest.param(ok(CHUNKED, b"zz\r\n"), "was cut off", id="a chunk without a length"),
        pytest.param(b"HTTP/1.1 404 \x1b[2J\r\n\r\n", "answers 404", id="no such file"),
        pytest.param(b"HTTP/1.1 206 OK\r\n\r\nid", "answers 206", id="a part of the file"),
        pytest.param(b"HTTP/1.1 302 Found\r\n\r\n", "answers 302", id="a redirect to nowhere"),
    ],
)
def test_an_answer_without_a_file_is_refused_and_not_repeated(answer: bytes, said: str) -> None:
    with answering([answer]) as address, pytest.raises(DataError, match=said) as caught:
        download.download(address, 1000, 10)
    assert "\x1b" not in caught.value.message


def test_a_reset_connection_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def reset() -> None:
            connection, _ = listener.accept()
            connection.recv(65536)
            connection.sendall(ok(b"Content-Length: 100\r\n", CONTENT))
            linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"  # on, zero seconds: close by a reset
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            connection.close()

        thread = threading.Thread(target=reset)
        thread.start()
        with pytest.raises(DataError, match=r"cannot reach|was cut off"):
            download.download(f"http://127.0.0.1:{listener.getsockname()[1]}/", 1000, 10)
        thread.join()


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param(itertools.repeat(b""), id="nothing"),
        pytest.param(itertools.repeat(b"HTTP/1.1 200 OK"), id="a long status"),
        pytest.param(
            itertools.chain([b"HTTP/1.1 200 OK\r\n"], itertools.repeat(b"X: y\r\n")), id="headers"
        ),
        pytest.param(
            itertools.chain([ok(b"Content-Length: 999\r\n", b"")], itertools.repeat(b"1")),
            id="a body",
        ),
        pytest.param(
            itertools.chain([ok(CHUNKED, b"")], itertools.repeat(b"1\r\n1\r\n")), id="chunks"
        ),
    ],
)
def test_one_deadline_covers_all_of_a_slow_answer(pieces: Iterator[bytes]) -> None:
    started = time.monotonic()
    with answering(pieces) as address, pytest.raises(DataError, match="takes more than"):
        download.download(address, 10_000, 0.5)
    assert time.monotonic() - started < 10


def test_one_deadline_covers_redirects_together() -> None:
    slow = [b""] * 10 + [FOUND + b"/next\r\nConnection: close\r\n\r\n"]
    with answering(*[slow] * 9) as address, pytest.raises(DataError, match="takes more than"):
        download.download(address, 1000, 0.5)


def test_a_download_over_the_limit_is_refused() -> None:
    endless = itertools.chain([ok(b"", b"")], itertools.repeat(CONTENT))
    with answering(endless) as address, pytest.raises(DataError, match="has more than 40 bytes"):
        download.download(address, 40, 10)


def test_the_limit_is_of_the_bytes_received_and_nothing_is_decompressed() -> None:
    packed = gzip.compress(b"0" * 1_000_000)
    headers = b"Content-Encoding: gzip\r\n"
    with answering([ok(headers, packed)]) as address:
        assert download.download(address, 10_000, 10) == packed


def test_a_redirect_is_followed() -> None:
    with answering([FOUND + b"/other.csv\r\n\r\n"], [ok(LENGTH, CONTENT)]) as address:
        assert download.download(address, 100, 10) == CONTENT


@pytest.mark.parametrize(
    "location",
    [
        "ftp://127.0.0.1:9/x",
        "file:///etc/hostname",
        "data:text/plain,x",
        "gopher://127.0.0.1:9/",
        "//user:secret@127.0.0.1:9/",
        "http://127.0.0.1:port/",
    ],
)
def test_a_redirect_to_another_kind_of_address_is_refused(location: str) -> None:
    answer = FOUND + location.encode() + b"\r\n\r\n"
    with answering([answer]) as address, pytest.raises(DataError) as caught:
        download.download(address, 100, 10)
    assert not any(word in caught.value.message for word in ("hostname", "secret", "port/"))


def test_a_redirect_from_https_to_http_is_refused() -> None:
    def redirect(old: str, new: str) -> str:
        request = Request(old)  # noqa: S310 - is not opened
        found = download._SafeRedirects().redirect_request(
            request, BytesIO(), 302, "Found", HTTPMessage(), new
        )
        return found.full_url if found else ""

    assert redirect("http://a.org/x", "https://a.org/x") == "https://a.org/x"
    assert redirect("https://a.org/x", "https://b.org/x") == "https://b.org/x"
    with pytest.raises(DataError, match=r"https://a\.org/x redirects .* not safe"):
        redirect("https://a.org/x?key=secret", "http://a.org/x")


def test_a_redirect_in_a_circle_ends() -> None:
    answers = [[FOUND + b"/tags.csv\r\n\r\n"]] * 20
    with answering(*answers) as address, pytest.raises(DataError, match="answers 302"):
        download.download(address, 100, 10)


def test_a_key_in_an_address_is_not_shown() -> None:
    assert download.shown("https://a.org/tags.csv?key=secret#secret") == "https://a.org/tags.csv"
    assert download.shown("what?.csv") == "what?.csv"
