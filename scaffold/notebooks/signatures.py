"""Add keyword-only parameters to the definition of a function."""

import ast
import io
import tokenize
from collections.abc import Sequence
from itertools import accumulate, pairwise

from scaffold.notebooks.edits import Edit, insertion
from scaffold.notebooks.scopes import Function

_OPENING = frozenset("([{")
_CLOSING = frozenset(")]}")


def add_parameters(text: str, function: Function, names: Sequence[str]) -> list[Edit]:
    """Return the edits that add keyword-only parameters.

    Args:
        text: Source in which the lines of `function` count.
        function: The definition.
        names: The parameters.
    """
    if not names:
        return []
    tokens = _signature(text, function)
    spec = function.args
    given = ", ".join(names)
    star = "" if spec.vararg or spec.kwonlyargs else "*, "
    if spec.kwarg:
        marked = ("**", spec.kwarg.arg)
        found = [one for one, two in pairwise(tokens) if (one.string, two.string) == marked]
        return [_insert(text, found[-1], f"{star}{given}, ")]
    close, before = tokens[-1], tokens[-2].string
    comma = "" if before == "(" else " " if before == "," else ", "
    return [_insert(text, close, f"{comma}{star}{given}")]


def _insert(text: str, at: tokenize.TokenInfo, added: str) -> Edit:
    row, column = at.start
    line = text.split("\n")[row - 1]
    return insertion(row, len(line[:column].encode()), added)


def _signature(text: str, function: Function) -> list[tokenize.TokenInfo]:
    """Return the tokens from the name to the bracket that closes the parameters."""
    start = function.lineno - 1
    source = "\n" * start + "\n".join(text.split("\n")[start:])
    read = tokenize.generate_tokens(io.StringIO(source).readline)
    tokens = [token for token in read if token.type in {tokenize.NAME, tokenize.OP}]
    head = next(n for n, token in enumerate(tokens) if token.string == function.name)
    tokens = tokens[head:]
    depths = accumulate((each.string in _OPENING) - (each.string in _CLOSING) for each in tokens)
    # Parameters of types, in square brackets, come before those of the function.
    closes = [each.string == ")" and not depth for each, depth in zip(tokens, depths, strict=True)]
    return tokens[: closes.index(True) + 1]


def find_init(node: ast.ClassDef) -> ast.FunctionDef | None:
    """Return the constructor of a class."""
    found = (
        each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"
    )
    return next(found, None)
