"""Bring a file here: from a path or an address, bounded in size and time, checked by digest."""

import hashlib
import http.client
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from ..errors import DataError

LARGEST_BYTES = 200 * 1024 * 1024
TIMEOUT_SECONDS = 30.0
_CHUNK_BYTES = 1 << 16


def fetch(
    source: str,
    sha256: str | None = None,
    *,
    largest: int = LARGEST_BYTES,
    timeout: float = TIMEOUT_SECONDS,
) -> bytes:
    """Return the bytes of a file.

    Args:
        source: A path, or an http, https or file address.
        sha256: What the SHA-256 of the file must be, in hexadecimal; unchecked if missing.
        largest: Refuse a file of more bytes.
        timeout: Seconds the whole download may take.

    Raises:
        DataError: the file is missing, unreadable, too large, too slow or not the one expected.
    """
    scheme = urlsplit(source).scheme.lower() if "://" in source else ""
    if scheme in ("http", "https"):
        content = _download(source, largest, timeout)
    elif scheme == "file":
        content = _read(Path(urllib.request.url2pathname(urlsplit(source).path)), largest)
    elif scheme:
        raise DataError(f"cannot read {source}", "use a path, or an http, https or file address")
    else:
        content = _read(Path(source), largest)
    if sha256 is not None:
        _check_digest(content, sha256, source)
    return content


def _read(path: Path, largest: int) -> bytes:
    """Read a file, and never more than one byte over the limit."""
    try:
        if not path.exists():
            raise DataError(f"no such file: {path}", "check the path")
        if not path.is_file():  # a pipe or a device could block or never end
            raise DataError(f"not a file: {path}", "give the path of a CSV file")
        with path.open("rb") as stream:
            content = stream.read(largest + 1)
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from error
    if len(content) > largest:
        raise _too_large(str(path), largest)
    return content


def _download(url: str, largest: int, timeout: float) -> bytes:
    """Download a file, giving up when it is too large or too slow."""
    deadline = time.monotonic() + timeout
    try:
        # S310: the scheme is http or https, as `fetch` has checked; redirects stay with them.
        with urllib.request.urlopen(url, timeout=timeout) as response:  # noqa: S310
            content = bytearray()
            while chunk := response.read1(_CHUNK_BYTES):
                content += chunk
                if len(content) > largest:
                    raise _too_large(url, largest)
                if time.monotonic() > deadline:
                    raise DataError(f"{url} takes more than {timeout:g} seconds", "try again later")
            return bytes(content)
    except urllib.error.HTTPError as error:
        problem = f"{url} answers {error.code} {error.reason}"
        raise DataError(problem, "check the address") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise DataError(
            f"cannot reach {url}: {reason}",
            "check the address and the network, or download the file and give its path",
        ) from error


def _too_large(source: str, largest: int) -> DataError:
    """Return the error of a file over the limit."""
    return DataError(f"{source} has more than {largest} bytes", "is it the right file?")


def _check_digest(content: bytes, sha256: str, source: str) -> None:
    """Refuse a file that is not the one expected."""
    found = hashlib.sha256(content).hexdigest()
    if found != sha256.strip().lower():
        raise DataError(
            f"{source} is not the file expected: its SHA-256 is {found}, not {sha256}",
            "the file has changed or is damaged; check where it comes from",
        )
