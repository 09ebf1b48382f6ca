"""What Python's parser says about the functions of a module; nothing is imported or run. Pure."""

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

_CONFLICT = re.compile(rb"^(?:<{7}|>{7}|={7}|\|{7})(?:[ \r\n]|$)", re.MULTILINE)
# Contents of modules that are kept: those of a class are mostly the same.
_KEPT = 20_000
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file cannot be imported or lacks a function.

    Attributes:
        reason: The reason, as part of a sentence.
        line: Where, from 1; 0 if that is unknown.
    """

    reason: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Module:
    """What a parser says of a module.

    Attributes:
        functions: Whether each function is blank, by qualified name.
        fault: Why it cannot be parsed; None if it can.
    """

    functions: dict[str, bool] = field(default_factory=dict)
    fault: Fault | None = None


@lru_cache(maxsize=_KEPT)
def parse_module(content: bytes) -> Module:
    """Return what the parser says of a file of Python."""
    fault = _find_fault(content)
    if fault is not None:
        return Module(fault=fault)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(content)
    except SyntaxError as error:
        return Module(fault=Fault("syntax error", error.lineno or 0))
    except (ValueError, RecursionError, MemoryError):
        return Module(fault=Fault("nested too deeply"))
    return Module(dict(_list_functions(tree, "")))


def is_blank_function(function: _Function) -> bool:
    """Return whether a function only raises `NotImplementedError`, as blanks of all releases do.

    A body of `pass` or `...` is blank, too.
    """
    body = function.body
    if ast.get_docstring(function, clean=False) is not None:
        body = body[1:]
    if not body:
        return True
    return len(body) == 1 and _is_blank_statement(body[0])


def _is_blank_statement(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Raise):
        raised = statement.exc
        kind = raised.func if isinstance(raised, ast.Call) else raised
        return isinstance(kind, ast.Name) and kind.id == "NotImplementedError"
    if isinstance(statement, ast.Expr):
        value = statement.value
        return isinstance(value, ast.Constant) and value.value is Ellipsis
    return isinstance(statement, ast.Pass)


def _list_functions(parent: ast.AST, prefix: str) -> Iterator[tuple[str, bool]]:
    for node in getattr(parent, "body", []):
        if isinstance(node, _Function):
            yield prefix + node.name, is_blank_function(node)
        elif isinstance(node, ast.ClassDef):
            yield from _list_functions(node, f"{prefix}{node.name}.")


def _find_fault(content: bytes) -> Fault | None:
    """Return what the parser would only describe poorly."""
    conflict = _CONFLICT.search(content)
    if conflict and content.startswith((b"<<<<<<<", b"|||||||", b">>>>>>>"), conflict.start()):
        return Fault("conflict markers", _line_of(content, conflict.start()))
    null = content.find(b"\0")
    if null >= 0:
        return Fault("contains a null byte", _line_of(content, null))
    return _find_bad_encoding(content)


def _find_bad_encoding(content: bytes) -> Fault | None:
    """Return where a file is not in its encoding: the parser only checks files that it opens."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    except SyntaxError:  # The first lines are not UTF-8, or name an encoding that does not exist.
        encoding = "utf-8"
    try:
        content.decode(encoding)
    except UnicodeDecodeError as wrong:
        return Fault(
            "not UTF-8" if encoding == "utf-8" else f"not {encoding}",
            _line_of(content, wrong.start),
        )
    return None


def _line_of(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1
