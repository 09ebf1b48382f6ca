"""Literals that are assigned once and read later: the parameters of a notebook."""

import ast
import re
from collections.abc import Iterator, Mapping

from scaffold.notebooks.graph import Graph
from scaffold.notebooks.statements import Statement

Scalar = bool | int | float | str
_SECRET = re.compile(
    r"(?i)(?:^|_)(?:api_?key|secret|token|password|passwd|pwd|credential|access_?key)s?(?:_|$)"
)
_KEY_SHAPES = re.compile(
    r"^(?:sk-\w{16,}|gh[pousr]_\w{20,}|AKIA[0-9A-Z]{12,}|xox[bp]-\S{10,}|hf_\w{20,}|eyJ\w{20,})"
)
_ABSOLUTE = re.compile(
    r"^(?:/(?:home|Users|mnt|media|content|kaggle|data|tmp|root|opt|var)/|[A-Za-z]:[\\/]|~/)"
)


def find_parameters(graph: Graph) -> dict[int, dict[str, Scalar]]:
    """Return the statements that only assign parameters, with names and values."""
    found = {}
    for at, statement in enumerate(graph.statements):
        values = read_literals(statement)
        if values and all(_is_parameter(graph, at, name) for name in values):
            found[at] = values
    return found


def read_literals(statement: Statement) -> dict[str, Scalar]:
    """Return what a statement assigns, if it assigns nothing but plain literals to names."""
    values: dict[str, Scalar] = {}
    if statement.kind != "code":
        return {}
    for node in statement.nodes:
        pairs = dict(_assigned(node))
        if not pairs:
            return {}
        values |= pairs
    return values


def _assigned(node: ast.stmt) -> Iterator[tuple[str, Scalar]]:
    if isinstance(node, ast.AnnAssign) and node.value:
        targets: list[ast.expr] = [node.target]
        value: ast.expr = node.value
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        targets, value = node.targets, node.value
    else:
        return
    names, values = targets, [value]
    if isinstance(targets[0], ast.Tuple) and isinstance(value, ast.Tuple):
        names, values = targets[0].elts, value.elts
    if len(names) != len(values):
        return
    pairs = [
        (name.id, literal)
        for name, each in zip(names, values, strict=True)
        if isinstance(name, ast.Name) and (literal := _literal(each)) is not None
    ]
    if len(pairs) == len(names):
        yield from pairs


def _literal(node: ast.expr) -> Scalar | None:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    if isinstance(value, bool | str) or (isinstance(value, float) and value == value):
        return value
    # TOML has integers of 64 bits.
    return value if isinstance(value, int) and -(2**63) <= value < 2**63 else None


def _is_parameter(graph: Graph, at: int, name: str) -> bool:
    versions = graph.versions.get(name, [])
    if len(versions) != 1 or any(name in each.names.changes for each in graph.statements):
        return False
    if any(name in each.names.writes or name in each.names.deletes for each in graph.statements):
        return False
    return any(reader > at for reader in graph.readers(versions[0]))


def find_secrets(statement: Statement) -> list[str]:
    """Return names and values in a statement that look like secrets; values are not shown."""
    found = []
    for name, value in _texts(statement):
        if _KEY_SHAPES.match(value) or (name and _SECRET.search(name) and len(value) > 3):
            found.append(name or f"{value[:4]}...")
    return found


def find_absolute_paths(statement: Statement) -> list[str]:
    """Return the absolute paths in a statement."""
    return [value for _, value in _texts(statement) if _ABSOLUTE.match(value)]


def _texts(statement: Statement) -> Iterator[tuple[str, str]]:
    """Yield the texts in a statement, each with the name that it is given to."""
    for top in statement.nodes:
        for node in ast.walk(top):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield "", node.value
            yield from _named_texts(node)


def _named_texts(node: ast.AST) -> Iterator[tuple[str, str]]:
    pairs: Mapping[str, ast.expr | None] = {}
    if isinstance(node, ast.keyword) and node.arg:
        pairs = {node.arg: node.value}
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name | ast.Subscript):
        target = node.targets[0]
        key = target.id if isinstance(target, ast.Name) else getattr(target.slice, "value", "")
        pairs = {str(key): node.value}
    elif isinstance(node, ast.Dict):
        pairs = {
            str(key.value): value
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant)
        }
    for name, value in pairs.items():
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield name, value.value
