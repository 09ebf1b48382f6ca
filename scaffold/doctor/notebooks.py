"""Check for tracked notebooks with outputs."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from scaffold.doctor import publishing
from scaffold.doctor.findings import Finding, Skipped
from scaffold.doctor.repository import Repository, is_beside
from scaffold.errors import UnreadableFileError
from scaffold.errors.wording import count
from scaffold.files.parsing import LARGEST_TEXT, UnparsableError, parse_json, parse_or
from scaffold.files.tree import Change, File, read_paths

# Lines that are for Jupyter: magics, and commands of a shell.
_MAGIC = re.compile(r"^([ \t]*)(?=[%!])", re.MULTILINE)
_NONE = Skipped("no notebooks found")
_FIRST_KEY = re.compile(rb"\{\r?\n( *+)\"")


@dataclass(frozen=True, slots=True)
class Notebook:
    """What the checks want to know of a notebook.

    Attributes:
        cells: The Python of each code cell, in order; what Jupyter runs itself (`%matplotlib`,
            `!pip`) is a comment in it, at its line.
        used: How many cells hold outputs.
        counts: The execution counts of the code cells, in order; 0 for those that were not run.
        failed: The numbers of the code cells, from 1, that store an unexpected traceback.
    """

    cells: tuple[str, ...]
    used: int
    counts: tuple[int, ...] = ()
    failed: tuple[int, ...] = ()


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


def list_notebooks(repository: Repository) -> list[str]:
    """Return the project's own notebooks: no fixtures, no documentation, no templates."""
    names = (path for path in repository.files if path.endswith(".ipynb") and "{{" not in path)
    return [path for path in names if not is_beside(path)]


def explain_none(repository: Repository) -> Skipped:
    """Return why a repository has no notebooks of its own."""
    others = any(path.endswith(".ipynb") for path in repository.files)
    return Skipped("all notebooks are of tests, documentation or templates") if others else _NONE


def read_notebook(repository: Repository, path: str) -> Notebook:
    """Return what a notebook holds; nothing where it is too large, or is not one."""
    try:
        return repository.parsed(path, _summarize, LARGEST_TEXT)
    except (UnreadableFileError, UnparsableError):
        return Notebook((), 0)


def find_outputs(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find notebooks whose cells hold outputs, where these are not what is published."""
    notebooks = list_notebooks(repository)
    if not notebooks:
        return explain_none(repository)
    if publishing.is_collection(repository, notebooks):
        return Skipped("the repository is a collection of notebooks")
    published = publishing.find_books(repository)
    own = [path for path in notebooks if published.isdisjoint(PurePosixPath(path).parents)]
    if not own:
        return Skipped("all notebooks are pages of a book or site")
    shown = publishing.find_shown(repository, own)
    used = [path for path in own if path not in shown and read_notebook(repository, path).used]
    return _outputs(repository, used, publishing.find_clearable(repository, used))


def _outputs(
    repository: Repository, used: list[str], clearable: frozenset[str]
) -> Iterator[Finding]:
    for path in used:
        cells = count(read_notebook(repository, path).used, "cell")
        repair = _clear(repository, path) if path in clearable else None
        yield Finding(path, f"contains the output of {cells}", repair=repair)


def _clear(repository: Repository, path: str) -> Change | None:
    """Return the change that clears outputs; None where more than these would change."""
    standing = read_paths(repository.path, [path])[path]
    text = standing.content.decode("utf-8", "replace")
    before, after = parse_or(text, _without_outputs, (b"", b""))
    return (
        Change(path, standing, File(after, standing.kind)) if before == standing.content else None
    )


def _without_outputs(text: str) -> tuple[bytes, bytes]:
    """Return a notebook written again, with its outputs and without."""
    document = json.loads(text)
    spelling = _find_spelling(text.encode())
    before = spelling.write(document)
    for cell in _cells(document):
        if _has_outputs(cell):
            cell["outputs"] = []
            if "execution_count" in cell:
                cell["execution_count"] = None
    return before, spelling.write(document)


def _find_spelling(content: bytes) -> _Spelling:
    first = _FIRST_KEY.match(content)
    return _Spelling(
        indent=len(first[1]) if first else None,
        is_ascii=content.isascii(),
        line_end="\r\n" if b"\r\n" in content else "\n",
        end="\n" if content.endswith(b"\n") else "",
    )


def _summarize(text: str) -> Notebook:
    cells = _cells(parse_json(text))
    code = [cell for cell in cells if cell.get("cell_type") == "code"]
    sources = tuple(_MAGIC.sub(r"\1pass #", _source(cell)) for cell in code)
    failed = tuple(number for number, cell in enumerate(code, 1) if _has_failed(cell))
    counts = tuple(_execution_count(cell) for cell in code)
    return Notebook(sources, sum(map(_has_outputs, cells)), counts, failed)


def _execution_count(cell: dict[str, Any]) -> int:
    count = cell.get("execution_count")
    return count if isinstance(count, int) and not isinstance(count, bool) else 0


def _has_failed(cell: dict[str, Any]) -> bool:
    """Return whether a cell stores a traceback, and does not announce it."""
    outputs, metadata = cell.get("outputs"), cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    is_expected = isinstance(tags, list) and "raises-exception" in tags
    last = outputs[-1] if isinstance(outputs, list) and outputs else None
    return not is_expected and isinstance(last, dict) and last.get("output_type") == "error"


def _source(cell: dict[str, Any]) -> str:
    """Return the text of a cell, which is stored as lines, or as one text."""
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))


def _has_outputs(cell: dict[str, Any]) -> bool:
    outputs = cell.get("outputs")
    return isinstance(outputs, list) and bool(outputs)


def _cells(document: Any) -> list[dict[str, Any]]:
    cells = document.get("cells") if isinstance(document, dict) else None
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []
