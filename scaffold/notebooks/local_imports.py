"""Add imports to the body of a function."""

import ast
from collections.abc import Sequence

from scaffold.notebooks.edits import apply_edits, insertion
from scaffold.notebooks.magics import parse_code
from scaffold.notebooks.resolving import ImportLine


def add_local_imports(text: str, lines: Sequence[ImportLine]) -> str:
    """Return a function, or a class with methods, that imports what it uses itself."""
    node = parse_code(text).body[0]
    functions = (
        [node]
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        else [
            each
            for each in getattr(node, "body", [])
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
    )
    edits = []
    for function in functions:
        used = {each.id for each in ast.walk(function) if isinstance(each, ast.Name)}
        needed = [line for line in lines if line.bound in used]
        if not needed:
            continue
        first = function.body[0]
        is_doc = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        if is_doc and len(function.body) > 1:
            first = function.body[1]
        decorators: list[ast.expr] = getattr(first, "decorator_list", [])
        row = min([first.lineno, *(each.lineno for each in decorators)])
        if row == function.lineno:
            continue
        space = " " * first.col_offset
        added = "".join(f"{space}{line.spell()}\n" for line in needed)
        edits.append(insertion(row, 0, added + "\n"))
    return apply_edits(text, edits)
