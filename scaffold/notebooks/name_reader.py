"""Find what statements read, bind and change, in the order in which they run."""

# ruff: noqa: N802, N815 - methods have the names that ast.NodeVisitor calls

import ast
from collections.abc import Iterable, Sequence

from scaffold.notebooks import scopes
from scaffold.notebooks.name_expressions import ExpressionReader
from scaffold.notebooks.name_uses import Names

_LEAVING = (ast.Raise, ast.Return, ast.Continue, ast.Break)


def names_of(nodes: Sequence[ast.stmt]) -> Names:
    """Return how statements that follow each other use names."""
    return _read_block(nodes, frozenset())


class _StatementReader(ExpressionReader):
    """Follows statements, and the ways through those that branch."""

    # Definitions

    def _visit_function(self, node: scopes.Function) -> None:
        self.read(scopes.immediate_parts(node))
        self.names.lazy.update(dict.fromkeys(sorted(scopes.free_names(node))))
        self._bind_definition(node)

    visit_FunctionDef = visit_AsyncFunctionDef = _visit_function

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.read(scopes.immediate_parts(node))
        body = self._read_branch(node.body)
        for name in body.reads:
            self.note_read(name)
        self.names.lazy.update(body.lazy)
        self._bind_definition(node)

    def _bind_definition(self, node: scopes.Function | ast.ClassDef) -> None:
        self.names.writes.update(dict.fromkeys(sorted(scopes.global_writes(node))))
        self.bind(node.name)

    # Statements

    def visit_Assign(self, node: ast.Assign) -> None:
        self.read([node.value, *node.targets])

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit(node.annotation)
        if node.value:
            self.read([node.value, node.target])

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self.note_read(node.target.id)
            self.names.changes.setdefault(node.target.id)
        self.read([node.value, node.target])

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.read([node.value, node.target])

    def _visit_import(self, node: ast.Import | ast.ImportFrom) -> None:
        for name in scopes.bound_names(node):
            if name != "*":
                self.bind(name)

    visit_Import = visit_ImportFrom = _visit_import

    # Statements that do not always run

    def visit_If(self, node: ast.If) -> None:
        self.visit(node.test)
        self._read_branches([node.body, node.orelse])

    def visit_Match(self, node: ast.Match) -> None:
        self.visit(node.subject)
        for case in node.cases:
            guard = [case.guard] if case.guard else []
            self._merge(self._read_branch([case.pattern, *guard, *case.body]), "maybe")

    def _visit_pattern(self, node: ast.MatchAs | ast.MatchStar | ast.MatchMapping) -> None:
        self.generic_visit(node)
        for name in scopes.bound_names(node):
            self.bind(name)

    visit_MatchAs = visit_MatchStar = visit_MatchMapping = _visit_pattern

    def _visit_for(self, node: ast.For | ast.AsyncFor) -> None:
        self.visit(node.iter)
        self._merge(self._read_branch([node.target, *node.body]), "likely")
        self._merge(self._read_branch(node.orelse), "maybe")

    visit_For = visit_AsyncFor = _visit_for

    def visit_While(self, node: ast.While) -> None:
        self.visit(node.test)
        self._merge(self._read_branch(node.body), "likely")
        self._merge(self._read_branch(node.orelse), "maybe")

    def _visit_try(self, node: ast.Try | ast.TryStar) -> None:
        self.read(handler.type for handler in node.handlers if handler.type)
        caught = [handler.name or "" for handler in node.handlers]
        bodies = [[*node.body, *node.orelse], *(handler.body for handler in node.handlers)]
        self._read_branches(bodies, ["", *caught])
        self.read(node.finalbody)

    visit_Try = visit_TryStar = _visit_try

    def _read_branch(self, nodes: Iterable[ast.AST]) -> Names:
        return _read_block(nodes, self.known | set(self.names.binds))

    def _read_branches(
        self, branches: Sequence[Sequence[ast.stmt]], caught: Sequence[str] = ()
    ) -> None:
        """Follow branches of which one runs to its end; a branch that leaves holds none back.

        Args:
            branches: The statements of each.
            caught: Names of the errors that they handle, which are bound within them alone.
        """
        errors = caught or [""] * len(branches)
        read = [
            _read_block(branch, self.known | set(self.names.binds) | {error})
            for branch, error in zip(branches, errors, strict=True)
        ]
        staying = [
            set(names.binds)
            for names, branch in zip(read, branches, strict=True)
            if not (branch and isinstance(branch[-1], _LEAVING))
        ]
        common = set.intersection(*staying) if staying else set[str]()
        for names in read:
            self._merge(names, "maybe")
        for name in [name for name in self.names.maybe if name in common]:
            self.bind(name)

    def _merge(self, branch: Names, level: str) -> None:
        names = self.names
        names.is_opaque = names.is_opaque or branch.is_opaque
        for name in branch.reads:
            self.note_read(name)
        for kind in ("changes", "deletes", "lazy", "writes"):
            getattr(names, kind).update(getattr(branch, kind))
        for name in (*branch.binds, *branch.likely):
            self.bind_weakly(name, level)
        for name in branch.maybe:
            self.bind_weakly(name, "maybe")


def _read_block(nodes: Iterable[ast.AST], known: frozenset[str] | set[str]) -> Names:
    reader = _StatementReader(frozenset(known))
    reader.read(nodes)
    return reader.names
