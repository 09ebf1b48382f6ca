"""Notebooks that git keeps with what their cells printed."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from scaffold.apply.journal import Change
from scaffold.doctor.findings import Finding, Skipped
from scaffold.doctor.repository import Repository
from scaffold.trees import File, read_paths

# Lines that are for Jupyter: magics, and commands of a shell.
_MAGIC = re.compile(r"^([ \t]*)(?=[%!])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How the writer of a notebook spells JSON: nothing but the outputs is to change."""

    indent: int | None
    is_ascii: bool
    line_end: str
    end: str

    def write(self, document: Any) -> bytes:
        text = json.dumps(document, indent=self.indent, ensure_ascii=self.is_ascii)
        return (text + self.end).replace("\n", self.line_end).encode()


def code_cells(repository: Repository, path: str) -> list[str]:
    """Return the Python of each code cell of a notebook, in order.

    What Jupyter runs itself (`%matplotlib`, `!pip`) is a comment in it, at its line.
    """
    try:
        document = json.loads(repository.read(path))
    except (ValueError, RecursionError):
        return []
    cells = [cell for cell in _cells(document) if cell.get("cell_type") == "code"]
    return [_MAGIC.sub(r"\1pass #", _source(cell)) for cell in cells]


def find_outputs(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find notebooks whose cells hold outputs."""
    notebooks = [path for path in repository.files if path.endswith(".ipynb")]
    if not notebooks:
        return Skipped("there are no notebooks")
    return (found for path in notebooks for found in _outputs(repository, path))


def _outputs(repository: Repository, path: str) -> Iterator[Finding]:
    text = repository.read(path)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return
    used = [cell for cell in _cells(document) if cell.get("outputs")]
    if not used:
        return
    standing = read_paths(repository.path, [path])[path]
    spelling = _find_spelling(document, standing.content)
    for cell in _cells(document):
        if cell.get("outputs"):
            cell.update(outputs=[], execution_count=None)
    repair = None
    if spelling:
        repair = Change(path, standing, File(spelling.write(document), standing.kind))
    cells = "1 cell" if len(used) == 1 else f"{len(used)} cells"
    yield Finding(path, f"keeps the output of {cells}", repair=repair)


def _find_spelling(document: Any, content: bytes) -> _Spelling | None:
    """Return the spelling that gives the same bytes again; None where no common one does."""
    choices = product((1, 2, 4, None), (False, True), ("\n", "\r\n"), ("\n", ""))
    spellings = (_Spelling(*choice) for choice in choices)
    return next((each for each in spellings if each.write(document) == content), None)


def _source(cell: dict[str, Any]) -> str:
    """Return the text of a cell, which is stored as lines, or as one text."""
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))


def _cells(document: Any) -> list[dict[str, Any]]:
    cells = document.get("cells") if isinstance(document, dict) else None
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []
