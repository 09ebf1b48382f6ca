"""Tests that pin the values that a verification found equal."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from scaffold.notebooks.destinations import make_slug
from scaffold.notebooks.verification.records import CellToRun, RunRecord
from scaffold.notebooks.verification.verdicts import Compared, Item, Verdict

Values = Mapping[int, Mapping[str, str]]
MARK = "Written by `scaffold notebook verify --write-tests`"
PRINTED = "<printed>"
_SOURCE = Path(__file__).with_name("pinned_values.py")
_NOTEBOOK = 'NOTEBOOK = ""\n'
_VALUES = "VALUES: dict[int, dict[str, str]] = {}\n"
# What a cell displays or prints, by kind; a test sees it as text.
_SHOWN = frozenset({"output", "error", "image"})


def name_test(notebook: str, taken: Sequence[str]) -> str:
    """Return the path of the test of a notebook.

    Args:
        notebook: Path of the moved notebook in the project.
        taken: Names of other test modules; pytest wants each name once.
    """
    stem = PurePosixPath(notebook).stem.removesuffix(".thin")
    name = f"test_{make_slug(stem)}.py"
    return f"tests/notebooks/{name if name not in taken else f'{name[:-3]}_notebook.py'}"


def write_test(notebook: str, values: Values) -> str:
    """Return a test module that compares what a notebook computes with some values."""
    source = _SOURCE.read_text("utf-8")
    lines = "".join(_write_values(values))
    source = source.replace(_NOTEBOOK, f"NOTEBOOK = {json.dumps(notebook)}\n")
    filled = f"{_VALUES[:-3]}{{\n{lines}}}\n" if lines else _VALUES
    return source.replace(_VALUES, filled)


def _write_values(values: Values) -> Iterator[str]:
    for cell, named in values.items():
        if named:
            yield f"    {cell}: {{\n"
            yield from (
                f"        {_quote(name)}: {_quote(text)},\n" for name, text in named.items()
            )
            yield "    },\n"


def _quote(text: str) -> str:
    """Return a literal with the quotes that need fewer escapes, as formatters prefer."""
    literal = json.dumps(text, ensure_ascii=False)
    if text.count('"') <= text.count("'"):
        return literal
    inner = literal[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inner}'"


def cell_that_runs(test: str) -> CellToRun:
    """Return a cell that runs a test module as a script; it starts in the project."""
    return CellToRun(
        "import os, subprocess, sys\n"
        f"done = subprocess.run([sys.executable, {test!r}, os.getcwd()],\n"
        "    capture_output=True, text=True, env={**os.environ, 'COLUMNS': '80'})\n"
        "print(done.stdout if done.returncode == 0 else done.stderr)\n"
    )


def read_values(record: RunRecord) -> dict[int, dict[str, str]]:
    """Return what such a cell printed; empty where the script failed."""
    try:
        found = json.loads(_last_line(record))
    except ValueError:
        return {}
    return {int(cell): dict(named) for cell, named in found.items()}


def read_failure(record: RunRecord) -> str:
    """Return the error of such a cell; empty where the script ran."""
    return "" if read_values(record) else _last_line(record) or "it ended early"


def _last_line(record: RunRecord) -> str:
    texts = [each.get("text", "") for cell in record.cells for each in cell.outputs]
    lines = "".join(map(str, texts)).strip().splitlines()
    return lines[-1] if lines else ""


def choose_values(first: Values, second: Values, compared: Sequence[Compared]) -> Values:
    """Return the values to pin: equal in both runs and in the comparison, where they change."""
    chosen: dict[int, dict[str, str]] = {}
    known: dict[str, str] = {}
    for each in compared:
        cell = each.boundary.result[-1]
        equal = set(_equal_names(each.items))
        for name, text in first.get(cell, {}).items():
            is_stable = name in equal and second.get(cell, {}).get(name) == text
            if is_stable and known.get(name, "") != text:
                chosen.setdefault(cell, {})[name] = text
            known[name] = "" if name == PRINTED else text
    return chosen


def _equal_names(items: Sequence[Item]) -> Iterator[str]:
    for item in items:
        if item.kind == "variable" and _is_equal(item):
            yield item.name
    shown = [item for item in items if item.kind in _SHOWN]
    if shown and all(item.kind == "output" and _is_equal(item) for item in shown):
        yield PRINTED


def _is_equal(item: Item) -> bool:
    """Return whether all of an item is equal, and no part of it varies."""
    return item.verdict is Verdict.EQUAL and item.difference is None
