"""What is known of the values of expressions, by their kinds."""

import ast
import hashlib
from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from scaffold.doctor.experiment.calls import value_of_call
from scaffold.doctor.experiment.following import Follower, whole
from scaffold.doctor.experiment.program import dotted
from scaffold.doctor.experiment.rows import MOST_PARTS, NOTHING, Role, Value, join, role_of_name

# Attributes that hold other rows than their object, or none.
_WITHOUT_ROWS = frozenset({"shape", "columns", "dtypes", "size", "ndim", "index", "name"})
# Names of sets of rows are not longer, however often these are cut.
_LONGEST = 400


def read_expression(follower: Follower, node: ast.expr) -> Value:
    """Return what is known of the value of an expression."""
    reader = _READERS.get(type(node))
    return reader(follower, node) if reader else follower.join_children(node)


def _read_name(follower: Follower, node: ast.Name | ast.Attribute) -> Value:
    name = dotted(node)
    if name in follower.variables:
        return follower.variables[name]
    if isinstance(node, ast.Attribute):
        if node.attr in _WITHOUT_ROWS:
            return NOTHING
        base = follower.value(node.value)
        stated = role_of_name(node.attr)
        return base.with_role(stated) if stated and not base.role else base
    return Value(role_of_name(name), frozenset({f"name {name}"}) if name else frozenset())


def _read_subscript(follower: Follower, node: ast.Subscript) -> Value:
    base, index = follower.value(node.value), follower.value(node.slice)
    follower.judge.see_subscript(node, base, index)
    if isinstance(node.slice, ast.Constant):
        return _item(base, node.slice.value)
    first = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else None
    chosen = first or node.slice
    if isinstance(chosen, ast.Slice) and not (chosen.lower or chosen.upper):
        return base
    if isinstance(chosen, ast.List):  # Columns.
        return base
    if isinstance(chosen, ast.Name) and not index.role and not index.made_by:
        return replace(base, parts=())
    key = ast.dump(chosen)[:200]
    rows = frozenset(_shorten(f"{each}[{key}]") for each in base.rows)
    role = index.role or base.role
    return replace(base, rows=rows, role=role, parts=(), made_by="")


def _shorten(name: str) -> str:
    """Return the name of a set of rows, or a short one that stands for it."""
    return name if len(name) < _LONGEST else hashlib.sha256(name.encode()).hexdigest()


def _item(base: Value, key: object) -> Value:
    if isinstance(key, int) and -len(base.parts) <= key < len(base.parts):
        return base.parts[key]
    stated = role_of_name(key) if isinstance(key, str) else Role.UNKNOWN
    return base.with_role(stated) if stated and not base.role else replace(base, parts=())


def _read_items(follower: Follower, node: ast.Tuple | ast.List | ast.Set) -> Value:
    return _of_parts([follower.value(each) for each in node.elts[:MOST_PARTS]])


def _read_dict(follower: Follower, node: ast.Dict) -> Value:
    return _of_parts([follower.value(each) for each in node.values[:MOST_PARTS]])


def _of_parts(items: list[Value]) -> Value:
    """Return what is known of a list of values; it is known down to the items of its items."""
    parts = tuple(
        replace(item, parts=tuple(replace(part, parts=()) for part in item.parts)) for item in items
    )
    return replace(join(parts), parts=parts)


def _read_comprehension(
    follower: Follower, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
) -> Value:
    inner = replace(follower, variables=ChainMap({}, follower.variables))
    for each in node.generators:
        inner.bind(each.target, replace(whole(inner.value(each.iter)), role=Role.UNKNOWN))
    return inner.value(node.value if isinstance(node, ast.DictComp) else node.elt)


def _read_operation(follower: Follower, node: ast.BinOp) -> Value:
    left, right = follower.value(node.left), follower.value(node.right)
    return join([left, right]).marked(*follower.judge.marks_of_operation(node, left, right))


def _read_comparison(follower: Follower, node: ast.Compare) -> Value:
    return replace(follower.join_children(node), made_by="comparison")


def _read_nothing(_: Follower, __: ast.expr) -> Value:
    return NOTHING


_READERS: Mapping[type[ast.AST], Callable[[Follower, Any], Value]] = {
    ast.Name: _read_name,
    ast.Attribute: _read_name,
    ast.Subscript: _read_subscript,
    ast.Tuple: _read_items,
    ast.List: _read_items,
    ast.Set: _read_items,
    ast.Dict: _read_dict,
    ast.ListComp: _read_comprehension,
    ast.SetComp: _read_comprehension,
    ast.GeneratorExp: _read_comprehension,
    ast.DictComp: _read_comprehension,
    ast.BinOp: _read_operation,
    ast.Compare: _read_comparison,
    ast.Lambda: _read_nothing,
    ast.Constant: _read_nothing,
    ast.JoinedStr: _read_nothing,
    ast.Call: value_of_call,
}
