"""Blocks that only call functions of the notebook: they stay, and call the modules."""

import ast
from collections.abc import Iterator, Sequence

from scaffold.notebooks.analysis import Analysis
from scaffold.notebooks.look_words import BUILT_IN, PRINTING
from scaffold.notebooks.resolving import Resolver


def find_only_call(analysis: Analysis, numbers: Sequence[int], resolver: Resolver) -> str:
    """Return the function of the notebook that a block only calls; empty if it does more.

    The result can be assigned, displayed or printed, as in `print(train(rows))`.
    """
    called = ""
    for at in numbers:
        found = _function_of(analysis, at, resolver)
        if not found:
            return ""
        called = found
    return called


def _function_of(analysis: Analysis, at: int, resolver: Resolver) -> str:
    """Return the first function that a statement calls, if it calls such functions alone."""
    node = analysis.statements[at].node
    value = node.value if isinstance(node, ast.Assign | ast.Expr) else None
    if not isinstance(value, ast.Call):
        return ""
    own: list[str] = []
    for inner in _calls(value):
        if not isinstance(inner, ast.Call) or not isinstance(inner.func, ast.Name):
            return ""
        if _is_own(analysis, at, inner.func.id, resolver):
            own.append(inner.func.id)
        elif inner.func.id not in BUILT_IN | PRINTING:
            return ""
    outer = value.func.id if isinstance(value.func, ast.Name) else ""
    return own[0] if own and (outer in own or outer in PRINTING) else ""


def _calls(value: ast.expr) -> Iterator[ast.expr]:
    """Yield the calls in an expression, and expressions that do more than a call."""
    for node in ast.walk(value):
        if isinstance(node, ast.Call | ast.Lambda | ast.Await | ast.NamedExpr):
            yield node


def _is_own(analysis: Analysis, at: int, name: str, resolver: Resolver) -> bool:
    """Return whether a name is a function or class of the notebook, moved or not."""
    versions = analysis.graph.uses[at].get(name, ())
    stays = bool(versions) and all(
        analysis.statements[each.at].kind == "definition" for each in versions
    )
    return stays or resolver.resolve(name, versions).meaning == "definition"
