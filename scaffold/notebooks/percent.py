"""Read and write Python files in jupytext's percent format: cells start with `# %%`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from scaffold.notebooks.cells import Cell, CellEdit, CellKind, Notebook

_MARKER = re.compile(r"^# ?%%(?P<rest>.*)$")
_KIND = re.compile(r"\[(markdown|md|raw)\]")
_MAGIC = re.compile(r"^(\s*)# ?(%%?[A-Za-z]|![A-Za-z])")
_HEADER = re.compile(r"\A# ---\n(?:#.*\n)*?# ---\n")


@dataclass(frozen=True, slots=True)
class _Part:
    """Lines of one cell: the marker line, and the body with its blank lines at the end."""

    marker: str
    body: str

    @property
    def kind(self) -> CellKind:
        found = _KIND.search(self.marker)
        if found is None:
            return "code"
        return "raw" if found[1] == "raw" else "markdown"

    @property
    def source(self) -> str:
        text = self.body.rstrip("\n")
        lines = text.split("\n")
        if self.kind == "code":
            return "\n".join(_MAGIC.sub(r"\1\2", line) for line in lines)
        return "\n".join(re.sub(r"^# ?", "", line) for line in lines)


def is_percent(text: str) -> bool:
    """Return whether a Python file has cells."""
    return any(_MARKER.match(line) for line in text.splitlines())


def parse_percent(text: str) -> Notebook:
    """Parse a Python file whose cells start with `# %%`.

    Raises:
        ValueError: It has no cells.
    """
    if not is_percent(text):
        raise ValueError("it has no cells: none of its lines starts with `# %%`")
    line_end = "\r\n" if "\r\n" in text else "\n"
    head, parts = _split(text.replace("\r\n", "\n"))
    cells = tuple(Cell(number, part.kind, part.source) for number, part in enumerate(parts))

    def write(edits: Mapping[int, CellEdit]) -> bytes:
        written = [_write(part, edits.get(number)) for number, part in enumerate(parts)]
        return (head + "".join(written)).replace("\n", line_end).encode()

    return Notebook(cells, ".py", write)


def _split(text: str) -> tuple[str, list[_Part]]:
    header = _HEADER.match(text)
    head = header[0] if header else ""
    parts: list[_Part] = []
    marker, body = "", ""
    for line in text[len(head) :].splitlines(keepends=True):
        if _MARKER.match(line.rstrip("\n")):
            if marker or body.strip():
                parts.append(_Part(marker, body))
            else:
                head += body
            marker, body = line, ""
        else:
            body += line
    parts.append(_Part(marker, body))
    return head, parts


def _write(part: _Part, edit: CellEdit | None) -> str:
    if edit is None:
        return part.marker + part.body
    if edit.source is None:
        return ""
    end = part.body[len(part.body.rstrip("\n")) :] or "\n"
    lines = edit.source.rstrip("\n").split("\n")
    return part.marker + "\n".join(re.sub(r"^(\s*)(%|!)", r"\1# \2", each) for each in lines) + end
