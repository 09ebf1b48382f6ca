"""Rewrites names and paths of modules in strings: `mock.patch("a.b.f")`."""

import ast
import re
from collections.abc import Iterator

from scaffold.adoption.moving.code_names import Named, Parts
from scaffold.adoption.moving.file_context import FileContext, spell_relative

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?::[A-Za-z_][\w.]*)?")
_PATH = re.compile(r"(?:\./)?[\w.-]+(?:/[\w.*-]+)*/?")
_EXAMPLE = re.compile(r"^[ \t]*(?:>>>|\.\.\.)[ \t].*$", re.M)
_WORD = re.compile(r"(?<![\w./])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_IMPORTERS = frozenset({"import_module", "__import__", "importorskip", "run_module", "find_spec"})
# Calls whose first string is the name of a module, also if it has only one part.
_TAKE_NAMES = _IMPORTERS | {"patch", "setattr", "delattr", "resolve_name", "get_data", "files"}
_LIST_MODULES = frozenset({"iter_modules", "walk_packages"})
# Calls that can reach a module without its name in the file.
COMPUTES_NAMES = _IMPORTERS | _LIST_MODULES


def edit_strings(context: FileContext) -> None:
    """Rewrite the strings of a file that are names or paths of modules."""
    documentation = set(_docstrings(context.source.tree))
    for node in ast.walk(context.source.tree):
        if isinstance(node, ast.Call):
            _look_at_call(context, node)
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if _is_exported(context, node):
            _look_at_export(context, node, node.value)
        elif node in documentation:
            _edit_examples(context, node)
        elif not isinstance(context.parents.get(node), ast.JoinedStr | ast.FormattedValue):
            _edit_string(context, node, node.value)


def _docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def _is_exported(context: FileContext, node: ast.Constant) -> bool:
    """Return whether a string is in the list `__all__` of a package."""
    listed = context.parents.get(node)
    named = context.parents.get(listed) if isinstance(listed, ast.List | ast.Tuple) else None
    targets = named.targets if isinstance(named, ast.Assign) else []
    names = [each.id for each in targets if isinstance(each, ast.Name)]
    return names == ["__all__"] and context.path.endswith("/__init__.py")


def _look_at_export(context: FileContext, node: ast.Constant, name: str) -> None:
    """Note a module that a package only exports by its name: a star import would not find it."""
    own = Named(context.root, (*context.package, name), ())
    aliases = [each for each in ast.walk(context.source.tree) if isinstance(each, ast.alias)]
    is_imported = any(name == (each.asname or each.name) for each in aliases)
    is_module = context.names.file_of(*own[:2]) and not context.initializers.hides(*own[:2])
    if is_module and not is_imported and context.rename(own) != own.parts:
        context.add(node.lineno, "dynamic", f"`__all__` names the module `{name}`, which moves")


def _edit_string(context: FileContext, node: ast.Constant, value: str) -> None:
    if _DOTTED.fullmatch(value):
        old, new = _rename(context, node, value)
    elif "/" in value and _PATH.fullmatch(value):
        old = value.removeprefix("./").rstrip("/")
        new = context.relocation.place(old)
    else:
        return
    if new != old:
        _replace(context, node, old, new)


def _replace(context: FileContext, node: ast.Constant, old: str, new: str) -> None:
    start, end = context.source.span(node)
    at = context.source.content.find(old.encode(), start, end)
    if at < 0:
        context.add(node.lineno, "blocker", f"`{old}` is written in parts")
        return
    context.source.replace(at, at + len(old.encode()), new)


def _rename(context: FileContext, node: ast.Constant, value: str) -> tuple[str, str]:
    """Return the part of a string that names a module, and its new name."""
    parts = tuple(value.partition(":")[0].split("."))
    call = _call_of(context, node)
    if len(parts) == 1 and not (call in _TAKE_NAMES or ":" in value):
        return value, value
    named = _find(context, parts)
    if named is None or (len(named.parts) == 1 and call not in _TAKE_NAMES and ":" not in value):
        return value, value
    if call == "patch" and not named.rest and context.initializers.hides(named.root, named.parts):
        return value, value
    return ".".join(named.parts), ".".join(context.rename_module(named) or named.parts)


def _find(context: FileContext, parts: Parts) -> Named | None:
    return context.names.find(parts, context.path)


def _call_of(context: FileContext, node: ast.Constant) -> str:
    """Return the name of the function that gets a string; empty if none does."""
    call = context.parents.get(node)
    if isinstance(call, ast.keyword):
        call = context.parents.get(call)
    return _called(call) if isinstance(call, ast.Call) else ""


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _edit_examples(context: FileContext, node: ast.Constant) -> None:
    """Rewrite names in the examples of a docstring, which `doctest` runs."""
    start, end = context.source.span(node)
    content = context.source.content[start:end].decode()
    for line in _EXAMPLE.finditer(content):
        for word in _WORD.finditer(line[0]):
            named = _find(context, tuple(word[0].split(".")))
            if named is None or len(named.parts) < 2:
                continue
            old = ".".join(named.parts)
            at = start + len(content[: line.start() + word.start()].encode())
            new = ".".join(context.rename_module(named) or named.parts)
            context.source.replace(at, at + len(old.encode()), new)


def _look_at_call(context: FileContext, call: ast.Call) -> None:
    """Note imports whose module is only known when they run."""
    name = _called(call)
    if name in _LIST_MODULES and _moves_from(context, ".".join(context.package)):
        context.add(call.lineno, "warning", f"`{name}` may list modules that move")
    if name not in _IMPORTERS or not call.args:
        return
    first = call.args[0]
    if isinstance(first, ast.Constant):
        if isinstance(first.value, str) and first.value.startswith("."):
            _edit_relative(context, call, first, first.value)
        return
    known = _known_start(first)
    if not known:
        _note_unknown(context, call)
        return
    start = f"{'.'.join(context.package)}." if known.startswith(".") else known
    if _moves_from(context, start):
        context.add(call.lineno, "dynamic", f"`{name}` builds a name that starts with `{known}`")


def _edit_relative(context: FileContext, call: ast.Call, first: ast.Constant, value: str) -> None:
    """Rewrite `import_module(".load", package=__package__)`."""
    named = [each.value for each in call.keywords if each.arg == "package"]
    package = next(iter([*call.args[1:], *named]), None)
    is_own = isinstance(package, ast.Name) and package.id in ("__package__", "__name__")
    base, new_base = context.package, context.new_package
    if isinstance(package, ast.Constant) and isinstance(package.value, str):
        base = tuple(package.value.split("."))
        found = context.names.find(base, context.path)
        new_base = context.rename(found) if found else base
    elif not is_own:
        _note_unknown(context, call)
        return
    level = len(value) - len(value.lstrip("."))
    parts = base[: max(0, len(base) - level + 1)] + tuple(value.lstrip(".").split("."))
    found = context.names.find_in(context.root, parts)
    if found:
        _replace(context, first, value, spell_relative(new_base, context.rename(found)))


def _note_unknown(context: FileContext, call: ast.Call) -> None:
    text = f"`{_called(call)}` imports a module that only a run can tell"
    context.add(call.lineno, "warning", text)


def _moves_from(context: FileContext, start: str) -> bool:
    """Return whether a module moves whose name starts like this."""
    sources = context.relocation.sources
    names = (".".join(parts) for path in sources for _, parts in context.names.names_of(path))
    return any(name.startswith(start) for name in names)


def _known_start(node: ast.expr) -> str:
    """Return what a name that is put together starts with."""
    while isinstance(node, ast.BinOp):
        node = node.left
    if isinstance(node, ast.JoinedStr) and node.values:
        node = node.values[0]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
