"""The package stays readable: short functions, short modules, no catch-all."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path
from statistics import median, quantiles
from typing import TypeVar

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import REPOSITORY

Node = TypeVar("Node", bound=ast.AST)
MODULES = sorted((REPOSITORY / "scaffold").rglob("*.py"))


@cache
def read_nodes() -> list[tuple[Path, ast.AST]]:
    """Return every part of the package; parsing it once is half of the cost of these tests."""
    trees = [(path, ast.parse(path.read_text("utf-8"))) for path in MODULES]
    return [(path, node) for path, tree in trees for node in ast.walk(tree)]


def nodes(kind: type[Node]) -> Iterator[tuple[Path, Node]]:
    """Yield every part of a kind in the package."""
    return ((path, node) for path, node in read_nodes() if isinstance(node, kind))


def test_functions_are_short() -> None:
    lengths = [
        (node.end_lineno or node.lineno) - node.lineno + 1 for _, node in nodes(ast.FunctionDef)
    ]
    assert len(lengths) > 400
    assert median(lengths) <= 10
    assert quantiles(lengths, n=10)[-1] <= 35


def test_modules_are_short() -> None:
    long = {path.name for path in MODULES if len(path.read_text("utf-8").splitlines()) > 250}
    assert long == set()


def test_nothing_catches_whatever_comes() -> None:
    broad = {
        (path.name, handler.lineno)
        for path, handler in nodes(ast.ExceptHandler)
        if handler.type is None or names(handler.type) & {"Exception", "BaseException"}
    }
    assert broad == set()


def names(caught: ast.expr) -> set[str]:
    """Return the names of what a handler catches."""
    return {node.id for node in ast.walk(caught) if isinstance(node, ast.Name)}


def imported(package: str) -> set[str]:
    """Return the modules that import something of a package."""
    return {path.name for path, name in imports() if name == package}


def imports() -> Iterator[tuple[Path, str]]:
    """Yield every import, by the top-level name of what is imported."""
    for path, node in nodes(ast.Import):
        yield from ((path, alias.name.partition(".")[0]) for alias in node.names)
    for path, source in nodes(ast.ImportFrom):
        if not source.level:  # A relative import stays in the package.
            yield path, (source.module or "").partition(".")[0]


def test_every_imported_distribution_is_declared() -> None:
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    extras = settings["project"]["optional-dependencies"].values()
    requirements = [*settings["project"]["dependencies"], *chain.from_iterable(extras)]
    declared = {canonicalize_name(Requirement(each).name) for each in requirements}
    foreign = {name for _, name in imports()} - sys.stdlib_module_names - {"scaffold"}
    found = packages_distributions()
    undeclared = {
        name
        for name in foreign
        if not {canonicalize_name(distribution) for distribution in found[name]} & declared
    }
    assert undeclared == set()


def test_one_module_runs_copier_and_one_explains_its_errors() -> None:
    assert imported("copier") == {"copier_render.py", "render_errors.py"}
