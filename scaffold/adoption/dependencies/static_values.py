"""What `static_python` computes with: bounded operations on texts, lists and tables. Pure."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

_METHODS: Mapping[str, Callable[..., Any]] = {
    "strip": str.strip,
    "lstrip": str.lstrip,
    "rstrip": str.rstrip,
    "split": str.split,
    "splitlines": str.splitlines,
    "lower": str.lower,
    "startswith": str.startswith,
    "endswith": str.endswith,
}
_COMPARISONS: Mapping[type, Callable[[Any, Any], bool]] = {
    ast.Eq: lambda one, other: one == other,
    ast.NotEq: lambda one, other: one != other,
    ast.In: lambda one, other: one in other,
    ast.NotIn: lambda one, other: one not in other,
}
LONGEST = 200_000
_STARTED = frozenset({"__name__ == '__main__'"})
_PLAIN_FIELDS = re.compile(r"(?:[^{}]|\{\d{0,2}\})*")
_PLAIN_PERCENTS = re.compile(r"(?:[^%]|%s)*")


class OpenFile(str):
    """The path of a file that is open: its items are lines."""

    __slots__ = ()


class UnknownValueError(Exception):
    """The value of an expression is only known when it runs."""


def call_function(name: str, arguments: list[Any], named: Mapping[str, Any]) -> Any:
    """Return what a built-in function returns for a list of texts.

    Raises:
        UnknownValueError: It is another function, or has other arguments.
    """
    values = arguments[0] if len(arguments) == 1 else None
    if name == "dict" and (isinstance(values, dict) or not arguments):
        return {**(values or {}), **named}
    if named:
        raise UnknownValueError(f"`{name}()`")
    if name in {"chain", "from_iterable", "sum"}:
        return _join_lists(name, arguments)
    if name == "str" and isinstance(values, str):
        return values
    if name in {"list", "tuple"} and isinstance(values, list):
        return values
    if name in {"set", "sorted"} and isinstance(values, list) and all_texts(values):
        return sorted(set(values) if name == "set" else values)
    raise UnknownValueError(f"`{name}()`")


def _join_lists(name: str, arguments: list[Any]) -> list[Any]:
    """Return what `chain(*lists)`, `chain.from_iterable(lists)` and `sum(lists, [])` return."""
    lists = arguments if name == "chain" else arguments[0]
    if name == "sum":
        lists = [arguments[1], *lists]
    return [item for each in lists for item in _checked(each)]


def _checked(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise UnknownValueError("a list")
    return value


def call_method(value: Any, name: str, arguments: list[Any]) -> Any:
    """Return what a method of a text or table returns.

    Raises:
        UnknownValueError: It is another method, has other arguments, or returns too much.
    """
    if isinstance(value, dict) and name in {"keys", "values"}:
        return list(getattr(value, name)())
    if isinstance(value, str):
        if name == "join" and isinstance(arguments[0], list) and all_texts(arguments[0]):
            return _bounded(value.join, arguments[0], len(value) * len(arguments[0]))
        if all_texts(arguments):
            return _call_text(value, name, arguments)
    raise UnknownValueError(f"`.{name}()`")


def _call_text(value: str, name: str, arguments: list[str]) -> Any:
    if name == "replace" and len(arguments) == 2:
        return _bounded(
            lambda pair: value.replace(*pair), arguments, len(value) * len(arguments[1])
        )
    if name == "format" and _PLAIN_FIELDS.fullmatch(value):
        return value.format(*arguments)
    if name in _METHODS:
        return _METHODS[name](value, *arguments)
    raise UnknownValueError(f"`.{name}()`")


def _bounded(call: Callable[[Any], Any], argument: Any, size: int) -> Any:
    if size > LONGEST * 10:
        raise UnknownValueError("a text is too long")
    return call(argument)


def combine(operator: ast.operator, left: Any, right: Any) -> Any:
    """Return the sum of two texts or lists, or a text with `%s` filled in.

    Raises:
        UnknownValueError: It is another operation.
    """
    if isinstance(operator, ast.Add) and type(left) is type(right) and isinstance(left, str | list):
        return left + right
    if isinstance(operator, ast.Mod) and isinstance(left, str) and _PLAIN_PERCENTS.fullmatch(left):
        filled = right if isinstance(right, list) else [right]
        if all_texts(filled):
            return left % tuple(filled)
    raise UnknownValueError("an operation")


def compare(operator: ast.cmpop, left: Any, right: Any) -> bool:
    """Return whether a comparison of texts holds.

    Raises:
        UnknownValueError: It compares something else.
    """
    texts = [left, *(right if isinstance(right, list) else [right])]
    if type(operator) not in _COMPARISONS or not all_texts(texts):
        raise UnknownValueError("a comparison")
    return _COMPARISONS[type(operator)](left, right)


def all_texts(values: Iterable[Any]) -> bool:
    """Return whether all values are texts."""
    return all(isinstance(each, str) for each in values)


def list_statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield statements, those inside of `with`, `try` and `if __name__ == "__main__"` included."""
    for statement in body:
        if isinstance(statement, ast.If) and ast.unparse(statement.test) in _STARTED:
            yield from list_statements(statement.body)
            continue
        yield statement
        if isinstance(statement, ast.With):
            yield from list_statements(statement.body)
        elif isinstance(statement, ast.Try):
            yield from list_statements([*statement.body, *statement.orelse, *statement.finalbody])
