"""Read and replace the body of a function in a source text."""

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from scaffold.errors import ExerciseError

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_RESTORE = "Fix it or restore the file with `git restore FILE`"
_BLANK = 'raise NotImplementedError("exercise '


@dataclass(frozen=True, slots=True)
class _Body:
    """Lines of the body of a function, without its docstring.

    Attributes:
        first: Number of its first line, from 0.
        end: Number of the line after its last one.
        indent: Its indentation.
    """

    first: int
    end: int
    indent: str


@contextmanager
def naming_file(path: str) -> Iterator[None]:
    """Add the path of a file to the errors about its text.

    Raises:
        ExerciseError: The text is not valid Python, or has no such function.
    """
    try:
        yield
    except ExerciseError as error:
        hint = f"Fix it or run `git restore {path}`"
        raise ExerciseError(f"Invalid `{path}`: {error}", hint) from error


def read_body(source: str, function: str) -> str:
    """Return the body of a function, without its docstring.

    Args:
        source: Text of a module.
        function: Qualified name of the function, as in `Encoder.fit`.

    Raises:
        ExerciseError: The text is not valid Python, or has no such function.
    """
    body = _find_body(source, function)
    return "".join(_lines(source)[body.first : body.end])


def replace_body(source: str, function: str, replacement: str) -> str:
    """Return the text with another body in a function.

    Raises:
        ExerciseError: The text is not valid Python, or has no such function.
    """
    body = _find_body(source, function)
    lines = _lines(source)
    return "".join([*lines[: body.first], replacement, *lines[body.end :]])


def blank_body(source: str, function: str, exercise: str) -> str:
    """Return the text with an exercise in place of a body.

    Raises:
        ExerciseError: The text is not valid Python, or has no such function.
    """
    indent = _find_body(source, function).indent
    line = f'{_BLANK}{exercise}")  # scaffold workshop hint {exercise}'
    return replace_body(source, function, f"{indent}{line}\n")


def is_blank(source: str, function: str) -> bool:
    """Return whether a function is not written yet.

    Raises:
        ExerciseError: The text is not valid Python, or has no such function.
    """
    return _BLANK in read_body(source, function)


def _find_body(source: str, function: str) -> _Body:
    node = _find_function(source, function)
    documented = ast.get_docstring(node) is not None
    if documented and len(node.body) == 1:
        raise ExerciseError(f"`{function}` has no body", _RESTORE)
    # Comments between the docstring and the first statement belong to the body.
    first = node.body[0].end_lineno if documented else node.body[0].lineno - 1
    last = node.body[-1]
    return _Body(first or 0, last.end_lineno or 0, " " * node.body[0].col_offset)


def _find_function(source: str, function: str) -> _Function:
    try:
        found: ast.AST = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        where = f" (line {line})" if line else ""
        raise ExerciseError(f"syntax error{where}", _RESTORE) from error
    for name in function.split("."):
        found = _find_definition(found, name, function)
    if not isinstance(found, _Function):
        raise ExerciseError(f"`{function}` is not a function", _RESTORE)
    return found


def _find_definition(parent: ast.AST, name: str, function: str) -> ast.AST:
    for node in getattr(parent, "body", []):
        if isinstance(node, _Function | ast.ClassDef) and node.name == name:
            return node
    raise ExerciseError(f"`{function}` not found", _RESTORE)


def _lines(source: str) -> list[str]:
    """Split into lines as Python does; `splitlines` also splits at other separators."""
    return re.findall(r"[^\n]*\n|[^\n]+", source)
