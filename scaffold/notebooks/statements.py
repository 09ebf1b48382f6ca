"""The statements of code cells, each with its lines, its comments and its names."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from scaffold.notebooks.cells import Cell
from scaffold.notebooks.magics import Masked, mask, parse_code
from scaffold.notebooks.name_reader import names_of
from scaffold.notebooks.name_uses import Names

Kind = Literal["import", "definition", "magic", "comment", "broken", "code"]
_WORD = re.compile(r"[^\W\d]\w*")
_PYTHON_2 = re.compile(
    r"^[ \t]*(?:print\s+[^(=\s]|exec\s+[\"']|except\s+[\w.]+\s*,\s*\w+\s*:|raise\s+\w+\s*,)", re.M
)


@dataclass(frozen=True, slots=True)
class Statement:
    """Whole lines of a cell: one statement, or several that share a line.

    Attributes:
        cell: Position of the code cell, from 0.
        first: First of its lines in the cell, from 1, with the comments above it.
        last: Last of its lines.
        text: Its lines as they are in the cell.
        kind: What it is; `broken` lines are not Python that this version can parse.
        nodes: The statements.
        names: How it uses names.
        is_shown: Whether the cell displays its value.
        has_result: Whether its value is among the stored outputs of the cell.
        code: Its lines as Python, in which IPython syntax is masked.
        offset: Line of the cell that is line 1 of `code`, less one.
    """

    cell: int
    first: int
    last: int
    text: str
    kind: Kind
    nodes: tuple[ast.stmt, ...]
    names: Names
    is_shown: bool = False
    has_result: bool = False
    code: str = ""

    @property
    def cell_number(self) -> int:
        """The number of its code cell as people count them, from 1."""
        return self.cell + 1

    @property
    def node(self) -> ast.stmt | None:
        """The statement, if it is a single one."""
        return self.nodes[0] if len(self.nodes) == 1 else None


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A code cell and its statements.

    Attributes:
        cell: The cell.
        index: Number among the code cells, from 0.
        statements: Its statements; together they have all its lines.
        problem: Why it cannot be read, in words; empty if it can.
        masked: The cell as Python.
    """

    cell: Cell
    index: int
    statements: tuple[Statement, ...]
    problem: str
    masked: Masked


def read_cell(cell: Cell, index: int) -> ReadCell:
    """Split a code cell into statements."""
    if not cell.source.strip():
        return ReadCell(cell, index, (), "", Masked(""))
    masked = mask(cell.source)
    if masked.is_opaque:
        return ReadCell(cell, index, (_opaque(cell.source, index, "magic"),), "", masked)
    try:
        tree = parse_code(masked.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        problem = _explain(cell.source, error)
        return ReadCell(cell, index, (_opaque(cell.source, index, "broken"),), problem, masked)
    statements = list(_split(cell.source, index, tree, masked))
    if cell.has_result and statements[-1].is_shown:
        statements[-1] = replace(statements[-1], has_result=True)
    return ReadCell(cell, index, tuple(statements), "", masked)


def _opaque(source: str, index: int, kind: Kind) -> Statement:
    """Return a cell that is not Python: any word in it may be a name that it reads."""
    words = dict.fromkeys(sorted(set(_WORD.findall(source))))
    lines = source.count("\n") + 1
    return Statement(
        index, 1, lines, source, kind, (), Names(reads=words, is_opaque=kind == "broken")
    )


def _explain(source: str, error: Exception) -> str:
    if _PYTHON_2.search(source):
        return "Python 2"
    if isinstance(error, SyntaxError) and error.lineno:
        return f"line {error.lineno}: {error.msg}"
    return "it is nested too deeply" if isinstance(error, RecursionError) else "it cannot be parsed"


def _split(source: str, index: int, tree: ast.Module, masked: Masked) -> Iterator[Statement]:
    lines = source.split("\n")
    groups = _group(tree.body)
    if not groups:
        kind: Kind = "magic" if masked.magics else "comment"
        yield Statement(index, 1, len(lines), source, kind, (), Names())
        return
    code = masked.text.split("\n")
    first = 1
    for number, group in enumerate(groups):
        is_last = number == len(groups) - 1
        last = len(lines) if is_last else _end(group)
        text = "\n".join(lines[first - 1 : last])
        yield Statement(
            index,
            first,
            last,
            text,
            _kind(group, masked, first, last),
            tuple(group),
            _names(group, masked, first, last),
            is_shown=is_last and isinstance(group[-1], ast.Expr) and not _is_silent(lines, group),
            code="\n".join(code[first - 1 : last]),
        )
        first = last + 1


def _group(nodes: Sequence[ast.stmt]) -> list[list[ast.stmt]]:
    """Group statements that share a line."""
    groups: list[list[ast.stmt]] = []
    for node in nodes:
        if groups and _start(node) <= _end(groups[-1]):
            groups[-1].append(node)
        else:
            groups.append([node])
    return groups


def _start(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def _end(group: Sequence[ast.stmt]) -> int:
    return max(node.end_lineno or node.lineno for node in group)


def _is_silent(lines: Sequence[str], group: Sequence[ast.stmt]) -> bool:
    """Return whether a semicolon keeps the value of the last expression from being displayed."""
    node = group[-1]
    row = lines[(node.end_lineno or node.lineno) - 1].encode()
    return row[node.end_col_offset or 0 :].decode("utf-8", "replace").lstrip().startswith(";")


def _kind(group: Sequence[ast.stmt], masked: Masked, first: int, last: int) -> Kind:
    if masked.cell_magic or any(first <= line <= last for line in masked.magics):
        return "magic"
    if all(isinstance(node, ast.Import | ast.ImportFrom) for node in group):
        return "import"
    definition = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    if len(group) == 1 and isinstance(group[0], definition):
        return "definition"
    return "code"


def _names(group: Sequence[ast.stmt], masked: Masked, first: int, last: int) -> Names:
    names = names_of(group)
    for line, text in masked.magics.items():
        if first <= line <= last:
            # A command can use variables, as `{name}` or `$name`.
            names.reads.update(dict.fromkeys(_WORD.findall(text)))
    names.is_opaque = names.is_opaque or (masked.binds_anything and bool(masked.magics))
    return names
