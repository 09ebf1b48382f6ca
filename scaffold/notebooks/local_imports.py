"""Add imports to the body of a function."""

import ast
from collections.abc import Sequence

from scaffold.notebooks.edits import Edit, apply_edits, insertion
from scaffold.notebooks.magics import parse_code
from scaffold.notebooks.resolving import ImportLine
from scaffold.notebooks.scopes import Function


def add_local_imports(text: str, lines: Sequence[ImportLine]) -> str:
    """Return a function, or a class with methods, that imports what it uses itself."""
    functions = _functions(parse_code(text).body[0])
    return apply_edits(text, [each for one in functions for each in _edits(text, one, lines)])


def _functions(node: ast.AST) -> list[Function]:
    """Return a function as it is, and of a class its methods."""
    if isinstance(node, Function):
        return [node]
    return [each for inner in getattr(node, "body", []) for each in _functions(inner)]


def _edits(text: str, function: Function, lines: Sequence[ImportLine]) -> list[Edit]:
    used = {each.id for each in ast.walk(function) if isinstance(each, ast.Name)}
    needed = [line.spell() for line in lines if line.bound in used]
    if not needed:
        return []
    first = function.body[0]
    before = text.split("\n")[first.lineno - 1].encode()[: first.col_offset]
    head = before.rstrip()
    if head:  # The body is on the line of its head.
        space = " " * (function.col_offset + 4)
        added = "".join(f"\n{space}{each}" for each in needed) + f"\n\n{space}"
        return [Edit(first.lineno, len(head), first.lineno, first.col_offset, added)]
    if ast.get_docstring(function) is not None and function.body[1].lineno > first.lineno:
        first = function.body[1]
    decorators: list[ast.expr] = getattr(first, "decorator_list", [])
    row = min([first.lineno, *(each.lineno for each in decorators)])
    space = " " * first.col_offset
    return [insertion(row, 0, "".join(f"{space}{each}\n" for each in needed) + "\n")]
