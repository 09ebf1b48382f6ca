"""Journals as an interrupted command, another machine or a stranger may leave them."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

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
    **more: Any,
) -> Path:
    """Write a journal.

    Args:
        project: Where.
        steps: Its steps.
        stored: Contents beside it, by paths like `new/0`.
        name: `journal` for what was interrupted, `undo` for what can be taken back.
        more: Further entries.

    Returns:
        Its folder.
    """
    text = json.dumps({"command": "update", "steps": steps, **more})
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
    for place, content in stored.items():
        (folder / place).write_bytes(content)
    return folder


def write_lock(project: Path, **holder: Any) -> None:
    """Write a lock that names this machine and this process's parent, unless told otherwise."""
    here = {"command": "update", "host": os.uname().nodename, "process": os.getppid()}
    (project / ".scaffold").mkdir(exist_ok=True)
    (project / ".scaffold" / ".gitignore").write_text("*\n", encoding="utf-8")
    (project / ".scaffold" / "lock").write_text(json.dumps({**here, **holder}), encoding="utf-8")


def _mark(content: bytes | None) -> dict[str, str] | None:
    if content is None:
        return None
    return {"kind": "file", "sha256": hashlib.sha256(content).hexdigest()}
