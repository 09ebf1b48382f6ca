"""Bring a file here: from a path or an address, bounded in size and time, checked by digest."""

import hashlib
from pathlib import Path
from urllib.request import url2pathname

from ..errors import DataError
from .download import download, shown, split_address

LARGEST_BYTES = 200 * 1024 * 1024
TIMEOUT_SECONDS = 30.0


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
        sha256: The expected SHA-256 of the file, in hexadecimal; unchecked if missing.
        largest: Refuse a file of more bytes.
        timeout: Seconds the whole download may take, redirects included.

    Raises:
        DataError: the file is missing, unreadable, incomplete, too large, too slow or not the one
            expected.
    """
    if "://" not in source:
        content = _read(Path(source), largest)
    else:
        content = _read_address(source, largest, timeout)
    if sha256 is not None:
        _check_digest(content, sha256, shown(source))
    return content


def _read_address(source: str, largest: int, timeout: float) -> bytes:
    """Read a file by its address."""
    address = split_address(source)
    if address.scheme in ("http", "https"):
        return download(source, largest, timeout)
    if address.scheme == "file" and address.netloc in ("", "localhost"):
        return _read(Path(url2pathname(address.path)), largest)
    hint = "use a path, or an http, https or file address of this machine"
    raise DataError(f"cannot read {shown(source)}", hint)


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
        raise DataError(f"{path} has more than {largest} bytes", "is it the right file?")
    return content


def _check_digest(content: bytes, sha256: str, source: str) -> None:
    """Refuse a file that is not the one expected."""
    found = hashlib.sha256(content).hexdigest()
    if found != sha256.strip().lower():
        raise DataError(
            f"{source} is not the file expected: its SHA-256 is {found}, not {sha256}",
            "the file has changed or is damaged; check where it comes from",
        )
