"""What the code of a repository imports, and the packages that it needs. Only reads."""

import ast
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.errors import UnreadableFileError
from scaffold.files.distributions import find_distribution, is_known
from scaffold.files.parsing import (
    LARGEST_CODE,
    LARGEST_TEXT,
    UnparsableError,
    parse,
    parse_json,
    parse_or,
    parse_python,
)
from scaffold.files.reading import read_regular

# Requirements are derived from all code or not at all.
_MOST_FILES = 1_000
_MOST_CODE = 10_000_000
_IMPORT = re.compile(
    r"^[ \t]*(?:from\s+([A-Za-z_]\w*)[\w.]*\s+import\b|import\s+([A-Za-z_]\w*))", re.M
)
# A magic or a shell command, which is not Python.
_MAGIC = re.compile(r"^([ \t]*)[%!?].*$", re.M)
# Modules of Python 2, and of environments that run notebooks.
_NOT_PACKAGES = frozenset(
    {"ConfigParser", "HTMLParser", "Queue", "StringIO", "Tkinter", "__builtin__", "cPickle"}
    | {"cStringIO", "commands", "cookielib", "distutils", "httplib", "imp", "itertools", "mock"}
    | {"pkg_resources", "setuptools", "thread", "tkMessageBox", "urllib2", "urlparse"}
)
_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError", "Exception"})


@dataclass(frozen=True, slots=True)
class Imported:
    """What code imports from elsewhere.

    Attributes:
        distributions: The packages that provide it, sorted.
        unknown: Imported names whose package is not known, each with a file that imports it.
    """

    distributions: tuple[str, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()


def read_imports(folder: Path, files: Collection[str]) -> Imported | None:
    """Read the imports of all modules and notebooks; None for too many of them.

    Args:
        folder: The repository.
        files: Its files.
    """
    code = sorted(path for path in files if path.endswith((".py", ".ipynb")) and "{{" not in path)
    if len(code) > _MOST_FILES:
        return None
    found: dict[str, str] = {}
    left = _MOST_CODE
    for path in code:
        text = _read_code(folder / path)
        left -= len(text)
        if left < 0:
            return None
        for name in imported_names(text):
            found.setdefault(name, path)
    return _sort_out(found, _own_names(files))


def _own_names(files: Iterable[str]) -> frozenset[str]:
    """Return the names that a module or a folder of the repository has."""
    return frozenset(part.removesuffix(".py") for path in files for part in path.split("/"))


def _sort_out(found: Mapping[str, str], own: Collection[str]) -> Imported:
    skipped = {*own, *_NOT_PACKAGES, *sys.stdlib_module_names}
    others = {name: path for name, path in found.items() if name not in skipped}
    known = {find_distribution(name) for name in others if is_known(name)}
    unknown = sorted((name, path) for name, path in others.items() if not is_known(name))
    return Imported(tuple(sorted(known, key=str.lower)), tuple(unknown))


def imported_names(code: str) -> set[str]:
    """Return the top-level names that code imports, without those that it can do without."""
    try:
        tree = parse(_MAGIC.sub(r"\1pass", code), parse_python)
    except UnparsableError:
        return {first or second for first, second in _IMPORT.findall(code)}
    optional = {id(node) for tried in ast.walk(tree) for node in _optional_imports(tried)}
    return {name for node in ast.walk(tree) if id(node) not in optional for name in _names_of(node)}


def _names_of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield node.module.partition(".")[0]


def _optional_imports(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the imports of a `try` that goes on when they fail."""
    if isinstance(node, ast.Try) and any(_is_for_imports(each) for each in node.handlers):
        yield from (each for statement in node.body for each in ast.walk(statement))


def _is_for_imports(handler: ast.ExceptHandler) -> bool:
    caught = ast.unparse(handler.type) if handler.type else "Exception"
    return any(name in caught for name in _IMPORT_ERRORS)


def _read_code(path: Path) -> str:
    try:
        limit = LARGEST_TEXT if path.suffix == ".ipynb" else LARGEST_CODE
        content = read_regular(path, limit=limit).content
    except (OSError, UnreadableFileError):
        return ""
    text = content.decode("utf-8-sig", errors="replace")
    return _code_of_cells(parse_or(text, parse_json, None)) if path.suffix == ".ipynb" else text


def _code_of_cells(notebook: Any) -> str:
    """Return the code of a notebook; the text of a cell is a line or a list of lines."""
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    code = [
        cell.get("source") or ""
        for cell in (cells if isinstance(cells, list) else [])
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
    ]
    return "\n".join(text if isinstance(text, str) else "".join(map(str, text)) for text in code)


def write_requirements(imported: Imported) -> str:
    """Return the text of a requirements file; empty if no package is known."""
    if not imported.distributions:
        return ""
    unknown = [f"# {name}: unknown package, imported in {path}" for name, path in imported.unknown]
    return "\n".join(["# Packages that the code imports", *imported.distributions, *unknown, ""])
