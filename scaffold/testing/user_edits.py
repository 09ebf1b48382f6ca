"""What users do to their projects, drawn at random: edited lines, deleted files, new files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

# Files in which a line of one's own is not possible.
_WITHOUT_LINES = (".json", ".ipynb", ".lock", ".svg")
_STRUCTURED = (".toml", ".yaml", ".yml", ".cfg", ".ini")
_EDITED, _DELETED = 0.5, 0.1


@dataclass(frozen=True, slots=True)
class Edits:
    """The edits in a project.

    Attributes:
        lines: The text that was added to each edited file, unique in the project.
        deleted: The deleted files.
        added: The new files with their contents.
    """

    lines: Mapping[str, bytes] = field(default_factory=dict)
    deleted: tuple[str, ...] = ()
    added: Mapping[str, bytes] = field(default_factory=dict)


def edit_project(project: Path, files: Mapping[str, bytes], seed: int) -> Edits:
    """Edit the files of a project at random.

    Args:
        project: The project folder.
        files: Its files from the template, without the answers file.
        seed: Chooses the files and the places; the same seed gives the same edits.
    """
    random = Random(seed)  # noqa: S311 - the choice has to be repeatable, not secret
    lines: dict[str, bytes] = {}
    deleted = []
    for number, path in enumerate(sorted(files)):
        share = random.random()
        if share < _DELETED:
            (project / path).unlink()
            deleted.append(path)
        elif share < _DELETED + _EDITED and _can_hold_lines(path, files[path]):
            words = f"edit-{seed}-{number}".encode()
            content = _insert(path, files[path], b"# " + words, random)
            (project / path).write_bytes(content)
            lines[path] = words
    added = {f"of-mine-{seed}.txt": b"mine\n"}
    for path, content in added.items():
        (project / path).write_bytes(content)
    return Edits(lines, tuple(deleted), added)


def _can_hold_lines(path: str, content: bytes) -> bool:
    if path.endswith(_WITHOUT_LINES) or b"\0" in content:
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _insert(path: str, content: bytes, line: bytes, random: Random) -> bytes:
    """Insert a line at a random place, or at the top of a file whose lines depend on each other."""
    lines = content.splitlines(keepends=True)
    place = 0 if path.endswith(_STRUCTURED) else random.randint(0, len(lines))
    if place and not lines[place - 1].endswith(b"\n"):
        lines[place - 1] += b"\n"
    return b"".join([*lines[:place], line + b"\n", *lines[place:]])
