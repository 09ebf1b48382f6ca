"""What packaging metadata says about a project, read and never executed. Pure."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scaffold.parsing import UnparsableError, parse, parse_ini, parse_or, parse_python, parse_toml


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is said; an empty text where nothing is."""

    name: str = ""
    description: str = ""
    author: str = ""
    license: str = ""
    python: str = ""


def read_pyproject(text: str) -> Metadata:
    """Read pyproject.toml; what is not TOML says nothing."""
    return describe(parse_or(text, parse_toml, {}))


def describe(document: Mapping[str, Any]) -> Metadata:
    """Read `[project]`, and what it leaves open from `[tool.poetry]`."""
    project = _mapping(document.get("project"))
    poetry = _mapping(_mapping(document.get("tool")).get("poetry"))
    return Metadata(
        name=_line(project.get("name")) or _line(poetry.get("name")),
        description=_line(project.get("description")) or _line(poetry.get("description")),
        author=_first_author(project) or _first_author(poetry),
        license=_license(project.get("license")) or _license(poetry.get("license")),
        python=_line(project.get("requires-python"))
        or _line(_mapping(poetry.get("dependencies")).get("python")),
    )


def read_setup_cfg(text: str) -> Metadata:
    """Read the section `[metadata]`, and the Python that `[options]` asks for."""
    try:
        parser = parse(text, parse_ini)
    except UnparsableError:
        return Metadata()
    sections = (parser[name] for name in ("options", "metadata") if parser.has_section(name))
    return _of_setuptools({key: text for section in sections for key, text in section.items()})


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
    given = {word.arg: _text_of(word.value, texts) for word in call.keywords if word.arg}
    return _of_setuptools(given)


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


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _line(value: Any) -> str:
    """Return a text as one line without control characters; nothing for what is no text."""
    words = " ".join(value.split()) if isinstance(value, str) else ""
    return "".join(character for character in words if character.isprintable())


def _first_author(table: Mapping[str, Any]) -> str:
    """Return the first name; poetry writes it with the address behind it."""
    authors = table.get("authors")
    for author in authors if isinstance(authors, list) else []:
        named = _line(author.get("name") if isinstance(author, dict) else author)
        name = named.rpartition("<")[0].rstrip() if named.endswith(">") else named
        if name:
            return name
    return ""


def _license(value: Any) -> str:
    """Return an expression, or the text of the older table."""
    return _line(value.get("text") if isinstance(value, dict) else value)
