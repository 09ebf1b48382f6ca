"""Rewrites attributes that lead to modules: `a.b.f` after `import a.b`."""

import ast
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from scaffold.adoption.moving.code_names import Named, Parts
from scaffold.adoption.moving.file_context import FileContext
from scaffold.adoption.moving.initializers import absolute

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


class Binding(NamedTuple):
    """A name that is a module.

    Attributes:
        root: The folder in which Python finds the module.
        parts: The module.
        is_named: Whether the name is another one than its first part, and so stays.
    """

    root: str
    parts: Parts
    is_named: bool


# The modules by name; None for a name that is something else.
Scope = Mapping[str, Binding | None]


def edit_attributes(context: FileContext) -> None:
    """Rewrite the attributes of modules in a file."""
    _visit(context, context.source.tree, [])


def _visit(context: FileContext, scope: ast.AST, outer: list[Scope]) -> None:
    scopes = [*outer, _bindings(context, scope)]
    for node in _walk(scope):
        if isinstance(node, _SCOPES):
            _visit(context, node, scopes)
        elif isinstance(node, ast.Attribute | ast.Name) and not isinstance(
            context.parents.get(node), ast.Attribute
        ):
            _edit(context, node, scopes)


def _walk(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a scope, and the scopes in it without what they contain."""
    for node in ast.iter_child_nodes(scope):
        yield node
        if not isinstance(node, _SCOPES):
            yield from _walk(node)


def _bindings(context: FileContext, scope: ast.AST) -> dict[str, Binding | None]:
    found: dict[str, Binding | None] = {}
    for node in _walk(scope):
        if isinstance(node, ast.arg):
            found.setdefault(node.arg, None)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.setdefault(node.id, None)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.setdefault(node.name, None)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= dict(_imported(context, node))
    return found


def _imported(
    context: FileContext, node: ast.Import | ast.ImportFrom
) -> Iterator[tuple[str, Binding | None]]:
    for alias in node.names:
        if isinstance(node, ast.Import):
            parts = tuple(alias.name.split("."))
            used = parts if alias.asname else parts[:1]
            named = context.names.find(used, context.path)
            is_named = bool(alias.asname) or len(parts) == 1
            yield alias.asname or used[0], _bound(named, is_named=is_named)
        elif alias.name != "*":
            yield alias.asname or alias.name, _bound(_named_by(context, node, alias), is_named=True)


def _named_by(context: FileContext, node: ast.ImportFrom, alias: ast.alias) -> Named | None:
    parts = (*absolute(context.names, context.path, node), alias.name)
    if node.level:
        named = context.names.find_in(context.root, parts)
    else:
        named = context.names.find(parts, context.path)
    hidden = named and context.initializers.hides(named.root, named.parts)
    return None if hidden else named


def _bound(named: Named | None, *, is_named: bool) -> Binding | None:
    return Binding(named.root, named.parts, is_named) if named and not named.rest else None


def _edit(context: FileContext, node: ast.Attribute | ast.Name, scopes: list[Scope]) -> None:
    chain = _chain(node)
    if not chain or not isinstance(chain[0], ast.Name):
        return
    first = chain[0]
    known = [scope for scope in reversed(scopes) if first.id in scope]
    binding = known[0][first.id] if known else None
    if not known and context.path.endswith("/__init__.py"):
        _edit_own(context, first)
    if binding is None:
        return
    length = _length(context, binding, list(_attributes(chain, len(chain))))
    old = Named(binding.root, binding.parts + _attributes(chain, length), ())
    before = Named(binding.root, binding.parts, ())
    new, start = context.rename(old), context.rename(before)
    if new == old.parts and start == before.parts:
        return
    if new[: len(start)] != start:
        context.add(node.lineno, "blocker", f"`{'.'.join(old.parts)}` cannot be rewritten here")
        return
    prefix = (first.id,) if binding.is_named else start
    span = context.source.span(first)[0], context.source.span(chain[length])[1]
    context.source.replace(*span, ".".join((*prefix, *new[len(start) :])))


def _edit_own(context: FileContext, name: ast.Name) -> None:
    """Rewrite the name of a module in its package, where an import of it leaves the name."""
    package = context.package
    own = Named(context.root, (*package, name.id), ())
    if not context.names.file_of(*own[:2]):
        return
    new = context.rename(own)
    if new != own.parts and new[: len(package)] == package:
        context.source.replace(*context.source.span(name), ".".join(new[len(package) :]))


def _length(context: FileContext, binding: Binding, attributes: list[str]) -> int:
    """Return how many attributes lead to modules."""
    length = 0
    for attribute in attributes:
        parts = (*binding.parts, *attributes[:length], attribute)
        is_module = context.names.file_of(binding.root, parts)
        if not is_module or context.initializers.hides(binding.root, parts):
            break
        length += 1
    return length


def _attributes(chain: list[ast.Name | ast.Attribute], length: int) -> Parts:
    return tuple(each.attr for each in chain[1 : length + 1] if isinstance(each, ast.Attribute))


def _chain(node: ast.expr) -> list[ast.Name | ast.Attribute]:
    """Return the name and the attributes of a chain; nothing if it starts with something else."""
    if isinstance(node, ast.Name):
        return [node]
    below = _chain(node.value) if isinstance(node, ast.Attribute) else []
    return [*below, node] if below and isinstance(node, ast.Attribute) else []
