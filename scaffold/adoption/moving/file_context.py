"""What the edits of one file share: the file, the names of modules, and what moves."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from scaffold.adoption.moving.code_names import CodeNames, Named, Parts, split_path
from scaffold.adoption.moving.initializers import Initializers
from scaffold.adoption.moving.relocation import Relocation, Remark, parent_of
from scaffold.adoption.moving.text_spans import SourceText


@dataclass(slots=True)
class FileContext:
    """One Python file during a move.

    Attributes:
        path: Its path before the move.
        source: Its text, and the edits of it.
        names: The modules of the repository by name.
        initializers: What the packages define themselves.
        relocation: What moves.
        remarks: What to know about the file; edits add to it.
        parents: Parent of each node of the syntax tree.
    """

    path: str
    source: SourceText
    names: CodeNames
    initializers: Initializers
    relocation: Relocation
    remarks: list[Remark] = field(default_factory=list)
    parents: Mapping[ast.AST, ast.AST] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the parents of all nodes."""
        tree = self.source.tree
        self.parents = {
            child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)
        }

    @property
    def root(self) -> str:
        """The folder from which relative imports of the file are named."""
        return self.names.relative_root(self.path)

    @property
    def package(self) -> Parts:
        """The package of the file before the move."""
        return self.names.package_of(self.path)

    @property
    def new_package(self) -> Parts:
        """The package of the file after the move."""
        folder, root = parent_of(self.relocation.place(self.path)), self.root
        if not f"{folder}/".startswith(f"{root}/"):  # Then the root itself moves.
            root = self.relocation.place(root)
        return split_path(folder, root)

    def add(self, line: int, kind: str, text: str) -> None:
        """Add a remark."""
        self.remarks.append(Remark(self.path, line, kind, text))

    def rename(self, named: Named) -> Parts:
        """Return the new name of a module and of what is after it."""
        return (self.rename_module(named) or named.parts) + named.rest

    def rename_module(self, named: Named) -> Parts | None:
        """Return the new name of a module; None if it cannot be imported from the same folder."""
        return self.names.rename(named.root, named.parts, self.relocation)

    def is_at_import(self, node: ast.AST) -> bool:
        """Return whether a node runs when the file is imported."""
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                return False
        return True


def spell_relative(package: Parts, module: Parts) -> str:
    """Return a module as a file in a package names it with dots."""
    common = 0
    while common < min(len(module), len(package)) and module[common] == package[common]:
        common += 1
    return "." * (len(package) - common + 1) + ".".join(module[common:])
