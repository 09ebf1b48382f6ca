"""Keeps what a moved file computes from its own path: `Path(__file__).parent / "data"`."""

import ast
from typing import NamedTuple

from scaffold.adoption.moving.file_context import FileContext
from scaffold.adoption.moving.relocation import parent_of

_SAME = frozenset({"resolve", "absolute", "abspath", "realpath", "Path", "expanduser", "str"})
_HARMLESS = frozenset({"name", "stem", "basename", "splitext", "getmtime", "read_text", "exists"})
# Their first argument is a package; the name of a module stands for its package.
_RESOURCES = frozenset({"files", "path", "get_data", "resource_filename", "resource_string"})
_RESOURCES |= {"resource_stream", "resource_exists", "read_text", "read_binary", "open_text"}


class Climb(NamedTuple):
    """An expression for a folder above a file.

    Attributes:
        node: The expression.
        levels: How many folders it goes up.
        base: The expression for the file.
        style: `parent`, `parents` or `dirname`; empty for the file itself.
    """

    node: ast.expr
    levels: int
    base: ast.expr
    style: str


def edit_locations(context: FileContext) -> None:
    """Rewrite the paths that a file computes from its own, if it moves."""
    old, new = context.path, context.relocation.place(context.path)
    if old == new:
        return
    for node in ast.walk(context.source.tree):
        if isinstance(node, ast.Name) and node.id == "__file__":
            _edit(context, _climb(context, node))
        elif isinstance(node, ast.Name) and node.id in ("__name__", "__package__"):
            _edit_resource(context, node)


def _climb(context: FileContext, node: ast.expr) -> Climb:
    """Return the largest expression around `__file__` that only goes up."""
    found = Climb(node, 0, node, "")
    while (larger := _step(context, found)) is not None:
        found = larger
    return found


def _step(context: FileContext, climb: Climb) -> Climb | None:
    node = context.parents.get(climb.node)
    if isinstance(node, ast.Attribute):
        return _step_attribute(context, climb, node)
    if not isinstance(node, ast.Call) or node.args[:1] != [climb.node]:
        return None
    called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    called = node.func.id if isinstance(node.func, ast.Name) else called
    if called == "dirname" and climb.style in ("", "dirname"):
        return Climb(node, climb.levels + 1, climb.base, "dirname")
    if called not in _SAME or len(node.args) != 1:
        return None
    return Climb(node, climb.levels, climb.base if climb.levels else node, climb.style)


def _step_attribute(context: FileContext, climb: Climb, node: ast.Attribute) -> Climb | None:
    above = context.parents.get(node)
    if node.attr == "parent" and climb.style in ("", "parent"):
        return Climb(node, climb.levels + 1, climb.base, "parent")
    if node.attr in _SAME and isinstance(above, ast.Call) and not above.args:
        return Climb(above, climb.levels, climb.base if climb.levels else above, climb.style)
    if node.attr == "parents" and isinstance(above, ast.Subscript) and not climb.levels:
        index = above.slice
        if isinstance(index, ast.Constant) and isinstance(index.value, int) and index.value >= 0:
            return Climb(above, index.value + 1, climb.base, "parents")
    return None


def _edit(context: FileContext, climb: Climb) -> None:
    if not climb.levels:
        _note_file(context, climb.node)
        return
    old, new = context.path, context.relocation.place(context.path)
    folder, moved = old, new
    for _ in range(climb.levels):
        folder, moved = parent_of(folder), parent_of(moved)
    if climb.levels > old.count("/") + 1:
        levels, inside = climb.levels + new.count("/") - old.count("/"), ""
    elif context.relocation.place(folder) == moved != folder and context.relocation.folder_of(
        folder
    ):
        return  # The folder moves with the file.
    else:
        levels, inside = _levels(new, folder)
    _write(context, climb, levels, inside)


def _levels(path: str, folder: str) -> tuple[int, str]:
    """Return how far a folder is above a file, and the folder below the one that both are in."""
    levels, parent = 1, parent_of(path)
    while parent and parent != folder and not folder.startswith(f"{parent}/"):
        levels, parent = levels + 1, parent_of(parent)
    return levels, folder.removeprefix(parent).strip("/") if folder != parent else ""


def _write(context: FileContext, climb: Climb, levels: int, inside: str) -> None:
    base = context.source.text(climb.base)
    if levels == climb.levels and not inside:
        return
    if climb.style == "dirname" and isinstance(climb.node, ast.Call):
        function = context.source.text(climb.node.func)
        text = f"{function}(" * levels + base + ")" * levels
        if inside:
            joiner = function.removesuffix("dirname") + "join"
            text = f'{joiner}({text}, "{inside}")'
    else:
        steps = f".parents[{levels - 1}]" if climb.style == "parents" else ".parent" * levels
        text = f'({base}{steps} / "{inside}")' if inside else base + steps
    context.source.replace(*context.source.span(climb.node), text)


def _note_file(context: FileContext, node: ast.expr) -> None:
    """Note a path that is computed in another way."""
    above = context.parents.get(node)
    name = above.attr if isinstance(above, ast.Attribute) else ""
    if isinstance(above, ast.Call):
        func = above.func
        name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
    if name in _HARMLESS or isinstance(above, ast.Expr):
        return
    kind = "blocker" if context.is_at_import(node) else "warning"
    context.add(node.lineno, kind, "`__file__` is used in a way that cannot be adjusted")


def _edit_resource(context: FileContext, node: ast.Name) -> None:
    """Keep the package whose data a file reads."""
    call = context.parents.get(node)
    if not isinstance(call, ast.Call) or call.args[:1] != [node] or not context.package:
        return
    called = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    called = call.func.id if isinstance(call.func, ast.Name) else called
    folder = parent_of(context.path)
    if called in _RESOURCES and context.relocation.place(folder) == folder:
        context.source.replace(*context.source.span(node), f'"{".".join(context.package)}"')
