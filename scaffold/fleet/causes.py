"""Groups the conflicts of a forecast by the lines of the template that cause them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_START, _MIDDLE, _END = b"<<<<<<< ", b"=======", b">>>>>>> "
# Shorter answers are words that occur anywhere.
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Cause:
    """Lines of the template, and the projects in which they conflict.

    Attributes:
        path: The file, with answers of the projects as names in braces.
        lines: The lines, or the reason where a file has no lines.
        projects: The names of the projects.
    """

    path: str
    lines: tuple[str, ...]
    projects: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the cause as JSON values."""
        return {
            "path": self.path,
            "lines": list(self.lines),
            "projects": list(self.projects),
        }


# A path, and the lines of the template at it.
Key = tuple[str, tuple[str, ...]]


def find_keys(
    path: str, content: bytes, reasons: Iterable[str], answers: Mapping[str, Any]
) -> list[Key]:
    """Return the causes of the conflicts in one file of a project.

    Args:
        path: The file.
        content: The file with markers of conflicts, if it has lines.
        reasons: The reasons of the conflicts.
        answers: The answers of the project; its name must not make it a cause of its own.
    """
    hunks = _find_template_lines(content) or [tuple(reasons)]
    place = _generalize(path, answers)
    return [(place, tuple(_generalize(line, answers) for line in hunk)) for hunk in hunks]


def _find_template_lines(content: bytes) -> list[tuple[str, ...]]:
    hunks: list[tuple[str, ...]] = []
    lines: list[str] | None = None
    inside = False
    for line in content.splitlines():
        if line.startswith(_START):
            inside, lines = True, None
        elif inside and line.rstrip() == _MIDDLE:
            lines = []
        elif inside and line.startswith(_END):
            hunks.append(tuple(lines or ()))
            inside, lines = False, None
        elif lines is not None:
            lines.append(line.decode(errors="replace"))
    return hunks


def _generalize(text: str, answers: Mapping[str, Any]) -> str:
    values = [(value, key) for key, value in answers.items() if isinstance(value, str)]
    for value, key in sorted(values, key=lambda each: -len(each[0])):
        if len(value) >= _SHORTEST:
            text = text.replace(value, f"{{{key}}}")
    return text


def group_causes(found: Mapping[str, Iterable[Key]]) -> tuple[Cause, ...]:
    """Return the causes, those first that concern the most projects.

    Args:
        found: The causes in each project, by its name.
    """
    projects: dict[Key, list[str]] = {}
    for name, keys in found.items():
        for key in dict.fromkeys(keys):
            projects.setdefault(key, []).append(name)
    causes = (Cause(*key, tuple(sorted(names))) for key, names in projects.items())
    return tuple(sorted(causes, key=lambda each: (-len(each.projects), each.path, each.lines)))
