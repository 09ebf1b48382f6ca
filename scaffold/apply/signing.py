"""Signatures of journals: prove that this user wrote one on this machine for this project.

A journal can also come with a clone, an archive or a shared disk, and finishing it would write any
content. The key is random and stays in the user's folder.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scaffold.apply.folders import open_folder
from scaffold.errors import UnreadableFileError
from scaffold.files.reading import read_regular
from scaffold.files.tree import File
from scaffold.files.user_data import DATA_ADDRESS, find_place

_KEY_BYTES = 32
_SIGNATURES = "signatures"


def sign(journal: Mapping[str, Any], project: Path) -> dict[str, Any]:
    """Return a journal with its signatures; without any if no key can be stored."""
    key = _read_key() or _make_key()
    return {**journal, _SIGNATURES: _signatures(key, journal, project) if key else []}


def is_signed(journal: Mapping[str, Any], project: Path) -> bool:
    """Return whether this user signed a journal for this project.

    The project may have been moved on its disk, or restored to the same path, but not both.
    """
    key, found = _read_key(), journal.get(_SIGNATURES)
    if key is None or not isinstance(found, list):
        return False
    unsigned = {name: value for name, value in journal.items() if name != _SIGNATURES}
    texts = [text.encode() for text in found if isinstance(text, str) and text.isascii()]
    return any(
        hmac.compare_digest(expected.encode(), text)
        for expected in _signatures(key, unsigned, project)
        for text in texts
    )


def _signatures(key: bytes, journal: Mapping[str, Any], project: Path) -> list[str]:
    """Return two signatures: one for the project's path and one for the inode of its folder."""
    text = json.dumps(journal, sort_keys=True)
    places = (f"path {os.path.realpath(project)}", f"inode {project.stat().st_ino}")
    return [
        hmac.new(
            key, f"{place}\n{text}".encode(errors="surrogateescape"), hashlib.sha256
        ).hexdigest()
        for place in places
    ]


def _key_file() -> Path | None:
    place = find_place(f"{DATA_ADDRESS}/journal.key")
    return place if place and place.is_absolute() else None


def _read_key() -> bytes | None:
    place = _key_file()
    if place is None:
        return None
    try:
        key = read_regular(place, limit=_KEY_BYTES).content
    except (OSError, UnreadableFileError):
        return None
    return key if len(key) == _KEY_BYTES else None


def _make_key() -> bytes | None:
    """Create the key if another command has not; None if the home folder is not writable."""
    place = _key_file()
    if place is None:
        return None
    beside = f".scaffold-key-{secrets.token_hex(8)}"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with open_folder(place.parent) as folder:
            try:
                folder.write(beside, File(secrets.token_bytes(_KEY_BYTES)), 0o600)
                _keep(place.with_name(beside), place)
            finally:
                folder.remove_file(beside)
            folder.synchronize()
    except OSError:
        # Report a full or failing disk; without a signature, undo would need `--unverified`.
        if place.parent.is_dir() and os.access(place.parent, os.W_OK):
            raise
    return _read_key()


def _keep(beside: Path, place: Path) -> None:
    try:
        os.link(beside, place)
    except OSError:  # A key exists, or the disk has no hard links.
        # An existing key may have signed journals: only a damaged one is replaced.
        if _read_key() is None:
            beside.replace(place)
