"""Rewrites the import statements of a file."""

import ast
import re
from collections.abc import Sequence

from scaffold.adoption.moving.code_names import Named, Parts
from scaffold.adoption.moving.file_context import FileContext, spell_relative
from scaffold.adoption.moving.initializers import absolute

# Statements are UTF-8; names can have letters of more than one byte.
_FROM = re.compile(rb"from([\s\\]*)(.*?)([\s\\]*)(?<![\w\x80-\xff])import(?![\w\x80-\xff])", re.S)
_AS = re.compile(rb"[\s\\]+as[\s\\]")


def edit_imports(context: FileContext) -> None:
    """Rewrite all import statements of a file."""
    for node in ast.walk(context.source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                _edit_alias(context, node, alias)
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            _edit_from(context, node)


def _edit_alias(context: FileContext, node: ast.Import, alias: ast.alias) -> None:
    """Rewrite `import a.b` and `import a.b as c`."""
    named = _find(context, node.lineno, tuple(alias.name.split(".")))
    new = context.rename(named) if named else ()
    if not named or new == named.parts + named.rest:
        return
    start, end = context.source.span(alias)
    text = ".".join(new)
    if not alias.asname and len(named.parts) == 1:
        text = f"{text} as {alias.name}"
    name = _AS.split(context.source.content[start:end], maxsplit=1)[0]
    context.source.replace(start, start + len(name), text)


def _find(context: FileContext, line: int, parts: Parts) -> Named | None:
    named = context.names.find(parts, context.path)
    if named is None:
        _note_ambiguous(context, line, parts)
    elif context.rename_module(named) is None:
        context.add(line, "blocker", f"`{'.'.join(parts)}` would no longer be in `{named.root}/`")
    return named


def _note_ambiguous(context: FileContext, line: int, parts: Parts) -> None:
    roots = context.names.list_roots(parts[0])
    files = [context.names.file_of(root, parts[:1]) for root in roots]
    if any(context.relocation.place(file) != file for file in files):
        context.add(line, "blocker", f"`{parts[0]}` can be {' or '.join(f'`{f}`' for f in files)}")


def _edit_from(context: FileContext, node: ast.ImportFrom) -> None:
    """Rewrite `from a import b`; names that are in different modules then get two statements."""
    base = absolute(context.names, context.path, node)
    modules = [_new_module(context, node, base, alias) for alias in node.names]
    is_same = all(parts == base for _, parts in modules)
    if not is_same or (node.level and context.new_package != context.package):
        _write_from(context, node, modules)


def _new_module(
    context: FileContext, node: ast.ImportFrom, base: Parts, alias: ast.alias
) -> tuple[str, Parts]:
    """Return the folder from which a name is imported, and the module, after the move."""
    parts = base if alias.name == "*" else (*base, alias.name)
    root = context.root if node.level else None
    named = (
        _find(context, node.lineno, parts) if root is None else context.names.find_in(root, parts)
    )
    if named is None:
        return context.root, base
    if not named.rest and alias.name != "*" and context.initializers.hides(named.root, named.parts):
        named = Named(named.root, base, (alias.name,))
    new = context.rename(named)
    return named.root, (new if alias.name == "*" else new[:-1])


def _spell(context: FileContext, node: ast.ImportFrom, module: tuple[str, Parts]) -> str:
    """Return a module as the statement names it: relative if it was."""
    root, parts = module
    package = context.new_package
    if not node.level or root != context.root or not package or parts[:1] != package[:1]:
        return ".".join(parts)
    return spell_relative(package, parts)


def _write_from(
    context: FileContext, node: ast.ImportFrom, modules: Sequence[tuple[str, Parts]]
) -> None:
    spelled = [_spell(context, node, module) for module in modules]
    old = "." * node.level + (node.module or "")
    first = old if old in spelled else spelled[0]
    start, end = context.source.span(node)
    found = next(_FROM.finditer(context.source.content[start:end]))
    if first != old:  # `from.import x` has no spaces to keep.
        text = f"{'' if found[1] else ' '}{first}{'' if found[3] else ' '}"
        context.source.replace(start + found.start(2), start + found.end(2), text)
    others = [(alias, name) for alias, name in zip(node.names, spelled, strict=True)]
    leaving = [(alias, name) for alias, name in others if name != first]
    if leaving:
        _remove(context, node, [alias for alias, _ in leaving])
        _append(context, node, leaving)


def _remove(context: FileContext, node: ast.ImportFrom, leaving: Sequence[ast.alias]) -> None:
    """Take names out of a statement, with the comma of each."""
    staying = [alias for alias in node.names if alias not in leaving]
    last = node.names.index(staying[-1])
    for at, alias in enumerate(node.names):
        if alias not in leaving:
            continue
        start, end = context.source.span(alias)
        if at < last:
            end = context.source.span(node.names[at + 1])[0]
        else:
            start = context.source.span(node.names[at - 1])[1]
        context.source.replace(start, end, "")


def _append(
    context: FileContext, node: ast.ImportFrom, leaving: Sequence[tuple[ast.alias, str]]
) -> None:
    """Write a statement for each other module, after the one that they were in."""
    source = context.source
    start, end = source.span(node)
    line = source.content[source.offset(node.lineno, 0) : start].decode()
    rest = source.content[end:].split(b"\n", 1)[0].strip()
    is_alone = not line.strip() and (not rest or rest.startswith(b"#"))
    written = ""
    for name in dict.fromkeys(name for _, name in leaving):
        aliases = ", ".join(source.text(alias) for alias, other in leaving if other == name)
        separator = f"{source.line_end()}{line}" if is_alone else "; "
        written += f"{separator}from {name} import {aliases}"
    at = end
    if is_alone and rest:  # A comment at the end of the line stays there.
        at = end + len(source.content[end:].split(b"\n", 1)[0].rstrip(b"\r"))
    source.replace(at, at, written)
