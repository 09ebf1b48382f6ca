"""What the packages of a repository define in their `__init__.py`. Pure: nothing is executed."""

import ast
from collections.abc import Iterator

from scaffold.adoption.moving.code_names import CodeNames, Parts
from scaffold.files.parsing import UnparsableError, parse, parse_python
from scaffold.files.tree import Tree

_DEEPEST = 5
# Statements, and the parts of statements that contain others.
_BLOCKS = (ast.stmt, ast.ExceptHandler, ast.match_case)


class Initializers:
    """The names of packages that are not modules in them, although they may have the same name."""

    def __init__(self, names: CodeNames, tree: Tree) -> None:
        self._names = names
        self._tree = tree
        self._known: dict[str, frozenset[str]] = {}

    def hides(self, root: str, parts: Parts) -> bool:
        """Return whether a package defines something of the same name as a module in it.

        Then the attribute of the package is that, and not the module.
        """
        file = self._names.file_of(root, parts[:-1]) if len(parts) > 1 else ""
        return file.endswith("/__init__.py") and parts[-1] in self.defined_in(file)

    def defined_in(self, path: str, depth: int = 0) -> frozenset[str]:
        """Return the names that a module defines, without the modules that it imports."""
        if path not in self._known:
            self._known[path] = frozenset()  # For modules that import each other.
            found = self._read(path, depth)
            if depth:
                del self._known[path]
                return frozenset(found)
            self._known[path] = frozenset(found)
        return self._known[path]

    def _read(self, path: str, depth: int) -> set[str]:
        content = self._tree[path].content.decode("utf-8", "replace") if path in self._tree else ""
        try:
            body = parse(content, parse_python).body
        except UnparsableError:
            return set()
        return {name for node in body for name in self._defined(path, node, depth)}

    def _defined(self, path: str, node: ast.AST, depth: int) -> Iterator[str]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.ImportFrom):
            yield from self._imported(path, node, depth)
        elif isinstance(node, ast.Import):
            yield from (alias.asname for alias in node.names if alias.asname)
        else:
            for each in ast.iter_child_nodes(node):
                if isinstance(each, _BLOCKS):
                    yield from self._defined(path, each, depth)
            yield from _stored(node)

    def _imported(self, path: str, node: ast.ImportFrom, depth: int) -> Iterator[str]:
        base = absolute(self._names, path, node)
        root = self._names.relative_root(path) if node.level else None
        for alias in node.names:
            if alias.name == "*":
                yield from self._starred(path, node, depth)
                continue
            if root is None:
                named = self._names.find((*base, alias.name), path)
            else:
                named = self._names.find_in(root, (*base, alias.name))
            if named is None or named.rest:
                yield alias.asname or alias.name

    def _starred(self, path: str, node: ast.ImportFrom, depth: int) -> Iterator[str]:
        base = absolute(self._names, path, node)
        if node.level:
            named = self._names.find_in(self._names.relative_root(path), base)
        else:
            named = self._names.find(base, path)
        file = self._names.file_of(named.root, named.parts) if named else ""
        if file.endswith(".py") and depth < _DEEPEST and file != path:
            found = self.defined_in(file, depth + 1)
            yield from (name for name in found if not name.startswith("_"))


def _stored(node: ast.AST) -> Iterator[str]:
    for each in ast.iter_child_nodes(node):
        if not isinstance(each, _BLOCKS):
            for name in ast.walk(each):
                if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store):
                    yield name.id


def absolute(names: CodeNames, path: str, node: ast.ImportFrom) -> Parts:
    """Return the module that an import names, from the folder in which Python finds it."""
    named = tuple(node.module.split(".")) if node.module else ()
    if not node.level:
        return named
    package = names.package_of(path)
    return package[: max(0, len(package) - node.level + 1)] + named
