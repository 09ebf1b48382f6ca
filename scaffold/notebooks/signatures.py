"""Add keyword-only parameters to the definition of a function."""

import ast
import io
import tokenize
from collections.abc import Iterator, Sequence

from scaffold.notebooks.edits import Edit, insertion
from scaffold.notebooks.scopes import Function


def add_parameters(text: str, function: Function, names: Sequence[str]) -> list[Edit]:
    """Return the edits that add keyword-only parameters.

    Args:
        text: Source in which the lines of `function` count.
        function: The definition.
        names: The parameters.
    """
    if not names:
        return []
    tokens = list(_signature(text, function))
    spec = function.args
    given = ", ".join(names)
    star = "" if spec.vararg or spec.kwonlyargs else "*, "
    if spec.kwarg:
        at = next(token for token in tokens if token.string == "**")
        return [_insert(text, at, f"{star}{given}, ")]
    close, before = tokens[-1], tokens[-2].string
    comma = "" if before == "(" else " " if before == "," else ", "
    return [_insert(text, close, f"{comma}{star}{given}")]


def _insert(text: str, at: tokenize.TokenInfo, added: str) -> Edit:
    row, column = at.start
    line = text.split("\n")[row - 1]
    return insertion(row, len(line[:column].encode()), added)


def _signature(text: str, function: Function) -> Iterator[tokenize.TokenInfo]:
    """Yield the tokens from the bracket after the name to the one that closes it."""
    depth, named, opened = 0, False, False
    lines = text.split("\n")
    start = function.lineno
    source = "\n".join([*[""] * (start - 1), *lines[start - 1 :]])
    skipped = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in skipped or token.start[0] < start:
            continue
        if not named:
            named = token.string == function.name
            continue
        opened = opened or token.string == "("
        depth += (
            (token.string in "([{") - (token.string in ")]}") if token.type == tokenize.OP else 0
        )
        if opened:
            yield token
            if depth == 0:
                return


def find_init(node: ast.ClassDef) -> ast.FunctionDef | None:
    """Return the constructor of a class."""
    found = (
        each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"
    )
    return next(found, None)
