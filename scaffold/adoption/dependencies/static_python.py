"""Values of expressions in a Python file, without running it. Only reads files."""

import ast
from typing import Any

from scaffold.adoption.dependencies.assumed_files import read_assumed
from scaffold.adoption.dependencies.folder import Folder, is_outside, join
from scaffold.adoption.dependencies.single_assignment import SingleAssignment, without_marks
from scaffold.adoption.dependencies.static_values import (
    LONGEST,
    OpenFile,
    UnknownValueError,
    call_function,
    call_method,
    combine,
    compare,
    list_statements,
)

_MOST_STEPS = 50_000
# Functions that return the path that they get.
_PATHS = frozenset({"Path", "PurePath", "abspath", "fspath", "open", "realpath", "resolve"})
_FOLDERS = frozenset({"cwd", "dirname", "getcwd"})


class StaticPython:
    """The values of a module's names.

    Attributes:
        files: The files that it reads.
        assumed: Requirements files whose lines a function returns, which is not followed.
    """

    def __init__(self, body: list[ast.stmt], folder: Folder) -> None:
        self.files = list[str]()
        self.assumed = list[str]()
        self._folder = folder
        self._names = SingleAssignment()
        self._functions = dict[str, ast.FunctionDef]()
        self._known = dict[str, Any]()
        self._steps = [0]
        for statement in list_statements(body):
            self._names.note(statement)
            if isinstance(statement, ast.FunctionDef):
                self._functions[statement.name] = statement

    def value(self, node: ast.expr) -> Any:
        """Return the value of an expression.

        Raises:
            UnknownValueError: It is only known when it runs.
        """
        self._steps[0] += 1
        found = getattr(self, f"_{type(node).__name__.lower()}", None)
        if found is None or self._steps[0] > _MOST_STEPS:
            raise _unknown(node)
        try:
            value = found(node)
        except (TypeError, ValueError, AttributeError, LookupError, RecursionError):
            raise _unknown(node) from None
        if isinstance(value, str | list) and len(value) > LONGEST:
            raise UnknownValueError("a value is too long")
        return value

    def _name(self, node: ast.Name) -> Any:
        """Return the value of a name; in a function, of the only one that the file gives it."""
        if node.id in self._known:
            return self._known[node.id]
        if node.id == "__file__":
            return "setup.py"
        names = self._names
        versions = names.versions.get(node.id, []) if node.id not in names.values else [node.id]
        if len(versions) != 1 or versions[0] in names.unknown:
            raise UnknownValueError(f"`{without_marks(node.id)}`")
        return self.value(names.values[versions[0]])

    def _constant(self, node: ast.Constant) -> Any:
        return node.value

    def _list(self, node: ast.List | ast.Tuple | ast.Set) -> list[Any]:
        found: list[Any] = []
        for each in node.elts:
            if isinstance(each, ast.Starred):
                found += self._iterate(each.value)
            else:
                found.append(self.value(each))
        return found

    _tuple = _set = _list

    def _dict(self, node: ast.Dict) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            found |= {self.value(key): self.value(value)} if key else self.value(value)
        return found

    def _joinedstr(self, node: ast.JoinedStr) -> str:
        return "".join(self.value(each) for each in node.values)

    def _formattedvalue(self, node: ast.FormattedValue) -> str:
        value = self.value(node.value)
        if node.format_spec or node.conversion != -1 or not isinstance(value, str):
            raise _unknown(node)
        return value

    def _binop(self, node: ast.BinOp) -> Any:
        left, right = self.value(node.left), self.value(node.right)
        return join(left, right) if isinstance(node.op, ast.Div) else combine(node.op, left, right)

    def _subscript(self, node: ast.Subscript) -> Any:
        return self.value(node.value)[self.value(node.slice)]

    def _attribute(self, node: ast.Attribute) -> Any:
        if node.attr == "parent":
            return "."
        if node.attr in {"req", "requirement"}:  # Of what pip's `parse_requirements` returns.
            return self.value(node.value)
        raise _unknown(node)

    def _listcomp(self, node: ast.ListComp | ast.GeneratorExp) -> list[Any]:
        return self._repeat(node.elt, node.generators)

    _generatorexp = _setcomp = _listcomp

    def _repeat(self, item: ast.expr, loops: list[ast.comprehension]) -> list[Any]:
        """Return the value of an expression for all items of loops in each other."""
        if not loops:
            return [self.value(item)]
        loop, found = loops[0], list[Any]()
        if not isinstance(loop.target, ast.Name):
            raise _unknown(loop.target)
        for each in self._iterate(loop.iter):
            self._known[loop.target.id] = each
            if all(self.value(condition) for condition in loop.ifs):
                found += self._repeat(item, loops[1:])
        self._known.pop(loop.target.id, None)
        return found

    def _iterate(self, node: ast.expr) -> list[Any]:
        """Return the items of a list, or the lines of an open file."""
        values = self.value(node)
        listed = self._read(values).splitlines() if isinstance(values, OpenFile) else values
        listed = [*listed] if isinstance(listed, dict) else listed
        if not isinstance(listed, list):
            raise _unknown(node)
        return listed

    def _unaryop(self, node: ast.UnaryOp) -> bool:
        if not isinstance(node.op, ast.Not):
            raise _unknown(node)
        return not self.value(node.operand)

    def _boolop(self, node: ast.BoolOp) -> bool:
        together = all if isinstance(node.op, ast.And) else any
        return together(bool(self.value(each)) for each in node.values)

    def _compare(self, node: ast.Compare) -> bool:
        if len(node.ops) > 1:
            raise _unknown(node)
        return compare(node.ops[0], self.value(node.left), self.value(node.comparators[0]))

    def _call(self, node: ast.Call) -> Any:
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in _PATHS:
            inner = node.args[0] if node.args else getattr(function, "value", None)
            path = self.value(inner) if inner else "."
            return OpenFile(path) if name == "open" and isinstance(path, str) else path
        if name in _FOLDERS:
            return "."
        arguments = self._list(ast.List(node.args))
        if isinstance(function, ast.Name):
            if name in self._functions or name == "parse_requirements":
                return self._run_or_assume(name, arguments, node.keywords)
            return call_function(name, arguments, self._keywords(node.keywords))
        return self._method(node, name, arguments)

    def _keywords(self, keywords: list[ast.keyword]) -> dict[str, Any]:
        """Return the named arguments of a call, those that are passed as `**table` too."""
        given: dict[str, Any] = {}
        for each in keywords:
            given |= {each.arg: self.value(each.value)} if each.arg else self.value(each.value)
        return given

    def _method(self, node: ast.Call, name: str, arguments: list[Any]) -> Any:
        function = node.func
        if name == "join" and len(arguments) > 1:  # `os.path.join`
            return join(".", "/".join(arguments))
        if name in {"chain", "from_iterable"}:
            return call_function(name, arguments, {})
        value = self.value(function.value) if isinstance(function, ast.Attribute) else None
        if isinstance(value, str) and name in {"read", "read_text"}:
            return self._read(value)
        if isinstance(value, str) and name == "readlines":
            return self._read(value).splitlines(keepends=True)
        if isinstance(value, str) and name == "joinpath":
            return join(value, "/".join(arguments))
        if node.keywords:
            raise _unknown(node)
        return call_method(value, name, arguments)

    def _read(self, path: str) -> str:
        place = join(".", path)
        text = None if is_outside(place) else self._folder.read(place)
        if text is None:
            raise UnknownValueError(f"`{path[:60]}`, which is not a file here")
        self.files.append(place)
        return text

    def _run_or_assume(self, name: str, arguments: list[Any], keywords: list[ast.keyword]) -> Any:
        """Return what a function returns; if it is too complex, the lines of the file it reads."""
        function = self._functions.get(name)
        try:
            if function:
                return self._run(function, arguments, self._keywords(keywords))
        except UnknownValueError:
            pass
        found = read_assumed(function, name, arguments, self._folder)
        self.files += found.files
        self.assumed.append(found.path)
        return [text for text, _ in found.lines]

    def _run(self, function: ast.FunctionDef, arguments: list[Any], named: dict[str, Any]) -> Any:
        """Return what a function returns that only assigns and returns."""
        inside = StaticPython(function.body, self._folder)
        others = {key: each for key, each in self._functions.items() if each is not function}
        inside._functions = {**others, **inside._functions}
        inside._names.include(self._names)
        inside._steps = self._steps
        inside._known = self._arguments(function, arguments) | named
        returned = [each for each in ast.walk(function) if isinstance(each, ast.Return)]
        if len(returned) != 1 or returned[0].value is None:
            raise UnknownValueError(f"`{function.name}()`")
        value = inside.value(returned[0].value)
        self.files += inside.files
        self.assumed += inside.assumed
        return value

    def _arguments(self, function: ast.FunctionDef, arguments: list[Any]) -> dict[str, Any]:
        names = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
        defaults = [self.value(each) for each in function.args.defaults]
        given = dict(zip(names[len(names) - len(defaults) :], defaults, strict=True))
        return given | dict(zip(names, arguments, strict=False))


def _unknown(node: ast.expr) -> UnknownValueError:
    return UnknownValueError(f"`{without_marks(ast.unparse(node))[:60]}`")
