"""Packaging metadata of a project, parsed without running it. Pure."""

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scaffold.files.parsing import (
    UnparsableError,
    parse,
    parse_ini,
    parse_or,
    parse_python,
    parse_toml,
)

# Tools that would compete with the hooks of a template.
_FORMATTERS = frozenset({"autopep8", "black", "blue", "flake8", "isort", "pylint", "yapf"})


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file declares; an empty text for what it leaves open.

    Attributes:
        name: Name of the distribution.
        description: One sentence about it.
        author: Its first author.
        license: Its license, as an expression or in words.
        python: The versions of Python that it allows.
        packaged: The file says how a distribution is built.
        dependencies: The file says what the project needs to run.
        lists_requirements: It says so in the list of `[project]`, to which others can be added.
        tools: Formatters and linters that it configures.
        tables: All tools that it configures.
        scripts: The commands that it installs.
    """

    name: str = ""
    description: str = ""
    author: str = ""
    license: str = ""
    python: str = ""
    packaged: bool = False
    dependencies: bool = False
    lists_requirements: bool = False
    tools: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()


def read_pyproject(text: str) -> Metadata:
    """Read pyproject.toml; what is not TOML says nothing."""
    return describe(parse_or(text, parse_toml, {}))


def describe(document: Mapping[str, Any]) -> Metadata:
    """Read `[project]`, and what it leaves open from the tables of Poetry and Flit."""
    tools = _mapping(document.get("tool"))
    tables = [_mapping(document.get("project")), _mapping(tools.get("poetry")), _flit(tools)]
    requirements = _mapping(tables[1].get("dependencies"))
    return Metadata(
        name=_first(_line(table.get("name")) for table in tables),
        description=_first(_line(table.get("description")) for table in tables),
        author=_first(_first_author(table) for table in tables),
        license=_first(_license(table.get("license")) for table in tables),
        python=_first(_line(table.get("requires-python")) for table in tables)
        or _python(requirements.get("python")),
        packaged=any(tables) or "build-system" in document,
        dependencies=bool(requirements) or any(map(_declares_dependencies, tables)),
        lists_requirements=isinstance(tables[0].get("dependencies"), list),
        tools=tuple(sorted(_FORMATTERS.intersection(tools))),
        tables=tuple(sorted(tools)),
        scripts=tuple(sorted(name for table in tables for name in _mapping(table.get("scripts")))),
    )


def read_setup_cfg(text: str) -> Metadata:
    """Read the section `[metadata]`, and the Python that `[options]` asks for."""
    try:
        parser = parse(text, parse_ini)
    except UnparsableError:
        return Metadata()
    sections = (parser[name] for name in ("options", "metadata") if parser.has_section(name))
    given = {key: text for section in sections for key, text in section.items()}
    tables = tuple(sorted(parser.sections()))
    tools = tuple(sorted(_FORMATTERS.intersection(tables)))
    entries = "options.entry_points"
    lines = parser.get(entries, "console_scripts", fallback="").splitlines()
    return replace(
        _of_setuptools(given),
        packaged=bool(given),
        tools=tools,
        tables=tables,
        scripts=_names_of_scripts(lines),
    )


def read_setup_py(text: str) -> Metadata:
    """Read the arguments of the call of `setup` that are literal texts, or names of such texts."""
    try:
        tree = parse(text, parse_python)
    except UnparsableError:
        return Metadata()
    nodes = list(ast.walk(tree))
    call = next((node for node in nodes if isinstance(node, ast.Call) and _is_setup(node)), None)
    if call is None:
        return Metadata()
    texts = dict(_assigned_texts(tree))
    words = dict(_arguments(call, nodes))
    given = {name: _text_of(value, texts) for name, value in words.items()}
    entries = words.get("entry_points")
    return replace(_of_setuptools(given), packaged=True, scripts=_console_scripts(entries))


def _arguments(call: ast.Call, nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """Yield the arguments of a call, also those of a dictionary that is passed as `**name`."""
    unpacked = _names_of(each.value for each in call.keywords if each.arg is None)
    for node in nodes:
        if isinstance(node, ast.Assign) and unpacked & _names_of(node.targets):
            yield from _entries(node.value)
    yield from ((word.arg, word.value) for word in call.keywords if word.arg)


def _names_of(targets: Iterable[ast.expr]) -> set[str]:
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _entries(value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Yield the entries of `{"name": value}` or `dict(name=value)`."""
    if isinstance(value, ast.Dict):
        pairs = zip(value.keys, value.values, strict=True)
        yield from ((_text_of(key, {}), given) for key, given in pairs if key)
    elif isinstance(value, ast.Call) and getattr(value.func, "id", "") == "dict":
        yield from ((word.arg, word.value) for word in value.keywords if word.arg)


def _console_scripts(entries: ast.expr | None) -> tuple[str, ...]:
    """Return the commands of the literal argument `entry_points`."""
    try:
        given = ast.literal_eval(entries) if entries else {}
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return ()
    return _names_of_scripts(_list(_mapping(given).get("console_scripts")))


def _names_of_scripts(entries: Iterable[Any]) -> tuple[str, ...]:
    names = (_line(entry).partition("=")[0].strip() for entry in entries if isinstance(entry, str))
    return tuple(sorted(filter(None, names)))


# In the order in which they are believed.
READERS: Mapping[str, Callable[[str], Metadata]] = {
    "pyproject.toml": read_pyproject,
    "setup.cfg": read_setup_cfg,
    "setup.py": read_setup_py,
}


def _of_setuptools(given: Mapping[str, str]) -> Metadata:
    return Metadata(
        name=_line(given.get("name")),
        description=_line(given.get("description")),
        author=_line(given.get("author")),
        license=_line(given.get("license")),
        python=_line(given.get("python_requires")),
        dependencies="install_requires" in given,
    )


def _is_setup(call: ast.Call) -> bool:
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name == "setup"


def _assigned_texts(module: ast.Module) -> list[tuple[str, str]]:
    return [
        (target.id, _text_of(statement.value, {}))
        for statement in module.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    ]


def _text_of(node: ast.expr, texts: Mapping[str, str]) -> str:
    if isinstance(node, ast.Name):
        return texts.get(node.id, "")
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _flit(tools: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the table of Flit's older format under the keys of `[project]`."""
    table = _mapping(_mapping(tools.get("flit")).get("metadata"))
    authors = {"authors": [{"name": table.get("author")}], "name": table.get("dist-name")}
    return {**authors, **table, "dependencies": table.get("requires")} if table else {}


def _declares_dependencies(table: Mapping[str, Any]) -> bool:
    return table.get("dependencies") is not None or "dependencies" in _list(table.get("dynamic"))


def _python(value: Any) -> str:
    """Return the Python of Poetry's dependencies: a constraint, or a table with one."""
    return _line(value.get("version") if isinstance(value, dict) else value)


def _first(values: Iterable[str]) -> str:
    return next(filter(None, values), "")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _line(value: Any) -> str:
    """Return a text as one line without control characters; empty for other values."""
    words = " ".join(value.split()) if isinstance(value, str) else ""
    return "".join(character for character in words if character.isprintable())


def _first_author(table: Mapping[str, Any]) -> str:
    """Return the first name; poetry writes it with the address behind it."""
    for author in _list(table.get("authors")):
        named = _line(author.get("name") if isinstance(author, dict) else author)
        name = named.rpartition("<")[0].rstrip() if named.endswith(">") else named
        if name:
            return name
    return ""


def _license(value: Any) -> str:
    """Return an expression, or the text of the older table."""
    return _line(value.get("text") if isinstance(value, dict) else value)
