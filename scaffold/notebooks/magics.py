"""IPython syntax in code cells: magics, shell commands and help, masked as Python.

A masked cell has the same number of lines as the cell, so that statements are found by their
lines. The rules are the package's own on every machine: what a plan says must not depend on
whether IPython is installed.
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from scaffold.files.parsing import refuse_deep

# Cell magics whose body is Python that runs in the namespace of the notebook.
PYTHON_CELL_MAGICS = frozenset({"time", "timeit", "capture", "prun", "memit", "mprun"})
# Line magics whose argument is a Python statement, and those of them that keep its bindings.
_RUNS_PYTHON = frozenset({"time", "timeit", "prun", "memit", "lprun"})
_KEEPS_BINDINGS = frozenset({"time"})
# Magics after which any name may be bound.
_BINDS_ANYTHING = frozenset({"run", "pylab", "load", "store", "macro", "recall", "rerun", "edit"})
_ASSIGNED = re.compile(r"^(?P<indent>\s*)(?P<targets>[A-Za-z_][\w\s,.*]*?)\s*=\s*(?P<mark>[%!])")
_LINE = re.compile(r"^(?P<indent>\s*)(?P<mark>%{1,2}|!{1,2}|\?{1,2}|[,;/](?=\w))(?P<rest>.*)$")
_HELP = re.compile(r"^(?P<indent>\s*)[\w.*]+\s*\?{1,2}\s*(?:#.*)?$")
_OPTIONS = re.compile(r"^(?:\s*-\w+(?:\s+\d+)?|\s*-\w\d+)*\s*")
_SHELL_WORDS = re.compile(r"^(?:pip3?|conda|mamba|apt(?:-get)?|git|cd|ls|mkdir|wget|curl|cat)\s+\S")
# Readers of cells need more calls for each level than those of modules.
_DEEPEST = 120
_PARSER_FLAGS = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


@dataclass(frozen=True, slots=True)
class Masked:
    """A cell as Python.

    Attributes:
        text: Python with as many lines as the cell.
        magics: What was masked, by line from 1, as it is in the cell.
        cell_magic: Name of the magic of the whole cell; empty if it has none.
        is_opaque: Whether the body is not Python, as under `%%bash`.
        binds_anything: Whether a magic may bind names that cannot be known.
    """

    text: str
    magics: Mapping[int, str] = field(default_factory=dict)
    cell_magic: str = ""
    is_opaque: bool = False
    binds_anything: bool = False


def parse_code(text: str) -> ast.Module:
    """Parse Python as IPython does, with `await` outside functions."""
    tree = compile(text, "<cell>", "exec", _PARSER_FLAGS, dont_inherit=True)
    assert isinstance(tree, ast.Module)  # noqa: S101 - by the flags
    refuse_deep(tree, _DEEPEST)
    return tree


def mask(source: str) -> Masked:
    """Mask IPython syntax in a cell."""
    lines = source.split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if lines[first].lstrip().startswith("%%"):
        return _mask_cell(lines, first)
    if _parses(source):
        return Masked(source)
    return _mask_lines(lines)


def _parses(source: str) -> bool:
    try:
        parse_code(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _mask_cell(lines: list[str], first: int) -> Masked:
    name, _, rest = lines[first].strip().lstrip("%").partition(" ")
    magics = {first + 1: lines[first]}
    if name not in PYTHON_CELL_MAGICS:
        return Masked("\n".join("" for _ in lines), magics, name, is_opaque=True)
    target = rest.split()[-1:] if name == "capture" else []
    head = f"{target[0]} = None" if target and target[0].isidentifier() else ""
    body = _mask_lines(lines[first + 1 :])
    text = "\n".join([*[""] * first, head, body.text])
    inner = {line + first + 1: each for line, each in body.magics.items()}
    return Masked(text, {**magics, **inner}, name, binds_anything=body.binds_anything)


def _mask_lines(lines: list[str]) -> Masked:
    masked: list[str] = []
    magics: dict[int, str] = {}
    state = _Scanner()
    continued, anything = False, False
    for number, line in enumerate(lines, 1):
        found = None
        if continued:
            found = ""
        elif state.is_at_start:
            found = _mask_line(line)
        if found is None:
            state.read(line)
            masked.append(line)
            continue
        magics[number] = line
        anything = anything or _binds_anything(line)
        continued = line.rstrip().endswith("\\")
        masked.append(found)
    return Masked("\n".join(masked), magics, binds_anything=anything)


def _mask_line(line: str) -> str | None:
    """Return the Python form of a line of IPython syntax; None for any other line."""
    assigned = _ASSIGNED.match(line)
    if assigned:
        return f"{assigned['indent']}{assigned['targets']} = None"
    found = _LINE.match(line)
    if found and found["mark"] in {"%", "%%"}:
        return found["indent"] + _mask_magic(found["rest"])
    if found or _HELP.match(line) or _SHELL_WORDS.match(line):
        return f"{found['indent'] if found else ''}pass"
    return None


def _mask_magic(rest: str) -> str:
    name, _, argument = rest.strip().partition(" ")
    statement = argument[_end_of_options(argument) :]
    if name in _RUNS_PYTHON and statement and _parses(statement):
        return statement if name in _KEEPS_BINDINGS else f"lambda: ({_as_expression(statement)})"
    return "pass"


def _as_expression(statement: str) -> str:
    """Return a statement as an expression that reads the same names, and binds none."""
    tree = parse_code(statement)
    only = tree.body[0] if len(tree.body) == 1 else None
    if isinstance(only, ast.Expr):
        return statement.strip().rstrip(";")
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return ", ".join(sorted(names)) or "None"


def _end_of_options(argument: str) -> int:
    found = _OPTIONS.match(argument)
    return found.end() if found else 0


def _binds_anything(line: str) -> bool:
    name = line.strip().lstrip("%").partition(" ")[0]
    return line.lstrip().startswith("%") and name in _BINDS_ANYTHING


class _Scanner:
    """Knows whether the next line starts a statement: no bracket, string or line is open."""

    def __init__(self) -> None:
        self._depth = 0
        self._quote = ""
        self._joined = False
        self._is_comment = False

    @property
    def is_at_start(self) -> bool:
        return not self._depth and not self._quote and not self._joined

    def read(self, line: str) -> None:
        """Follow the brackets and strings of one line."""
        position, self._is_comment = 0, False
        while position < len(line):
            position = (
                self._in_string(line, position) if self._quote else self._in_code(line, position)
            )
        if len(self._quote) == 1 and not line.endswith("\\"):
            self._quote = ""
        self._joined = line.endswith("\\") and not self._is_comment

    def _in_string(self, line: str, position: int) -> int:
        if line[position] == "\\":
            return position + 2
        if line.startswith(self._quote, position):
            end = position + len(self._quote)
            self._quote = ""
            return end
        return position + 1

    def _in_code(self, line: str, position: int) -> int:
        letter = line[position]
        if letter == "#":
            self._is_comment = True
            return len(line)
        if letter in "'\"":
            triple = letter * 3
            self._quote = triple if line.startswith(triple, position) else letter
            return position + len(self._quote)
        self._depth += (letter in "([{") - (letter in ")]}" and self._depth > 0)
        return position + 1
