"""What a name means where it is used: an import, a function that moves, or a variable."""

import ast
import builtins
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from scaffold.notebooks.graph import Graph, Version

Meaning = Literal["import", "definition", "variable", "builtin"]
_BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One name that is imported.

    Attributes:
        module: What it is imported from; empty for `import name`.
        name: What is imported.
        alias: Its name in the code, if another is given.
        level: Dots before the module.
    """

    module: str
    name: str
    alias: str = ""
    level: int = 0

    @property
    def bound(self) -> str:
        """The name that it binds."""
        return self.alias or (self.name if self.module else self.name.partition(".")[0])

    def spell(self) -> str:
        """Return it as a statement."""
        alias = f" as {self.alias}" if self.alias else ""
        source = "." * self.level + self.module
        return (
            f"from {source} import {self.name}{alias}" if source else f"import {self.name}{alias}"
        )


PARTIAL = ImportLine("functools", "partial")
# Notebooks have these without an import; modules do not.
_OF_NOTEBOOKS = {"display": ImportLine("IPython.display", "display")}


@dataclass(frozen=True, slots=True)
class Resolved:
    """The meaning of a name.

    Attributes:
        meaning: What it is.
        imports: The imports that bind it.
        at: Number of the statement that defines it, for a definition.
    """

    meaning: Meaning
    imports: tuple[ImportLine, ...] = ()
    at: int = -1


class Resolver:
    """Finds out what names mean.

    Args:
        graph: The graph of the notebook.
        moving: Statements whose definitions move as they are.
        staying: Import statements that must run in the notebook, such as those after `sys.path`
            was changed.
    """

    def __init__(self, graph: Graph, moving: Iterable[int], staying: Iterable[int] = ()) -> None:
        self._graph = graph
        self._moving = frozenset(moving)
        self._staying = frozenset(staying)

    def resolve(self, name: str, versions: Sequence[Version]) -> Resolved:
        """Return what a name means, given the bindings that it can have."""
        if not versions:
            if name in _OF_NOTEBOOKS:
                return Resolved("import", (_OF_NOTEBOOKS[name],))
            known = name in _BUILTINS
            return Resolved("builtin" if known else "variable")
        statements = self._graph.statements
        if all(statements[each.at].kind == "import" for each in versions):
            lines = [self._imports(each) for each in versions]
            if all(lines) and not any(each.at in self._staying for each in versions):
                return self._merge(lines)
        if len({each.at for each in versions}) == 1 and versions[0].at in self._moving:
            return Resolved("definition", at=versions[0].at)
        return Resolved("variable")

    def _merge(self, lines: Sequence[tuple[ImportLine, ...]]) -> Resolved:
        every = dict.fromkeys(line for each in lines for line in each)
        plain = [line for line in every if not line.module and not line.alias and not line.level]
        if len(every) == 1 or len(plain) == len(every):
            return Resolved("import", tuple(every))
        return Resolved("variable")

    def _imports(self, version: Version) -> tuple[ImportLine, ...]:
        statement = self._graph.statements[version.at]
        found = [
            line
            for node in statement.nodes
            for line in import_lines(node)
            if line.bound == version.name
        ]
        return tuple(found)


def import_lines(node: ast.stmt) -> list[ImportLine]:
    """Return the names that a statement imports, one by one."""
    if isinstance(node, ast.Import):
        return [ImportLine("", alias.name, alias.asname or "") for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [
            ImportLine(node.module or "", alias.name, alias.asname or "", node.level)
            for alias in node.names
            if alias.name != "*"
        ]
    return []
