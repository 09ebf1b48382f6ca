"""Dependencies in setup.py, read without running it. Only reads."""

import ast
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scaffold.adoption.dependencies.declaration import Declaration, mapping, once
from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.setup_cfg import check_all
from scaffold.adoption.dependencies.static_python import StaticPython
from scaffold.adoption.dependencies.static_values import OpenFile, UnknownValueError
from scaffold.files.parsing import UnparsableError, parse, parse_python

SETUP_PY = "setup.py"
RUN_IT = "Run `setup.py` in a scratch environment with `--run-setup`"


def read_setup_py(folder: Folder) -> Declaration:
    """Return what the call of `setup()` declares."""
    try:
        module = parse(folder.read(SETUP_PY) or "", parse_python)
    except UnparsableError as error:
        return _refuse(f"cannot parse it: {error.reason}")
    call = find_setup(module)
    if call is None:
        return Declaration(SETUP_PY, SETUP_PY, files=(SETUP_PY,))
    reader = StaticPython(module.body, folder)
    try:
        given = _keywords(call, reader)
    except UnknownValueError as error:
        return replace(_refuse(f"its arguments depend on {error}"), hint=RUN_IT)
    script = _Script(reader)
    return script.read(given)


def find_setup(module: ast.Module) -> ast.Call | None:
    """Return the call of `setup()`."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            function = node.func
            named = function.attr if isinstance(function, ast.Attribute) else ""
            if (named or getattr(function, "id", "")) == "setup":
                return node
    return None


def _keywords(call: ast.Call, reader: StaticPython) -> dict[str, ast.expr]:
    """Return the arguments; a table that is passed as `**table` is looked into."""
    found: dict[str, ast.expr] = {}
    for word in call.keywords:
        if word.arg:
            found[word.arg] = word.value
            continue
        passed = reader.value(word.value)
        found |= {
            str(key): ast.parse(repr(value), mode="eval").body for key, value in passed.items()
        }
    return found


class _Script:
    def __init__(self, reader: StaticPython) -> None:
        self._reader = reader
        self._problems = list[str]()
        self._hint = ""

    def read(self, given: Mapping[str, ast.expr]) -> Declaration:
        extras = mapping(self._value(given, "extras_require", {}))
        dependencies = self._listed(self._value(given, "install_requires", []))
        return Declaration(
            path=SETUP_PY,
            kind=SETUP_PY,
            dependencies=dependencies,
            extras={str(name): self._listed(value) for name, value in extras.items() if name},
            name=self._text(given, "name"),
            version=self._text(given, "version"),
            python=self._text(given, "python_requires"),
            notes=once(
                f"`setup.py` reads `{path}`: all its lines count" for path in self._reader.assumed
            ),
            problems=once(self._problems),
            hint=self._hint,
            files=once([SETUP_PY, *self._reader.files]),
        )

    def _value(self, given: Mapping[str, ast.expr], key: str, otherwise: Any) -> Any:
        if key not in given:
            return otherwise
        try:
            return self._reader.value(given[key])
        except UnknownValueError as error:
            self._problems.append(f"`{key}` depends on {error}")
            self._hint = RUN_IT
            return otherwise

    def _text(self, given: Mapping[str, ast.expr], key: str) -> str:
        try:
            value = self._reader.value(given[key]) if key in given else ""
        except UnknownValueError:
            return ""
        return value if isinstance(value, str) else ""

    def _listed(self, value: Any) -> tuple[str, ...]:
        if isinstance(value, str) and not isinstance(value, OpenFile):
            value = value.splitlines()
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self._problems.append("its requirements are not a list of texts")
            return ()
        plain = (each.split(" #")[0].strip() for each in value)
        return check_all([each for each in plain if each and each[0] != "#"], self._problems)


def _refuse(reason: str) -> Declaration:
    return Declaration(SETUP_PY, SETUP_PY, problems=(reason,), files=(SETUP_PY,))
