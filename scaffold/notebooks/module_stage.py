"""Which stage a module is, by what it calls and imports; nothing of it runs."""

import ast
from collections import defaultdict

from scaffold.files.parsing import UnparsableError, parse, parse_python
from scaffold.notebooks.evidence import Evidence, Table
from scaffold.notebooks.syntax import called_names

# Less than two calls that speak for a stage can be by chance.
_LEAST = 5.0
_MOST_NAMED = 3


def judge_module(text: str, table: Table) -> tuple[str, list[str]]:
    """Return the stage of a module and what speaks for it; empty if little does."""
    try:
        tree = parse(text, parse_python)
    except UnparsableError:
        return "", []
    found = [*table.match("calls", called_names([tree])), *table.match_modules(_imported(tree))]
    weights: dict[str, float] = defaultdict(float)
    for each in found:
        if each.stage != "notebook":
            weights[each.stage] += each.weight
    stage = max(weights, key=lambda each: weights[each], default="")
    if not stage or weights[stage] < _LEAST or 2 * weights[stage] < sum(weights.values()):
        return "", []
    return stage, [each.what for each in _strongest(found, stage)]


def _imported(tree: ast.Module) -> list[str]:
    """Return the full names of what a module imports."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def _strongest(found: list[Evidence], stage: str) -> list[Evidence]:
    ordered = sorted((each for each in found if each.stage == stage), key=lambda e: -e.weight)
    return ordered[:_MOST_NAMED]
