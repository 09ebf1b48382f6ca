"""A program as scopes, each with its statements in the order in which they are written."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scaffold.doctor.experiment.rows import Role, role_of_name

Function = ast.FunctionDef | ast.AsyncFunctionDef
# Code is not nested deeper, except to make a reader of it fail.
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Scope:
    """Statements that share their variables: those of a file, or of a function.

    Attributes:
        statements: The statements of the scope, those in loops and conditions included.
        function: The function; None for the file.
        owner: The name of the class of a method; empty for others.
    """

    statements: tuple[ast.stmt, ...]
    function: Function | None = None
    owner: str = ""


@dataclass(frozen=True)
class Program:
    """The scopes of a file, and the full names that its imports give.

    Attributes:
        top: The scope of the file.
        functions: The scopes of all functions and methods.
        names: Local names of imports, with the full names.
        by_name: The scopes of functions by their names.
        has_training_rows: Whether a name says that it is of training rows. Where none does, a
            name with `test` in it is as likely of a test of software.
    """

    top: Scope
    functions: tuple[Scope, ...]
    names: Mapping[str, str]
    has_training_rows: bool
    by_name: Mapping[str, Scope] = field(default_factory=dict)


def read_program(tree: ast.Module, names: Mapping[str, str]) -> Program:
    """Return the scopes of a file."""
    top = Scope(tuple(_flatten(tree.body)))
    functions = tuple(_functions(top))
    by_name = {
        scope.function.name: scope for scope in functions if scope.function and not scope.owner
    }
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    used |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    has_training_rows = any(role_of_name(name) == Role.TRAINING for name in used)
    return Program(top, functions, names, has_training_rows, by_name)


def _functions(top: Scope) -> Iterator[Scope]:
    waiting: list[tuple[ast.stmt, str]] = [(each, "") for each in reversed(top.statements)]
    while waiting:
        node, owner = waiting.pop()
        if isinstance(node, Function):
            scope = Scope(tuple(_flatten(node.body)), node, owner)
            yield scope
            waiting.extend((each, "") for each in reversed(scope.statements))
        elif isinstance(node, ast.ClassDef):
            waiting.extend((each, node.name) for each in reversed(list(_flatten(node.body))))


def _flatten(body: list[ast.stmt], depth: int = 0) -> Iterator[ast.stmt]:
    """Yield statements in order; what is nested in a compound statement follows it."""
    for statement in body if depth < _DEEPEST else ():
        yield statement
        if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for inner in _bodies(statement):
                yield from _flatten(inner, depth + 1)


def _bodies(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        inner = getattr(statement, name, None)
        if isinstance(inner, list):
            yield inner
    for handler in getattr(statement, "handlers", ()):
        yield handler.body
    for case in getattr(statement, "cases", ()):
        yield case.body


def dotted(node: ast.expr) -> str:
    """Return a dotted name as it is written; empty for other expressions."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute) and len(parts) < _DEEPEST:
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def full_name(node: ast.expr, names: Mapping[str, str]) -> str:
    """Return the full name of an imported function or class; empty for others."""
    first, dot, rest = dotted(node).partition(".")
    return f"{names[first]}{dot}{rest}" if first in names else ""
