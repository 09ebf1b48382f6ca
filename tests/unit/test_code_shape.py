"""The package stays readable: short functions, short modules, no catch-all."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import TypeVar

from tests.conftest import REPOSITORY

Node = TypeVar("Node", bound=ast.AST)
MODULES = sorted((REPOSITORY / "scaffold").rglob("*.py"))


def nodes(kind: type[Node]) -> Iterator[tuple[Path, Node]]:
    """Yield every part of a kind in the package."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, kind):
                yield path, node


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
