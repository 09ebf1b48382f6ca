"""Small notebooks, written in the test that reads them."""

import json
from collections.abc import Iterable
from typing import Any

from scaffold.notebooks.analysis import Analysis, analyze
from scaffold.notebooks.cells import Notebook
from scaffold.notebooks.evidence import read_table
from scaffold.notebooks.ipynb import parse_ipynb


def make_ipynb(cells: Iterable[str], *, indent: int | None = 1, ids: bool = True) -> str:
    """Return a notebook; a cell that starts with `# ` and text is Markdown."""
    made = [_cell(number, source, ids=ids) for number, source in enumerate(cells)]
    document = {
        "cells": made,
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5 if ids else 4,
    }
    return json.dumps(document, indent=indent, ensure_ascii=False) + "\n"


def _cell(number: int, source: str, *, ids: bool) -> dict[str, Any]:
    is_text = source.startswith("md:")
    cell: dict[str, Any] = {"cell_type": "markdown" if is_text else "code"}
    if ids:
        cell["id"] = f"cell-{number}"
    if not is_text:
        cell |= {"execution_count": None, "outputs": []}
    text = source.removeprefix("md:").strip("\n")
    return {**cell, "metadata": {}, "source": text.splitlines(keepends=True)}


def make_notebook(*cells: str) -> Notebook:
    """Return a notebook of some cells; those that start with `md:` are Markdown."""
    return parse_ipynb(make_ipynb(cells))


def analyze_cells(*cells: str) -> Analysis:
    """Return what is known about a notebook of some cells."""
    return analyze(make_notebook(*cells), read_table())
