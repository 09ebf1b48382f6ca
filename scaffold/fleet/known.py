"""What was found out about commits, kept in the user's cache; losing it costs time only."""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from scaffold.errors import UnreadableFileError
from scaffold.files.reading import read_text
from scaffold.git.mirrors import find_mirrors

_LARGEST = 50_000_000
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What is true of one commit and one release of the template.

    Attributes:
        address: Address of the template.
        release: The release that the project is at.
        drifted: The managed files that were edited or deleted.
        problem: Why the project cannot be compared; empty if it can.
        is_foreign: Whether the commit has no answers file.
    """

    address: str = ""
    release: str = ""
    drifted: tuple[str, ...] = ()
    problem: str = ""
    is_foreign: bool = False


class Findings:
    """Findings by the digest of all that they depend on.

    Args:
        path: The file that keeps them; None keeps nothing.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known = _load(path) if path else {}
        self._new: dict[str, Finding] = {}

    def find(self, key: str) -> Finding | None:
        """Return what is known for a digest."""
        return self._new.get(key) or self._known.get(key)

    def add(self, key: str, finding: Finding) -> None:
        """Remember what was found."""
        self._new[key] = finding

    def save(self) -> None:
        """Write the file if there is something new; where that is impossible, nothing is kept."""
        if not self._path or not self._new:
            return
        # Another command may have written it since, and its findings are as good as these.
        merged = {**_load(self._path), **self._new}
        kept = dict(list(merged.items())[-_MOST:])
        with contextlib.suppress(OSError):
            _write(self._path, json.dumps({key: asdict(each) for key, each in kept.items()}))
        self._new = {}


def findings_file() -> Path:
    """Return the file of the findings of all fleets of this user."""
    return find_mirrors() / "findings.json"


def digest(parts: Sequence[str]) -> str:
    """Return a digest of some texts."""
    return hashlib.sha256(json.dumps(list(parts)).encode()).hexdigest()


def _load(path: Path) -> dict[str, Finding]:
    try:
        listed = json.loads(read_text(path, limit=_LARGEST))
        return {key: _read(values) for key, values in listed.items()}
    except (OSError, UnreadableFileError, ValueError, AttributeError, TypeError):
        return {}


def _read(values: dict[str, object]) -> Finding:
    drifted = values.pop("drifted")
    if not isinstance(drifted, list):
        raise TypeError("not a list")
    return Finding(drifted=tuple(map(str, drifted)), **values)  # type: ignore[arg-type]


def _write(path: Path, text: str) -> None:
    """Write a file as a whole; another process may read it, or write it too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=path.stem, dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
