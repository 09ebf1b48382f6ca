"""Write files and folders in one step: a reader sees the old content or the new, never a part."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from uuid import uuid4


@contextmanager
def build_file(path: Path) -> Iterator[IO[bytes]]:
    """Yield a stream; when the block succeeds, the file is complete on disk, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = _beside(path)
    try:
        with partial.open("xb") as stream:
            yield stream
            stream.flush()
            # Without this a power cut can leave the renamed file empty.
            os.fsync(stream.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a file as UTF-8, whole or not at all."""
    with build_file(path) as stream:
        stream.write(text.encode())


def write_json(path: Path, value: object) -> None:
    """Write a value as indented JSON; ValueError for NaN and infinity, which JSON does not have."""
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def read_json(path: Path) -> Any:
    """Read a JSON file; ValueError if it is not UTF-8 or not JSON."""
    return json.loads(path.read_text(encoding="utf-8"))


@contextmanager
def build_folder(target: Path) -> Iterator[Path]:
    """Yield an empty folder that is renamed to `target` when the block succeeds, else removed."""
    partial = _beside(target)
    partial.mkdir(parents=True)
    try:
        yield partial
        partial.replace(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 digest of a file in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _beside(path: Path) -> Path:
    """Return a hidden name in the same folder: a rename is atomic only within one file system."""
    return path.with_name(f".{path.name}.{uuid4().hex}.partial")
