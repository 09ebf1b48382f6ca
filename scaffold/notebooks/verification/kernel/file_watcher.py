"""Finds the files that a notebook wrote, changed or deleted."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

# What interpreters and tools write on their way.
_IGNORED = {".git", ".ipynb_checkpoints", ".pytest_cache", ".ruff_cache", "__pycache__"}
# Larger files are compared, but not kept for showing the first difference.
_LARGEST_KEPT = 16 * 2**20

_Stamp = tuple[int, int, int]


class Watcher:
    """Knows the files of a folder, and says what has changed since it was asked last.

    Args:
        folder: The copy of a project.
        store: Takes the content of files that changed.
    """

    def __init__(self, folder: Path, store: Path) -> None:
        self._folder, self._store = folder, store
        self._known = dict(self._scan(folder))

    def find_changes(self) -> dict[str, str | None]:
        """Return the digest of each file that was written since, or None where it was deleted."""
        found = dict(self._scan(self._folder))
        changed = [path for path, stamp in found.items() if self._known.get(path) != stamp]
        gone = self._known.keys() - found.keys()
        self._known = found
        digests: dict[str, str | None] = {path: self._keep(path) for path in changed}
        return digests | dict.fromkeys(gone)

    def _keep(self, path: str) -> str:
        with suppress(OSError), (self._folder / path).open("rb") as file:
            digest = hashlib.blake2b(digest_size=16)
            for chunk in iter(lambda: file.read(2**20), b""):
                digest.update(chunk)
            name = digest.hexdigest()
            if file.tell() <= _LARGEST_KEPT:
                file.seek(0)
                (self._store / name).write_bytes(file.read())
            return name
        return ""

    def _scan(self, folder: Path) -> Iterator[tuple[str, _Stamp]]:
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.name in _IGNORED:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    yield from self._scan(Path(entry.path))
                    continue
                with suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    path = Path(entry.path).relative_to(self._folder).as_posix()
                    yield path, (status.st_mtime_ns, status.st_size, status.st_ino)
