"""Journals as an interrupted command, another machine or a stranger may leave them."""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scaffold.apply.signing import sign

NEW = b"new\n"


def step(path: str, before: bytes | None, after: bytes | None, number: Any = 0) -> dict[str, Any]:
    """Describe a change as a journal does."""
    sides = {"before": before, "after": after}
    return {"number": number, "path": path, **{side: _mark(b) for side, b in sides.items()}}


def write_journal(
    project: Path,
    steps: Sequence[Mapping[str, Any]],
    stored: Mapping[str, bytes],
    *,
    name: str = "journal",
    is_own: bool = True,
    **more: Any,
) -> Path:
    """Write a journal as this user does, unless it is another's.

    Args:
        project: Where.
        steps: Its steps.
        stored: Contents beside it, by paths like `new/0`.
        name: `journal` for what was interrupted, `undo` for what can be taken back.
        is_own: This user wrote it on this machine, for this project.
        more: Further entries.

    Returns:
        Its folder.
    """
    journal = {"command": "update", "steps": steps, **more}
    text = json.dumps(sign(journal, project) if is_own else journal)
    return write_raw_journal(project, text, stored, name=name)


def write_raw_journal(
    project: Path, text: str, stored: Mapping[str, bytes], *, name: str = "journal"
) -> Path:
    """Write a journal of any text."""
    folder = project / ".scaffold" / name
    for side in ("new", "old"):
        (folder / side).mkdir(parents=True)
    (folder / "journal.json").write_text(text, encoding="utf-8")
    (folder.parent / ".gitignore").write_text("*\n", encoding="utf-8")
    (folder.parent / "lock").touch()
    for place, content in stored.items():
        (folder / place).write_bytes(content)
    return folder


@contextmanager
def held_lock(project: Path, text: str | None = None, **holder: Any) -> Iterator[None]:
    """Hold the lock of a project as another command does, by an open file of its own.

    Args:
        project: The project.
        text: What the lock says; None for what it should say.
        holder: Who holds it, where that is not this process's parent on this machine.
    """
    here = {"command": "update", "host": os.uname().nodename, "process": os.getppid()}
    with write_lock(
        project, json.dumps({**here, **holder}) if text is None else text
    ).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_lock(project: Path, text: str) -> Path:
    """Write the file of a lock that no command holds."""
    (project / ".scaffold").mkdir(exist_ok=True)
    (project / ".scaffold" / ".gitignore").write_text("*\n", encoding="utf-8")
    lock = project / ".scaffold" / "lock"
    lock.write_text(f" {text}", encoding="utf-8")
    return lock


def _mark(content: bytes | None) -> dict[str, str] | None:
    if content is None:
        return None
    return {"kind": "file", "sha256": hashlib.sha256(content).hexdigest()}
