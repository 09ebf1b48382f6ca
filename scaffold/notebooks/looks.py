"""Which statements only look: displays, plots and the set-up of a session."""

import ast
from collections.abc import Iterable

from scaffold.notebooks.look_words import (
    AT_ONCE,
    BUILT_IN,
    ITERATING,
    LOOKING,
    PLOTTING,
    PRINTING,
    SEEDING,
    SETTING_UP,
)
from scaffold.notebooks.origins import Origins
from scaffold.notebooks.statements import Statement
from scaffold.notebooks.syntax import called_names, root_name


def kind_of(statement: Statement, origins: Origins) -> str:
    """Return `look`, `plot`, `setup`, or an empty text for statements that do more."""
    if statement.kind == "definition":
        return "look" if _is_shown_at_once(statement, origins) else ""
    if statement.kind != "code":
        return ""
    kinds = {_kind_of_node(node, origins, statement) for node in statement.nodes}
    return kinds.pop() if len(kinds) == 1 else ""


def _is_shown_at_once(statement: Statement, origins: Origins) -> bool:
    """Return whether a decorator displays a function or registers it in the session."""
    decorators = getattr(statement.node, "decorator_list", [])
    return any(_starts(_full_name(_func(each), origins), AT_ONCE) for each in decorators)


def is_seed(statement: Statement) -> bool:
    """Return whether a statement only seeds random generators."""
    calls = [
        node.value
        for node in statement.nodes
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ]
    names = called_names(calls)
    return len(calls) == len(statement.nodes) and bool(names) and SEEDING.issuperset(names)


def _kind_of_node(node: ast.stmt, origins: Origins, statement: Statement) -> str:
    if isinstance(node, ast.Expr):
        return _kind_of_value(node.value, origins)
    if isinstance(node, ast.Assert):
        return "look"
    if isinstance(node, ast.For | ast.While | ast.With | ast.If):
        return _kind_of_block(node, origins, statement)
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and node.value:
        return _kind_of_assignment(node, origins)
    return ""


def _kind_of_assignment(node: ast.Assign | ast.AugAssign | ast.AnnAssign, origins: Origins) -> str:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if all(_is_setting(target, origins) for target in targets):
        return "setup"
    value = node.value
    if isinstance(value, ast.Call) and _draws(value.func):
        return "plot"
    while isinstance(value, ast.Call | ast.Attribute | ast.Subscript) and not origins.of(value):
        value = value.func if isinstance(value, ast.Call) else value.value
    return "plot" if value is not None and _starts(origins.of(value), PLOTTING) else ""


def _is_setting(target: ast.expr, origins: Origins) -> bool:
    """Return whether a target is a setting of a library, such as `plt.rcParams["font.size"]`."""
    if isinstance(target, ast.Tuple | ast.List):
        return False
    while isinstance(target, ast.Subscript):
        target = target.value
    return isinstance(target, ast.Attribute) and _starts(origins.of(target), SETTING_UP)


def _kind_of_value(value: ast.expr, origins: Origins) -> str:
    if isinstance(value, ast.Call):
        return _kind_of_call(value, origins)
    if isinstance(value, ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr):
        return ""
    if isinstance(value, ast.ListComp | ast.SetComp | ast.DictComp):
        inner = [value.elt] if not isinstance(value, ast.DictComp) else [value.key, value.value]
        return "look" if all(_kind_of_value(each, origins) for each in inner) else ""
    calls = [each for each in ast.walk(value) if isinstance(each, ast.Call)]
    return "look" if all(_is_harmless(call, origins) for call in calls) else ""


def _kind_of_call(call: ast.Call, origins: Origins) -> str:
    full = _full_name(call.func, origins)
    name = call.func.attr if isinstance(call.func, ast.Attribute) else root_name(call.func)
    if _starts(full, PLOTTING) or _draws(call.func):
        return "plot"
    if _starts(full, SETTING_UP):
        return "setup"
    if name in PRINTING:
        # What is printed may be computed by a call that does more.
        inner = [each for each in ast.walk(call) if isinstance(each, ast.Call) and each is not call]
        return "look" if all(_is_harmless(each, origins) for each in inner) else ""
    return "look" if _is_harmless(call, origins) else ""


def _draws(func: ast.expr) -> bool:
    """Return whether a method is one of axes or of figures, by its usual names."""
    root = root_name(func)
    usual = root.startswith(("ax", "fig", "plt", "sns")) and not root.startswith("axis_")
    return isinstance(func, ast.Attribute) and usual and len(root) < 8


def _is_harmless(call: ast.Call, origins: Origins) -> bool:
    """Return whether a call only looks at its object."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr in LOOKING and not _full_name(call.func, origins).startswith("random")
    return isinstance(call.func, ast.Name) and call.func.id in BUILT_IN | PRINTING


def _kind_of_block(
    node: ast.For | ast.While | ast.With | ast.If, origins: Origins, statement: Statement
) -> str:
    """Return `plot` or `look` for a block of which all statements are one or the other."""
    body: list[ast.stmt] = [*node.body, *getattr(node, "orelse", [])]
    kinds = {_kind_of_node(each, origins, statement) or _kind_of_step(each) for each in body}
    if not kinds <= {"look", "plot", "step"} or kinds == {"step"}:
        return ""
    if not _has_harmless_header(node, origins):
        return ""
    return "plot" if "plot" in kinds else "look"


def _has_harmless_header(node: ast.For | ast.While | ast.With | ast.If, origins: Origins) -> bool:
    """Return whether the first line of a block computes nothing, unlike a loop over a training."""
    if isinstance(node, ast.With):
        calls = [item.context_expr for item in node.items]
        return all(_starts(_full_name(_func(call), origins), PLOTTING) for call in calls)
    header = node.iter if isinstance(node, ast.For) else node.test
    return all(
        _is_harmless(call, origins)
        or (isinstance(call.func, ast.Attribute) and call.func.attr in ITERATING)
        or _starts(_full_name(call.func, origins), (*PLOTTING, "itertools", "numpy"))
        for call in ast.walk(header)
        if isinstance(call, ast.Call)
    )


def _func(node: ast.expr) -> ast.expr:
    return node.func if isinstance(node, ast.Call) else node


def _kind_of_step(node: ast.stmt) -> str:
    """Return `step` for small statements that plots and displays need between them."""
    if isinstance(node, ast.Pass | ast.Break | ast.Continue):
        return "step"
    if isinstance(node, ast.Assign | ast.AugAssign):
        calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
        plain = all(
            (isinstance(call.func, ast.Name) and call.func.id in BUILT_IN)
            or (isinstance(call.func, ast.Attribute) and call.func.attr in LOOKING)
            for call in calls
        )
        return "step" if plain else ""
    return ""


def _full_name(func: ast.expr, origins: Origins) -> str:
    """Return the full name of what is called; of a chain of calls, where it starts."""
    node: ast.AST = func
    full = origins.of(node)
    while not full and isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
        full = origins.of(node)
    return full


def _starts(full: str, prefixes: Iterable[str]) -> bool:
    return any(full == prefix or full.startswith(f"{prefix}.") for prefix in prefixes)
