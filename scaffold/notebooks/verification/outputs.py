"""What cells printed and showed, without what says nothing about their work."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scaffold.notebooks.verification.records import CellRecord

# Formats that are compared as lines of text; others are compared as a whole.
_TEXTS = ("text/", "application/json", "application/javascript")
# Addresses, modules of classes, counters of HTML, dates of files, times of IPython's commands: they
# change with the process, the day or a move. Times that a notebook prints itself vary between the
# two runs of the original.
_REPLACED = tuple(
    (re.compile(pattern, re.MULTILINE), text)
    for pattern, text in (
        (r"\x1b\[[0-9;]*m", ""),
        (r"<(class ')?(?:\w+\.)+(?:<locals>\.)?(\w+)", r"<\1\2"),
        (r"(?<=<function )(?:\w+\.)+", ""),
        (r"(?<=\bat )0x[0-9a-fA-F]{6,}", "0x"),
        (r"\bsk-(?:container|estimator)-id-\d+", "sk-id"),
        (
            r"^([-dlcbps][-rwxsStT]{9}.*?) [A-Z][a-z]{2} +\d{1,2} +(?:\d\d:\d\d|\d{4}) ",
            r"\1 <date> ",
        ),
        (r"^(?:CPU times: user|Wall time:) .*$", "<time>"),
        (r"^.* per loop \(mean .*$", "<time>"),
    )
)
_SVG_NAMES = re.compile(r"\b(?:m|p|image)?[0-9a-f]{10}\b")


@dataclass(frozen=True, slots=True)
class Shown:
    """One kind of output of some cells.

    Attributes:
        is_text: Whether it is compared line by line.
        content: Its text; of several, one after the other.
    """

    is_text: bool
    content: str


def clean(text: str) -> str:
    """Return a text without what changes from one process to the next."""
    for pattern, replacement in _REPLACED:
        text = pattern.sub(replacement, text)
    return text


def gather_outputs(cells: Iterable[CellRecord]) -> dict[str, Shown]:
    """Return what cells showed, by kind: `stdout` or a media type."""
    found = dict[str, list[str]]()
    for output in (each for cell in cells for each in cell.outputs):
        if output["kind"] == "stdout":
            found.setdefault("stdout", []).append(output["text"])
            continue
        for media, data in output["data"].items():
            found.setdefault(media, []).append(_as_text(data))
    return {kind: _show(kind, texts) for kind, texts in found.items()}


def _show(kind: str, texts: Sequence[str]) -> Shown:
    if kind == "stdout":
        return Shown(True, clean("".join(texts)))
    if kind == "image/svg+xml":  # with names that are drawn again
        return Shown(False, "\n".join(_number_names(text) for text in texts))
    is_text = kind.startswith(_TEXTS)
    content = "\n".join(texts)
    return Shown(is_text, clean(content) if is_text else content)


def _number_names(text: str) -> str:
    numbers = dict[str, str]()
    return _SVG_NAMES.sub(lambda name: numbers.setdefault(name[0], f"name{len(numbers)}"), text)


def _as_text(data: Any) -> str:
    if isinstance(data, list):
        return "".join(map(str, data))
    return data if isinstance(data, str) else repr(_sorted(data))


def _sorted(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _sorted(data[key]) for key in sorted(data)}
    return data


def find_error(cells: Iterable[CellRecord]) -> str:
    """Return name and message of the last error of some cells; empty if there was none."""
    errors = [cell.error for cell in cells if cell.error]
    return clean(f"{errors[-1][0]}: {errors[-1][1]}") if errors else ""
