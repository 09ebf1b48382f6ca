"""Small changes of code: one constant or one operator at a time."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from scaffold.files.parsing import parse_or, parse_python

_OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one change.

    Attributes:
        path: The module, relative to the project.
        line: Line of the change, in the module as it is.
        before: The changed expression.
        after: What it became.
        content: The whole module with the change.
    """

    path: str
    line: int
    before: str
    after: str
    content: bytes


def count_changes(source: str) -> int:
    """Return how many changes a module has room for."""
    return len([*_find_changes(parse_or(source, parse_python, ast.Module([], [])))])


def change(path: str, source: str, number: int) -> Mutant:
    """Return a module with one of its changes made, by number from 0."""
    tree = ast.parse(source)
    node, apply = [*_find_changes(tree)][number]
    before = ast.unparse(node)
    apply()
    return Mutant(path, node.lineno, before, ast.unparse(node), ast.unparse(tree).encode())


# The statement or expression to show, and what changes it in place.
_Change = tuple[Any, Callable[[], None]]


def _find_changes(tree: ast.Module) -> Iterator[_Change]:
    ignored = {id(inner) for node in _find_ignored(tree) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) not in ignored:
            yield from _change_node(node)


def _find_ignored(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what has no effect on values: annotations, docstrings and lists of names."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()):
                yield node
            case ast.FunctionDef(returns=ast.expr() as note):
                yield note
            case ast.arg(annotation=ast.expr() as note) | ast.AnnAssign(annotation=note):
                yield note
            case ast.Assign(targets=[ast.Name(id="__all__")]):
                yield node
            case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
                yield node


def _change_node(node: ast.AST) -> Iterator[_Change]:
    match node:
        case ast.Constant():
            value = _change_value(node.value)
            if value is not None:
                yield node, lambda: setattr(node, "value", value)
        case ast.BinOp() | ast.BoolOp() | ast.AugAssign() if type(node.op) in _OPERATORS:
            yield node, lambda: setattr(node, "op", _OPERATORS[type(node.op)]())
        case ast.Compare():
            for place, operator in enumerate(node.ops):
                yield node, _replacer(node.ops, place, operator)
        case ast.UnaryOp(op=ast.Not()):
            yield node, lambda: setattr(node, "operand", ast.UnaryOp(ast.Not(), node.operand))
        case ast.UnaryOp(op=ast.USub()):
            yield node, lambda: setattr(node, "op", ast.UAdd())


def _replacer(operators: list[ast.cmpop], place: int, operator: ast.cmpop) -> Callable[[], None]:
    def replace() -> None:
        operators[place] = _OPERATORS[type(operator)]()  # type: ignore[call-overload]

    return replace


def _change_value(value: Any) -> Any:
    """Return another value of the same type; None for those that stay."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        return value * 1.5 + (value == 0)
    if isinstance(value, str):
        return f"{value}_"
    return None
