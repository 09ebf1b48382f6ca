"""Python sources: what they mean, apart from the way they are laid out. Nothing is executed."""

import ast
import inspect
import io
import tokenize
import warnings
from bisect import bisect_right
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

# What a compound statement contains has lines of its own.
_INSIDE = frozenset({"body", "orelse", "finalbody", "handlers", "cases", "decorator_list"})
_AROUND = frozenset({tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER})
_NOT_READ = (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError)


class NotComparableError(Exception):
    """A source that this version of Python does not read."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A logical line or a comment on lines of its own.

    Attributes:
        text: Its lines, and the blank ones above it.
        key: Equal for units that mean the same.
        inner: The numbers of its lines, from 0, that begin inside a string.
    """

    text: str
    key: Hashable
    inner: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Source:
    """A source in units.

    Attributes:
        units: They, in order.
        indent: What it is indented by.
    """

    units: tuple[Unit, ...]
    indent: str


@dataclass(slots=True)
class _Line:
    """A unit while it is read: its rows, depth, words, comments and strings."""

    start: int
    end: int
    depth: int
    words: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    inner: set[int] = field(default_factory=set)


def meaning(text: str) -> Hashable:
    """Return what a source means: its syntax tree, and its comments by statement.

    Raises:
        NotComparableError: It cannot be read.
    """
    try:
        tree = _parse(text)
        starts = sorted(node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt))
        comments = [
            (bisect_right(starts, token.start[0]), _comment(token.string))
            for token in _tokens(text)
            if token.type == tokenize.COMMENT
        ]
        return ast.dump(tree), tuple(comments)
    except _NOT_READ as error:
        raise NotComparableError from error


def read_source(text: str) -> Source:
    """Return a source in units.

    Raises:
        NotComparableError: It cannot be read.
    """
    try:
        tree = _parse(text)
        nodes = sorted(_nodes(tree), key=lambda pair: pair[0])
        lines, indent = _read_lines(text)
        return Source(tuple(_units(text, lines, nodes)), indent)
    except _NOT_READ as error:
        raise NotComparableError from error


def _parse(text: str) -> ast.Module:
    """Return the syntax tree of a source, without what formatters change."""
    if "\r" in text:
        raise ValueError("line breaks that only Python takes for one")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.kind = None
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            if isinstance(node.value.value, str):
                lines = inspect.cleandoc(node.value.value).splitlines()
                node.value.value = "\n".join(line.rstrip() for line in lines).strip()
        elif isinstance(node, ast.Delete) and len(node.targets) == 1:
            target = node.targets[0]
            node.targets = target.elts if isinstance(target, ast.Tuple) else node.targets
    return tree


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    return tokenize.generate_tokens(io.StringIO(text).readline)


def _comment(text: str) -> str:
    """Return a comment as formatters write it."""
    words = text[1:]
    return text if words.startswith(("!", ":")) else f"# {words.strip()}"


def _nodes(tree: ast.Module) -> Iterator[tuple[int, Hashable]]:
    """Yield what begins a line, with its row: statements, decorators, handlers and cases."""
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.excepthandler):
            yield node.lineno, (type(node).__name__, *_header(node))
        if isinstance(node, ast.match_case):
            guard = ast.dump(node.guard) if node.guard else ""
            yield node.pattern.lineno, ("case", ast.dump(node.pattern), guard)
        for decorator in getattr(node, "decorator_list", ()):
            yield decorator.lineno, ("@", ast.dump(decorator))


def _header(node: ast.AST) -> Iterator[Hashable]:
    for name, value in ast.iter_fields(node):
        if name not in _INSIDE:
            parts = value if isinstance(value, list) else [value]
            dumped = (ast.dump(each) if isinstance(each, ast.AST) else repr(each) for each in parts)
            yield name, tuple(dumped)


def _read_lines(text: str) -> tuple[list[_Line], str]:
    """Return the units of a source by their rows, and what it is indented by."""
    lines: list[_Line] = []
    depth, indent, strings = 0, "", []
    current: _Line | None = None
    for token in _tokens(text):
        kind, row, last = tokenize.tok_name[token.type], token.start[0], token.end[0]
        if token.type == tokenize.INDENT:
            indent = indent or token.string
        depth += {"INDENT": 1, "DEDENT": -1}.get(kind, 0)
        if token.type == tokenize.NEWLINE and current:
            current.end, current = row, None
        elif token.type == tokenize.COMMENT and not current:
            lines.append(_Line(row, row, 0, comments=[_comment(token.string)]))
        elif token.type not in _AROUND:
            if current is None:
                current = _Line(row, row, depth)
                lines.append(current)
            strings += [row] if kind == "FSTRING_START" else []
            first = strings.pop() if kind == "FSTRING_END" else row
            current.inner.update(range(first + 1, last + 1) if "STRING" in kind else ())
            is_comment = token.type == tokenize.COMMENT
            (current.comments if is_comment else current.words).append(
                _comment(token.string) if is_comment else token.string
            )
    return lines, indent


def _units(text: str, lines: list[_Line], nodes: list[tuple[int, Hashable]]) -> Iterator[Unit]:
    rows = text.split("\n")
    rows = [f"{row}\n" for row in rows[:-1]] + ([rows[-1]] if rows[-1] else [])
    starts = [row for row, _ in nodes]
    above = 0
    for line in lines:
        found = nodes[bisect_right(starts, line.start - 1) : bisect_right(starts, line.end)]
        means = tuple(node for _, node in found) or tuple(line.words)
        inner = frozenset(row - 1 - above for row in line.inner)
        key = (line.depth, means, tuple(line.comments))
        yield Unit("".join(rows[above : line.end]), key, inner)
        above = line.end
    yield Unit("".join(rows[above:]), "end")
