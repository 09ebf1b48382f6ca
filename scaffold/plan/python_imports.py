"""Which Python files of a tree import which others of it. Pure: nothing is executed."""

import ast
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import PurePosixPath

from scaffold.files.parsing import parse_or, parse_python
from scaffold.files.tree import Tree

# Where packages can be: at the top, and below `src`.
_ROOTS = ("", "src")


def read_import_graph(tree: Tree, importers: Collection[str] | None = None) -> dict[str, set[str]]:
    """Return Python files of a tree, each with the files of the tree that it imports.

    Args:
        tree: The files that can be imported.
        importers: The files to read; None reads all of them.

    An import of a package itself counts as one of its `__init__.py` only if that has content: the
    empty ones hold nothing that a file could need.
    """
    modules = {path for path in tree if path.endswith(".py")}
    return {
        path: {
            found
            for imported in _read_imports(path, tree[path].content)
            for found in _find(imported, modules)
            if found != path and tree[found].content.strip()
        }
        for path in (modules if importers is None else modules.intersection(importers))
    }


def read_imported_names(tree: Tree, importers: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Yield a Python file that imports, a file that it imports from, and a name that it imports."""
    modules = {path for path in tree if path.endswith(".py")}
    for path in modules.intersection(importers):
        for *module, name in _read_imports(path, tree[path].content):
            found = _locate(module, modules)
            if found and not _locate([*module, name], modules):
                yield path, found, name


@lru_cache(maxsize=4096)
def _read_imports(path: str, content: bytes) -> frozenset[tuple[str, ...]]:
    """Return what a file imports, as the parts of the paths from the top of the tree."""
    text = content.decode("utf-8", "replace")
    parsed = parse_or(text, parse_python, ast.Module(body=[], type_ignores=[]))
    return frozenset(_imports(path, parsed))


def _imports(path: str, module: ast.Module) -> Iterator[tuple[str, ...]]:
    folder = PurePosixPath(path).parent.parts
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _below_roots(tuple(alias.name.split(".")))
        elif isinstance(node, ast.ImportFrom):
            named = tuple(node.module.split(".")) if node.module else ()
            for alias in node.names:
                if node.level:
                    yield (*folder[: len(folder) - node.level + 1], *named, alias.name)
                else:
                    yield from _below_roots((*named, alias.name))


def _below_roots(parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for root in _ROOTS:
        yield (root, *parts) if root else parts


def _find(parts: tuple[str, ...], modules: set[str]) -> Iterator[str]:
    """Yield the file that an import reads: a module, or the one that has the imported name."""
    found = _locate(parts, modules) or _locate(parts[:-1], modules)
    if found:
        yield found


def _locate(parts: Sequence[str], modules: set[str]) -> str:
    """Return the file of a module; empty if there is none."""
    name = "/".join(parts)
    return next((p for p in (f"{name}.py", f"{name}/__init__.py") if p in modules), "")
