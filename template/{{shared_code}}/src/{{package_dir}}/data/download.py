"""Download a file, whole and within limits of size and time."""

import http.client
import re
import time
import urllib.error
from collections.abc import Callable
from concurrent.futures import Future
from http import HTTPStatus
from threading import Thread
from typing import IO
from urllib.parse import SplitResult, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from ..errors import DataError

_CHUNK_BYTES = 1 << 16
_FAILURES = (OSError, http.client.HTTPException, ValueError)


def download(url: str, largest: int, timeout: float) -> bytes:
    """Return the bytes at an http or https address.

    Args:
        url: The address.
        largest: Refuse a file of more bytes.
        timeout: Seconds that all of it may take, redirects included.

    Raises:
        DataError: the file is missing, incomplete, too large or too slow.
    """
    try:
        return _within(timeout, lambda: _receive(url, largest, timeout))
    except TimeoutError as error:
        problem = f"{shown(url)} takes more than {timeout:g} seconds"
        raise DataError(problem, "try again later") from error
    except urllib.error.HTTPError as error:
        error.close()
        raise DataError(f"{shown(url)} answers {error.code}", "check the address") from error
    except http.client.IncompleteRead as error:
        raise DataError(f"the download of {shown(url)} was cut off", "try again") from error
    except _FAILURES as error:
        raise DataError(
            f"cannot reach {shown(url)}: {_reason(error)}",
            "check the address and the network, or download the file and give its path",
        ) from error


def split_address(source: str) -> SplitResult:
    """Split an address into its parts.

    Raises:
        DataError: it is not valid, or contains a user name or password.
    """
    try:
        address = urlsplit(source)
        address.port  # noqa: B018 - fails where it is not a number
    except ValueError as error:
        raise DataError("the address is not valid", "check the address") from error
    if "@" in address.netloc:
        raise DataError(
            "the address contains a user name or password", "download the file and give its path"
        )
    return address


def shown(source: str) -> str:
    """Return a source as messages show it: without the query, which may contain a key."""
    return re.split("[?#]", source, maxsplit=1)[0] if "://" in source else source


def _reason(error: Exception) -> str:
    """Say why a download failed, without repeating what a server sent."""
    cause = getattr(error, "reason", error)
    if isinstance(cause, OSError):
        return cause.strerror or "the connection failed"
    return "the answer is not valid HTTP"


class _SafeRedirects(HTTPRedirectHandler):
    """Follow redirects to http and https only, and never from https to http."""

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> Request | None:
        """Return the next request, unless its address is not allowed."""
        fp.close()  # the redirect itself has been read
        if split_address(newurl).scheme not in (req.type, "https"):
            problem = f"{shown(req.full_url)} redirects to an address that is not safe"
            raise DataError(problem, "check the address")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _receive(url: str, largest: int, timeout: float) -> bytes:
    """Receive the whole body of an answer, or as much of it as it takes to refuse it."""
    deadline = time.monotonic() + timeout
    content = bytearray()
    with build_opener(_SafeRedirects).open(url, timeout=timeout) as response:
        if response.status != HTTPStatus.OK:  # such as 206, a part of the file
            raise DataError(f"{shown(url)} answers {response.status}", "check the address")
        # Without a length, an empty answer may be one whose headers were cut off.
        expected = 1 if response.length is None else response.length
        while chunk := response.read1(_CHUNK_BYTES):
            content += chunk
            if len(content) > largest:
                problem = f"{shown(url)} has more than {largest} bytes"
                raise DataError(problem, "is it the right file?")
            if time.monotonic() > deadline:
                raise TimeoutError
    if len(content) < expected:
        raise http.client.IncompleteRead(b"", expected - len(content))
    return bytes(content)


def _within(seconds: float, work: Callable[[], bytes]) -> bytes:
    """Return what a function returns, or give up waiting for it.

    The timeout of a socket starts again with each packet: a server that sends its headers byte by
    byte never exceeds it. The thread that is left waiting for one ends with the program.
    """
    result: Future[bytes] = Future()

    def run() -> None:
        try:
            result.set_result(work())
        except (DataError, *_FAILURES) as error:  # raised again below
            result.set_exception(error)

    Thread(target=run, daemon=True).start()
    return result.result(seconds)
