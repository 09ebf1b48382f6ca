"""Python sources as statements with names: definitions, values and imports. Nothing is executed."""

import ast
import re
import tokenize
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from scaffold.merge.python.sources import NotComparableError

Key = tuple[Hashable, ...]

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# An import that is longer is written with one name per line, as formatters do.
_LONGEST_IMPORT = 88
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_PLAIN_IMPORT = re.compile(r"(from|import) [^#]*")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with the comments and blank lines above it.

    Attributes:
        key: Says which statement of another version is the same one.
        text: Its lines.
        node: Its syntax tree; None for what follows the last statement.
        line: Where `text` starts in its source, counted from 0.
    """

    key: Key
    text: str
    node: ast.stmt | None
    line: int

    @property
    def name(self) -> str:
        """The name that it defines; an empty text if it is no definition or value."""
        return str(self.key[1]) if self.key[0] == "name" else ""


def read_module(text: str) -> list[Statement]:
    """Return the statements of a module.

    Raises:
        NotComparableError: It cannot be read, or two statements share a line.
    """
    if "\r" in text or not text.endswith("\n"):  # Statements change places as whole lines.
        raise NotComparableError
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise NotComparableError from error
    rows = _lines(text)
    return list(_with_numbers(_read(tree.body, rows, 0, len(rows))))


def read_class(statement: Statement) -> tuple[str, list[Statement]]:
    """Return the head of a class, and the statements of its body.

    Raises:
        NotComparableError: The body is on the line of the head.
    """
    node = statement.node
    if not isinstance(node, ast.ClassDef):
        raise NotComparableError
    rows = _lines(statement.text)
    head = _head_end(rows, node.lineno - 1 - statement.line)
    return "".join(rows[:head]), list(
        _with_numbers(_read(node.body, rows, head, len(rows), statement.line))
    )


def _lines(text: str) -> list[str]:
    """Return the lines as Python counts them, each with its line break."""
    return [f"{line}\n" for line in text.split("\n")[:-1]]


def _head_end(rows: list[str], start: int) -> int:
    """Return the number of the line behind the head of a class: it ends with its own colon."""
    tokens = tokenize.generate_tokens(iter(rows[start:]).__next__)
    # Since Python 3.12, the parts of f-strings are tokens, too, and may be brackets.
    operators = (token for token in tokens if token.type == tokenize.OP)
    depth = 0
    while (token := next(operators)).string != ":" or depth:
        depth += (token.string in _OPENING) - (token.string in _CLOSING)
    return start + token.end[0]


def _read(
    body: Iterable[ast.stmt], rows: list[str], start: int, end: int, offset: int = 0
) -> Iterator[Statement]:
    at = start
    for node in body:
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(each.lineno for each in decorators)]) - 1 - offset
        last = (node.end_lineno or node.lineno) - offset
        if first < at:
            raise NotComparableError
        yield Statement(_key(node), "".join(rows[at:last]), node, at + offset)
        at = last
    if at < end:
        yield Statement(("end",), "".join(rows[at:end]), None, at + offset)


def _key(node: ast.stmt) -> Key:
    if isinstance(node, _DEFINITIONS):
        return "name", node.name
    if isinstance(node, ast.ImportFrom):
        return "from", node.level, node.module
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    if len(targets) == 1 and isinstance(targets[0], ast.Name):
        return "name", targets[0].id
    if isinstance(node, ast.Import):
        return "import", ast.dump(node)
    return "other", type(node).__name__


def _with_numbers(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Tell statements with the same key apart: the getter and setter of a property, two calls."""
    seen: Counter[Key] = Counter()
    for each in statements:
        number = seen[each.key]
        seen[each.key] += 1
        key = (*each.key, number) if number else each.key
        yield Statement(key, each.text, each.node, each.line)


Alias = tuple[str, str | None]


def imported_names(statement: Statement | None) -> list[Alias]:
    """Return what a statement imports from a module, with the names that it gets."""
    node = statement.node if statement else None
    if not isinstance(node, ast.ImportFrom):
        return []
    return [(alias.name, alias.asname) for alias in node.names]


def write_import(like: Statement, names: Iterable[Alias]) -> str:
    """Return an import of other names, with the comments and blank lines above one like it."""
    node = like.node
    assert isinstance(node, ast.ImportFrom)  # noqa: S101 - for types
    words = [
        name if other is None else f"{name} as {other}"
        for name, other in sorted(names, key=lambda pair: (pair[0], pair[1] or ""))
    ]
    start = f"from {'.' * node.level}{node.module or ''} import "
    line = f"{start}{', '.join(words)}"
    if len(line) > _LONGEST_IMPORT:
        line = f"{start}(\n" + "".join(f"    {word},\n" for word in words) + ")"
    above = _lines(like.text)[: node.lineno - 1 - like.line]
    return "".join([*above, f"{line}\n"])


def loses_lines(base: str, ours: str, merged: str) -> bool:
    """Return whether a merge lacks a line that you added, apart from imports without a comment."""
    added = {*ours.split("\n")} - {*base.split("\n")} - {*merged.split("\n")}
    return any(line.strip() and not _PLAIN_IMPORT.fullmatch(line) for line in added)
