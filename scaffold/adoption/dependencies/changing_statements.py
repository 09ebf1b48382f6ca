"""Statements that change a list or a table in place, as the value that it has afterwards. Pure."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_METHODS = frozenset({"append", "extend", "update"})
CHANGING = _METHODS | frozenset(
    {"add", "clear", "discard", "insert", "pop", "popitem", "remove", "reverse", "setdefault"}
    | {"sort"}
)
_ITEM = "item of a loop"


@dataclass(frozen=True, slots=True)
class Change:
    """A name, and the value that it has afterwards."""

    name: str
    value: ast.expr


def read_change(statement: ast.stmt) -> Change | None:
    """Return what a statement changes, if it is one of the usual ways to build a list or table."""
    if isinstance(statement, ast.For):
        return _read_loop(statement)
    if isinstance(statement, ast.AugAssign):
        return _read_sum(statement)
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        return _read_item(statement.targets[0], statement.value)
    return _read_call(statement)


def _read_sum(statement: ast.AugAssign) -> Change | None:
    target = statement.target
    if not isinstance(target, ast.Name) or not isinstance(statement.op, ast.Add):
        return None
    return Change(target.id, ast.BinOp(ast.Name(target.id, ast.Load()), ast.Add(), statement.value))


def _read_item(target: ast.expr, value: ast.expr) -> Change | None:
    """Return the change of `name[key] = value`."""
    if not isinstance(target, ast.Subscript) or not isinstance(target.value, ast.Name):
        return None
    name = ast.Name(target.value.id, ast.Load())
    return Change(name.id, ast.Dict([None, target.slice], [name, value]))


def _read_call(statement: ast.stmt) -> Change | None:
    """Return the change of `name.append(value)` and its like."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or len(call.args) != 1 or call.keywords:
        return None
    function = call.func
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return None
    name, value = ast.Name(function.value.id, ast.Load()), call.args[0]
    if function.attr == "update":
        return Change(name.id, ast.Dict([None, None], [name, value]))
    if function.attr not in _METHODS:
        return None
    added = ast.Starred(value, ast.Load()) if function.attr == "extend" else value
    return Change(name.id, ast.List([ast.Starred(name, ast.Load()), added], ast.Load()))


def _read_loop(loop: ast.For) -> Change | None:
    """Return the change of a loop that only adds to one list."""
    body, conditions = loop.body, list[ast.expr]()
    if len(body) == 1 and isinstance(body[0], ast.If) and not body[0].orelse:
        conditions, body = [body[0].test], body[0].body
    is_plain = isinstance(loop.target, ast.Name) and len(body) == 1 and not loop.orelse
    change = read_change(body[0]) if is_plain else None
    if change is None or isinstance(body[0], ast.For):
        return None
    return _repeat(loop, conditions, change)


def _repeat(loop: ast.For, conditions: list[ast.expr], change: Change) -> Change | None:
    """Return a change that is made for each item of a loop over something else."""
    added = _added(change.value)
    used = [loop.target, loop.iter, *conditions, *([added] if added else [])]
    if added is None or change.name in {name for each in used for name in names_in(each)}:
        return None
    generators = [ast.comprehension(loop.target, loop.iter, conditions, 0)]
    element = added
    if isinstance(added, ast.Starred):
        element = ast.Name(_ITEM, ast.Load())
        generators.append(ast.comprehension(ast.Name(_ITEM, ast.Store()), added.value, [], 0))
    listed = ast.Starred(ast.ListComp(element, generators), ast.Load())
    name = ast.Starred(ast.Name(change.name, ast.Load()), ast.Load())
    return Change(change.name, ast.List([name, listed], ast.Load()))


def _added(value: ast.expr) -> ast.expr | None:
    """Return the item that a change adds to a list, or several as `*items`."""
    if isinstance(value, ast.BinOp):
        return ast.Starred(value.right, ast.Load())
    return value.elts[1] if isinstance(value, ast.List) else None


def stored_names(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement assigns; the bodies of `with` are read on their own."""
    for node in _walk(statement):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id


def mutated_names(statement: ast.stmt) -> Iterator[str]:
    """Yield the names whose values a statement changes in place, and the items of a loop."""
    is_read = read_change(statement) is not None
    for node in _walk(statement):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield from _root(node.func.value) if node.func.attr in CHANGING else ()
        elif isinstance(node, ast.Subscript | ast.Attribute):
            yield from () if isinstance(node.ctx, ast.Load) else _root(node)
        elif isinstance(node, ast.AugAssign):
            yield from _root(node.target)
        elif isinstance(node, ast.For) and not (is_read and node is statement):
            yield from names_in(node.iter)  # Its body may change the items.


def global_names(statement: ast.stmt) -> Iterator[str]:
    """Yield the names of the file that its functions assign whenever they run."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        for node in ast.walk(statement):
            yield from node.names if isinstance(node, ast.Global) else ()


def _walk(statement: ast.stmt) -> Iterator[ast.AST]:
    if isinstance(statement, ast.With):
        for item in statement.items:
            yield from ast.walk(item)
    elif not isinstance(statement, ast.Try | ast.ClassDef):
        yield from ast.walk(statement)


def _root(node: ast.expr) -> Iterator[str]:
    """Yield the name of `name[key].attribute`."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


def names_in(node: ast.AST) -> Iterator[str]:
    """Yield the names in an expression."""
    return (each.id for each in ast.walk(node) if isinstance(each, ast.Name))
