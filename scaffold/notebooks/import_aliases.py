"""Give an import another name where a function reads it while its module loads."""

import ast
from collections.abc import Collection
from dataclasses import replace

from scaffold.notebooks.edits import Edit, apply_edits
from scaffold.notebooks.magics import parse_code
from scaffold.notebooks.name_reader import names_of
from scaffold.notebooks.naming import unique
from scaffold.notebooks.references import outer_loads
from scaffold.notebooks.resolving import ImportLine


def reads_early(text: str) -> frozenset[str]:
    """Return the names that a function or class reads where it is defined, as in defaults."""
    return frozenset(names_of(parse_code(text).body).reads)


def rename_import(text: str, line: ImportLine, taken: Collection[str]) -> tuple[str, ImportLine]:
    """Return a function that reads an import by a name of its own, and that import.

    Args:
        text: The function or class.
        line: The import; not one such as `import os.path`, which cannot have another name.
        taken: Names that the module has already.
    """
    tree = parse_code(text)
    known = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    name = unique(line.bound, {line.bound, *taken, *known})
    edits = [
        Edit(load.lineno, load.col_offset, load.lineno, load.end_col_offset or 0, name)
        for node in tree.body
        for load in outer_loads(node)
        if load.id == line.bound
    ]
    return apply_edits(text, edits), replace(line, alias=name)


def can_rename(line: ImportLine) -> bool:
    """Return whether an import can have another name and still mean the same."""
    return bool(line.module or line.alias or line.level or "." not in line.name)
