"""Find what expressions read, bind and change."""

# ruff: noqa: D102, N815 - methods have the names that ast.NodeVisitor calls

import ast
from collections.abc import Iterable

from scaffold.notebooks import scopes
from scaffold.notebooks.name_uses import Names
from scaffold.notebooks.syntax import is_in_place, root_name

# Methods that change their object; what they return is not looked at.
_CHANGING = frozenset(
    [
        "add",
        "append",
        "appendleft",
        "clear",
        "compile",
        "discard",
        "drop_duplicates_inplace",
        "eval",
        "extend",
        "fill",
        "fit",
        "fit_transform",
        "insert",
        "load_state_dict",
        "load_weights",
        "partial_fit",
        "pop",
        "popitem",
        "put",
        "remove",
        "reverse",
        "setdefault",
        "setflags",
        "shuffle",
        "sort",
        "step",
        "train",
        "update",
        "zero_grad",
        "backward",
        "write",
        "add_",
    ]
)
# Functions that read any global, wherever they are called.
READS_GLOBALS = frozenset({"eval", "exec", "globals", "get_ipython"})
_READS_ANYTHING = READS_GLOBALS | {"locals", "vars", "dir"}
_HISTORY = frozenset({"_", "__", "___", "In", "Out", "_ih", "_oh", "_i", "_ii", "_iii"})


class ExpressionReader(ast.NodeVisitor):
    """Follows expressions in the order in which they are evaluated.

    Args:
        known: Names that are bound before, by the statement around.
    """

    def __init__(self, known: frozenset[str]) -> None:
        self.names = Names()
        self.known = known

    def read(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.note_read(node.id)
        elif isinstance(node.ctx, ast.Store):
            self.bind(node.id)
        else:
            self.note_read(node.id)
            self.names.deletes[node.id] = None
            for kind in (self.names.binds, self.names.likely, self.names.maybe):
                kind.pop(node.id, None)

    def note_read(self, name: str) -> None:
        names = self.names
        opaque = name in _READS_ANYTHING or (name in _HISTORY and name not in names.bound)
        names.is_opaque = names.is_opaque or opaque
        if name not in names.binds and name not in self.known:
            names.reads.setdefault(name)

    def bind(self, name: str) -> None:
        self.names.likely.pop(name, None)
        self.names.maybe.pop(name, None)
        self.names.binds[name] = None

    def bind_weakly(self, name: str, kind: str) -> None:
        names = self.names
        if name in names.binds or (kind == "maybe" and name in names.likely):
            return
        names.maybe.pop(name, None)
        getattr(names, kind).setdefault(name)

    # Scopes

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.read_lazily(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        self._read_comprehension(node)
        self.names.lazy.update(dict.fromkeys(sorted(scopes.free_names(node))))

    def _read_comprehension(self, node: scopes.Comprehension) -> None:
        self.visit(node.generators[0].iter)
        for name in sorted(scopes.free_names(node)):
            self.note_read(name)
        for each in ast.walk(node):
            if isinstance(each, ast.NamedExpr):
                self.bind_weakly(root_name(each.target), "maybe")
            elif isinstance(each, ast.Lambda):
                self.names.lazy.update(dict.fromkeys(sorted(scopes.free_names(each))))
            elif isinstance(each, ast.Call):
                self._note_change(each)

    visit_ListComp = visit_SetComp = visit_DictComp = _read_comprehension

    def read_lazily(self, node: ast.Lambda) -> None:
        self.read(scopes.immediate_parts(node))
        for name in sorted(scopes.free_names(node)):
            self.names.lazy.setdefault(name)
            self.note_read(name)

    # Changes in place

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        self._note_change(node)

    def _note_change(self, node: ast.Call) -> None:
        if not isinstance(node.func, ast.Attribute):
            return
        name = root_name(node.func.value)
        if name and (node.func.attr in _CHANGING or is_in_place(node)):
            self.names.changes.setdefault(name)

    def _visit_part(self, node: ast.Attribute | ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load) and root_name(node):
            self.names.changes.setdefault(root_name(node))
        self.generic_visit(node)

    visit_Attribute = visit_Subscript = _visit_part
