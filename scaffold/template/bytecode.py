"""Compiled templates of a release, cached in one file.

Compiling takes most of the CPU of a first render. Python runs code from the file, so it is only
read if no other user can have written it, and is rebuilt if it is corrupt.
"""

import contextlib
import hashlib
import marshal
import os
import stat
import sys
import tempfile
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from scaffold.errors import UnreadableFileError
from scaffold.files.reading import read_regular
from scaffold.files.user_data import DATA_ADDRESS, find_place

_LARGEST = 50_000_000
_DIGEST_SIZE = hashlib.sha256().digest_size
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


class OneFileCache(jinja2.BytecodeCache):
    """Keeps the code of all templates of an environment in one file.

    Args:
        path: The file; None keeps nothing.
        settings: What changes the code of a text, beside Jinja and Python.
    """

    def __init__(self, path: Path | None, settings: str = "") -> None:
        """Read what is there."""
        self._path, self._settings = path, settings
        self._codes = _read(path) if path else {}
        self._has_new = False

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code of a template, if it is known."""
        code = self._codes.get(self._key(bucket))
        if code is not None:
            bucket.code = marshal.loads(code)  # noqa: S302 - only this user can have written it

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember the code of a template."""
        self._codes[self._key(bucket)] = marshal.dumps(bucket.code)
        self._has_new = True

    def save(self) -> None:
        """Write the file if there is something new; where that is impossible, nothing is kept."""
        if self._path and self._has_new:
            with contextlib.suppress(OSError):
                _write(self._path, self._codes)
            self._has_new = False

    def _key(self, bucket: Bucket) -> str:
        return f"{bucket.key} {bucket.checksum} {self._settings}"


def find_cache(version: str) -> Path | None:
    """Return the cache of a release for this Python and this Jinja; None without a home."""
    python = f"{sys.implementation.cache_tag}-{MAGIC_NUMBER.hex()}"
    name = f"{version}-{python}-jinja-{jinja2.__version__}.bin"
    return find_place(f"{DATA_ADDRESS}/cache/{name}")


def _read(path: Path) -> dict[str, bytes]:
    try:
        file = read_regular(path, limit=_LARGEST)
    except (OSError, UnreadableFileError):
        return {}
    if not _is_private(file.status):
        return {}
    digest, body = file.content[:_DIGEST_SIZE], file.content[_DIGEST_SIZE:]
    if hashlib.sha256(body).digest() != digest:
        return {}
    codes: dict[str, bytes] = marshal.loads(body)  # noqa: S302 - only this user can have written it
    return codes


def _is_private(status: os.stat_result) -> bool:
    """Return whether no other user can have written a file, as far as the system can tell."""
    if not hasattr(os, "getuid"):  # Windows keeps the folders of a user private.
        return True
    return status.st_uid == os.getuid() and not status.st_mode & _WRITABLE_BY_OTHERS


def _write(path: Path, codes: dict[str, bytes]) -> None:
    """Write a file as a whole; another process may read it, or write it too."""
    body = marshal.dumps(codes)
    if len(body) + _DIGEST_SIZE > _LARGEST:  # Left behind by versions in development.
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f"{path.stem}-", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(hashlib.sha256(body).digest() + body)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
