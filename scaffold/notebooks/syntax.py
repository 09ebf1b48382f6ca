"""Small questions about nodes of a syntax tree."""

import ast
from collections.abc import Iterable


def calls_of(nodes: Iterable[ast.AST]) -> list[ast.Call]:
    """Return all calls below some nodes."""
    return [each for node in nodes for each in ast.walk(node) if isinstance(each, ast.Call)]


def root_name(node: ast.AST) -> str:
    """Return the name that a chain of attributes, subscripts and calls starts with."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call | ast.Starred):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def is_in_place(call: ast.Call) -> bool:
    """Return whether a call is made with `inplace=True`."""
    return any(
        keyword.arg == "inplace" and getattr(keyword.value, "value", None) is True
        for keyword in call.keywords
    )


def called_names(nodes: Iterable[ast.AST]) -> list[str]:
    """Return the last part of each name that is called, in order."""
    found = []
    for call in calls_of(nodes):
        if isinstance(call.func, ast.Attribute):
            found.append(call.func.attr)
        elif isinstance(call.func, ast.Name):
            found.append(call.func.id)
    return found
