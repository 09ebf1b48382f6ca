"""Projects with a notebook and its moved form, written by hand."""

import json
import stat
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

from tests.conftest import REPOSITORY

DRIVER = Path(__file__).parent / "plain_driver.py"


def notebook_text(cells: Sequence[str]) -> str:
    """Return a notebook whose code cells have the identifiers c0, c1, ..."""
    rows: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"c{number}",
            "metadata": {},
            "outputs": [],
            "source": dedent(source).strip().splitlines(keepends=True),
        }
        for number, source in enumerate(cells)
    ]
    return json.dumps({"cells": rows, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@dataclass(frozen=True, slots=True)
class MovedProject:
    """A project with an original notebook in `notebooks/original/` and its moved form beside it."""

    folder: Path
    named: str = "book.ipynb"

    @property
    def notebook(self) -> Path:
        """Path of the notebook that is verified: the moved one, unless another is named."""
        return self.folder / "notebooks" / self.named

    def read_all(self) -> dict[str, bytes]:
        """Return the content of every file."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in files}


def make_moved(
    folder: Path, original: Sequence[str], result: Sequence[str], files: Mapping[str, str]
) -> MovedProject:
    """Write a project, with further files by path."""
    contents = {
        "pyproject.toml": "[project]\nname = 'demo'\n",
        "notebooks/original/book.ipynb": notebook_text(original),
        "notebooks/book.ipynb": notebook_text(result),
        **{path: dedent(text) for path, text in files.items()},
    }
    for path, text in contents.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return MovedProject(folder)


def make_interpreter(path: Path) -> Path:
    """Write a program that stands for a Python with ipykernel, and runs cells without Jupyter."""
    lines = ["#!/bin/sh", f'PYTHONPATH="$PYTHONPATH:{REPOSITORY}" exec "{sys.executable}" -B \\']
    path.write_text("\n".join([*lines, f'  "{DRIVER}" "$@"', ""]), "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def read_report(output: str) -> dict[str, Any]:
    """Return the report that `--json` printed."""
    report: dict[str, Any] = json.loads(output)
    return report
