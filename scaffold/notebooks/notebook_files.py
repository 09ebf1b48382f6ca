"""Read notebooks from files."""

import os
from pathlib import Path
from typing import Any

from scaffold.errors import ScaffoldError, UnreadableFileError
from scaffold.files.parsing import UnparsableError, parse
from scaffold.files.pyproject import find_table, read_pyproject
from scaffold.files.reading import read_regular
from scaffold.notebooks.cells import Notebook
from scaffold.notebooks.evidence import Table, read_table
from scaffold.notebooks.ipynb import parse_ipynb
from scaffold.notebooks.percent import parse_percent

_NOT_SEARCHED = frozenset({"node_modules", "venv", "env", "site-packages", "__pycache__"})
_TABLE_KEYS = ("tool", "scaffold", "notebooks")


class NotebookError(ScaffoldError):
    """A file is not a notebook that can be read."""


def read_notebook(path: Path) -> Notebook:
    """Read a notebook, `.ipynb` or `.py` with cells.

    Raises:
        NotebookError: It does not exist, or is not a notebook.
    """
    return parse_notebook(path, read_content(path))


def read_content(path: Path) -> bytes:
    """Read the bytes of a notebook.

    Raises:
        NotebookError: It does not exist, or is not a regular file.
    """
    try:
        return read_regular(path).content
    except FileNotFoundError:
        raise NotebookError(f"Notebook not found: {path}", "Check the path") from None
    except UnreadableFileError as error:
        raise NotebookError(f"Cannot read {path}: it is {error.reason}") from None


def parse_notebook(path: Path, content: bytes) -> Notebook:
    """Parse the content of a notebook.

    Raises:
        NotebookError: It is not a notebook.
    """
    if path.suffix not in {".ipynb", ".py"}:
        raise NotebookError(
            f"Not a notebook: {path}", "Use an `.ipynb` file, or a `.py` file with `# %%` cells."
        )
    parser = parse_ipynb if path.suffix == ".ipynb" else parse_percent
    try:
        return parse(content.decode("utf-8"), parser)
    except UnicodeDecodeError:
        raise NotebookError(f"Invalid notebook {path}: it is not UTF-8") from None
    except UnparsableError as error:
        raise NotebookError(f"Invalid notebook {path}: {error.reason}") from None


def find_root(path: Path) -> Path:
    """Return the project that a notebook is in: the nearest folder that is marked as one."""
    folder = path.absolute().parent
    for marks in ((".copier-answers.yml",), ("pyproject.toml", "setup.py", ".git")):
        for each in (folder, *folder.parents):
            if any((each / mark).exists() for mark in marks):
                return each
    return folder


def find_notebook(root: Path) -> str:
    """Return the path of the first notebook of a repository; empty if there is none."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(
            each for each in folders if not each.startswith(".") and each not in _NOT_SEARCHED
        )
        for name in sorted(files):
            # A symlink shows a notebook that has its own place.
            if name.endswith(".ipynb") and not Path(folder, name).is_symlink():
                return Path(folder, name).relative_to(root).as_posix()
    return ""


def read_settings(root: Path) -> dict[str, Any]:
    """Return `[tool.scaffold.notebooks]` of a project; empty where there is none."""
    return find_table(read_pyproject(root), *_TABLE_KEYS)


def read_project_table(root: Path) -> Table:
    """Return the table of evidence, with the entries of the project."""
    return read_table(read_settings(root))
