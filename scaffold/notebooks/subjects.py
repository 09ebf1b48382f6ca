"""What a block is about: the object of its last call, and the columns that it assigns."""

import ast
import re
from collections.abc import Iterable, Iterator

from scaffold.notebooks.analysis import Analysis
from scaffold.notebooks.look_words import PRINTING
from scaffold.notebooks.statements import Statement
from scaffold.notebooks.syntax import calls_of, root_name

_MEASURE = re.compile(r"\w+_(?:score|error|report|matrix|loss)$")


def find_subject(analysis: Analysis, at: int) -> str:
    """Return what a statement computes or works with; empty where its calls do not show it.

    That is a name with a verb, such as `print_classification_report`, or a variable.
    """
    node = analysis.statements[at].node
    if not isinstance(node, ast.Expr):
        return ""
    calls = [call for call in calls_of([node]) if root_name(call.func) not in PRINTING]
    prints = len(calls) < len(calls_of([node]))
    for call in calls:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else root_name(call.func)
        if _MEASURE.match(name):
            return f"{'print' if prints else 'compute'}_{name}"
        if isinstance(call.func, ast.Attribute) and _is_variable(analysis, at, root_name(call)):
            return root_name(call)
    return ""


def _is_variable(analysis: Analysis, at: int, name: str) -> bool:
    versions = analysis.graph.uses[at].get(name, ())
    return any(analysis.statements[each.at].kind == "code" for each in versions)


def find_columns(statements: Iterable[Statement]) -> dict[str, bool]:
    """Return the columns that statements assign, each with whether it is read before."""
    found: dict[str, bool] = {}
    seen: set[str] = set()
    for statement in statements:
        for node in statement.nodes:
            targets = set(_assigned(node))
            values = [node.value] if isinstance(node, ast.Assign) else [node]
            seen |= {name for value in values for name in _subscripts(value)}
            for name in targets:
                found.setdefault(name, name in seen)
    return found


def _assigned(node: ast.stmt) -> Iterator[str]:
    targets = node.targets if isinstance(node, ast.Assign) else []
    for target in targets:
        if isinstance(target, ast.Subscript):
            yield from _subscripts(target)


def _subscripts(node: ast.AST) -> Iterator[str]:
    """Yield the texts in square brackets, and attributes, which may be columns as well."""
    for each in ast.walk(node):
        if isinstance(each, ast.Subscript) and isinstance(each.slice, ast.Constant):
            if isinstance(each.slice.value, str):
                yield each.slice.value
        elif isinstance(each, ast.Attribute):
            yield each.attr
