"""Definitions that a template moved from one module to another. Pure: nothing is executed."""

import ast
from collections.abc import Callable, Iterator

from scaffold.files.parsing import parse_or, parse_python
from scaffold.files.tree import Tree

_DOCUMENTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def moved_code(base: Tree, theirs: Tree) -> Callable[[str, str], str]:
    """Return a function that finds the module to which a definition moved unchanged.

    It gets the name of the definition and its text in the base. Docstrings and comments do not
    count. The definitions are read once the first one is looked for.
    """
    places: dict[str, str] = {}

    def find(_name: str, text: str) -> str:
        if not places:
            places.update(_find_new(base, theirs))
        # What is in a class is indented.
        body = [*_parse(text).body, *_parse(f"if 1:\n{text}").body]
        nodes = body[0].body if body and isinstance(body[0], ast.If) else body
        found = (describe for node in nodes if (describe := _describe(node)) in places)
        return next((places[each] for each in found), "")

    return find


def _find_new(base: Tree, theirs: Tree) -> Iterator[tuple[str, str]]:
    """Yield the definitions that a module has now and did not have, each with the module."""
    for path, file in sorted(theirs.items()):
        if path.endswith(".py") and base.get(path) != file:
            had = set(_read(base[path].content)) if path in base else set()
            yield from ((each, path) for each in _read(file.content) if each not in had)


def _read(content: bytes) -> Iterator[str]:
    """Yield the descriptions of the definitions and values of a module and of its classes."""
    for node in ast.walk(_parse(content.decode("utf-8", "replace"))):
        if isinstance(node, ast.Module | ast.ClassDef):
            yield from filter(None, map(_describe, node.body))


def _parse(text: str) -> ast.Module:
    return parse_or(text, parse_python, ast.Module(body=[], type_ignores=[]))


def _describe(node: ast.stmt) -> str:
    """Return what tells a definition or value from others, whether it is private or not."""
    if isinstance(node, _DOCUMENTED):
        described = ast.dump(_without_docstring(node))
        return described.replace(f"'{node.name}'", f"'{node.name.lstrip('_')}'", 1)
    return ast.dump(node) if isinstance(node, ast.Assign | ast.AnnAssign) else ""


def _without_docstring(node: ast.stmt) -> ast.stmt:
    for each in ast.walk(node):
        if isinstance(each, _DOCUMENTED) and ast.get_docstring(each) is not None:
            each.body = each.body[1:]
    return node
