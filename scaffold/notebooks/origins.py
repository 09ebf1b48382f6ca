"""Full names of what is imported: `svm.SVC` is `sklearn.svm.SVC`."""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scaffold.notebooks.scopes import imported_name
from scaffold.notebooks.statements import Statement


@dataclass(frozen=True, slots=True)
class Origins:
    """Full names of what is imported, by the name it has in the notebook."""

    names: Mapping[str, str]

    def of(self, node: ast.AST) -> str:
        """Return the full name of a name or of an attribute of one; empty if it is not imported."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id not in self.names:
            return ""
        return ".".join([self.names[node.id], *reversed(parts)])

    def of_nodes(self, nodes: Iterable[ast.AST]) -> Iterator[str]:
        """Yield the full names that some nodes use; of a chain, the longest alone."""
        for node in nodes:
            yield from self._below(node)

    def _below(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Attribute | ast.Name):
            full = self.of(node)
            if full:
                yield full
                return
        for child in ast.iter_child_nodes(node):
            yield from self._below(child)


def find_origins(statements: Sequence[Statement]) -> Origins:
    """Return the origins of all names that a notebook imports."""
    names: dict[str, str] = {}
    for statement in statements:
        for node in statement.nodes:
            for each in ast.walk(node):
                names.update(_imported(each))
    return Origins(names)


def _imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            full = alias.name if alias.asname else alias.name.partition(".")[0]
            yield imported_name(alias), full
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            if alias.name != "*":
                yield imported_name(alias), f"{'.' * node.level}{node.module or ''}.{alias.name}"
