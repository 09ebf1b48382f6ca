"""The imports and calls of a Python file, found in one walk through its syntax tree."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from scaffold.doctor.experiment.analysis_of_rows import NOTHING, RowUse, read_row_use
from scaffold.files.parsing import UnparsableError, parse

# Checks know no longer names.
_DEEPEST = 10
# The beginning of a path in the folder of a user, or on a drive of Windows.
_PATH = re.compile(r"/(?:home|Users|media|Volumes|scratch)/|/mnt/[a-z]/|[A-Za-z]:[\\/]")


@dataclass(frozen=True, slots=True)
class Import:
    """A name that a file imports.

    Attributes:
        line: Its line.
        level: The number of leading dots.
        name: The full name after the dots.
        bound: The local name, and the full name that it is bound to.
        at_run_time: Whether it runs, and is not only for type checkers.
    """

    line: int
    level: int
    name: str
    bound: tuple[str, str]
    at_run_time: bool


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function with a name.

    Attributes:
        line: Its line.
        parts: The parts of the name, as written.
        arguments: Keywords with their constants or names, `...` for other values. The keyword of
            `**` is None.
    """

    line: int
    parts: tuple[str, ...]
    arguments: Mapping[str | None, str]

    def full_name(self, names: Mapping[str, str]) -> str:
        """Return the full name of the function; empty if no import binds the first part."""
        first = names.get(self.parts[0], "")
        return ".".join([first, *self.parts[1:]]) if first else ""


@dataclass(frozen=True, slots=True)
class Module:
    """What a file imports and calls.

    Attributes:
        imports: Its imports.
        calls: Its calls.
        is_script: Whether it is also a script.
        paths: Texts that begin like the path of a folder of one machine, with their lines.
        rows: How it uses its rows.
        starts: The first lines of the cells of a notebook; empty for a file.
        names: The local names of absolute imports, with their full names.
    """

    imports: tuple[Import, ...]
    calls: tuple[Call, ...]
    is_script: bool = False
    paths: tuple[tuple[int, str], ...] = ()
    rows: RowUse = NOTHING
    starts: tuple[int, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def read_module(text: str) -> Module:
    """Read a Python file; `parsing.parse` handles the errors for other texts."""
    return _summarize(ast.parse(text), "__main__" in text or text.startswith("#!"))


def read_cells(cells: Sequence[str]) -> Module:
    """Read the cells of a notebook as one program; cells that are not Python are left out."""
    program = ast.Module([], [])
    starts = []
    line = 0
    for cell in cells:
        starts.append(line + 1)
        with suppress(UnparsableError):
            program.body += ast.increment_lineno(parse(cell, ast.parse), line).body
        line += cell.count("\n") + 1
    return _summarize(program, True, tuple(starts))


def _summarize(tree: ast.Module, is_script: bool, starts: tuple[int, ...] = ()) -> Module:
    imports: list[Import] = []
    calls: list[Call] = []
    paths: list[tuple[int, str]] = []
    waiting: list[tuple[ast.AST, bool]] = [(tree, True)]
    while waiting:
        node, at_run_time = waiting.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            imports.extend(_imports(node, at_run_time=at_run_time))
            continue
        if isinstance(node, ast.Call) and (parts := _parts(node.func)):
            calls.append(Call(node.lineno, parts, _arguments(node)))
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str) and _PATH.match(node.value):
                paths.append((node.lineno, node.value))
            continue
        types_alone = _type_checked(node)
        waiting.extend(
            (child, at_run_time and child not in types_alone)
            for child in ast.iter_child_nodes(node)
            if not _is_prose(child)
        )
    ordered = tuple(sorted(imports, key=lambda each: each.line))
    names = dict(each.bound for each in ordered if not each.level)
    return Module(
        ordered,
        tuple(sorted(calls, key=lambda each: each.line)),
        is_script,
        tuple(sorted(paths)),
        read_row_use(tree, names) if names else NOTHING,
        starts,
        names,
    )


def _is_prose(node: ast.AST) -> bool:
    """Return whether a node is a docstring, or a text for people."""
    if isinstance(node, ast.keyword):
        return node.arg in {"help", "description", "epilog"}
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _imports(node: ast.Import | ast.ImportFrom, *, at_run_time: bool) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            first = alias.name.partition(".")[0]
            bound = (alias.asname, alias.name) if alias.asname else (first, first)
            yield Import(node.lineno, 0, alias.name, bound, at_run_time)
        return
    for alias in node.names:
        name = f"{node.module}.{alias.name}" if node.module else alias.name
        bound = (alias.asname or alias.name, name)
        yield Import(node.lineno, node.level, name, bound, at_run_time)


def _parts(node: ast.expr) -> tuple[str, ...]:
    """Return the parts of a dotted name; empty for other expressions."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute) and len(parts) < _DEEPEST:
        parts.append(node.attr)
        node = node.value
    return (node.id, *reversed(parts)) if isinstance(node, ast.Name) else ()


def _arguments(call: ast.Call) -> dict[str | None, str]:
    return {keyword.arg: _constant(keyword.value) for keyword in call.keywords}


def _constant(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, bool | None):
        return repr(node.value)
    return ".".join(_parts(node)) or "..."


def _type_checked(node: ast.AST) -> frozenset[ast.AST]:
    """Return the statements below an `if TYPE_CHECKING`."""
    if not isinstance(node, ast.If):
        return frozenset()
    names = _parts(node.test)
    return frozenset(node.body) if names[-1:] == ("TYPE_CHECKING",) else frozenset()
