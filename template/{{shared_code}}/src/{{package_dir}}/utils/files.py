"""Write files and folders so that a reader sees the old or the new, never half of it."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

CHUNK_BYTES = 1 << 20


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write several files: all are complete on disk before the first is renamed into place.

    A failure while writing (a full disk, say) leaves every target as it was. The targets are
    replaced in the order given, so the one that others depend on goes last.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = _beside(path)
            staged.append((partial, path))
            _write_durably(partial, content)
        for partial, path in staged:
            partial.replace(path)
    finally:
        for partial, _ in staged:
            partial.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Write one file atomically; its folder is made if need be."""
    write_files({path: content})


def write_text(path: Path, text: str) -> None:
    """Write one file as UTF-8, atomically."""
    write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, value: object) -> None:
    """Write a value as indented JSON, atomically.

    Raises:
        ValueError: the value holds NaN or infinity, which JSON does not have.
    """
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def read_json(path: Path) -> Any:
    """Read a JSON file.

    Raises:
        ValueError: the file is not UTF-8 or not JSON.
    """
    return json.loads(path.read_text(encoding="utf-8"))


@contextmanager
def build_directory(target: Path) -> Iterator[Path]:
    """Give an empty folder beside the target, renamed to the target when the block succeeds.

    If the block fails the folder is removed and the target never appears.

    Raises:
        FileExistsError: the target is there already.
    """
    if target.exists():
        raise FileExistsError(f"{target} exists already")
    partial = _beside(target)
    partial.mkdir(parents=True)
    try:
        yield partial
        partial.replace(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, read in pieces of 1 MiB."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _beside(path: Path) -> Path:
    """Name a hidden neighbour: renaming is atomic only within one file system."""
    return path.with_name(f".{path.name}.{uuid4().hex}.partial")


def _write_durably(path: Path, content: bytes) -> None:
    """Write and flush to disk, so that the later rename cannot come first after a power cut."""
    with path.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
