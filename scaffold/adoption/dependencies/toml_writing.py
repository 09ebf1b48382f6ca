"""A declaration as tables of pyproject.toml. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scaffold.adoption.dependencies.declaration import Declaration, Included


def write_tables(wanted: Declaration, project: Mapping[str, Any], build: Sequence[str] = ()) -> str:
    """Return the tables that declare dependencies.

    Args:
        wanted: The declaration.
        project: Other keys of `[project]`, in their order.
        build: The requirements of `[build-system]`; without any, there is none.
    """
    blocks = [*_build(build), *_project(wanted, project)]
    if wanted.extras:
        blocks.append(_table("project.optional-dependencies", wanted.extras))
    if wanted.groups:
        blocks.append(_table("dependency-groups", wanted.groups))
    settings = dict(wanted.settings)
    if wanted.constraints:
        settings["constraint-dependencies"] = list(wanted.constraints)
    if settings:
        blocks.append(_table("tool.uv", settings))
    if wanted.sources:
        blocks.append(_table("tool.uv.sources", wanted.sources))
    blocks += ["[[tool.uv.index]]\n" + "".join(_pairs(index)) for index in wanted.indexes]
    return "\n".join(blocks)


def _build(requires: Sequence[str]) -> Iterator[str]:
    if requires:
        yield _table("build-system", {"requires": list(requires)})


def _project(wanted: Declaration, project: Mapping[str, Any]) -> Iterator[str]:
    table = dict(project)
    if wanted.python:
        table["requires-python"] = wanted.python
    if wanted.dependencies:
        table["dependencies"] = wanted.dependencies
    if table:
        yield _table("project", table)


def _table(name: str, table: Mapping[str, Any]) -> str:
    return f"[{name}]\n" + "".join(_pairs(table))


def _pairs(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        yield f"{_key(key)} = {_value(value)}\n"


def _key(key: str) -> str:
    is_bare = key.replace("-", "").replace("_", "").isalnum() and key.isascii()
    return key if is_bare else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, Included):
        return f'{{ include-group = "{value.group}" }}'
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        lines = "".join(f"  {_value(each)},\n" for each in value)
        return f"[\n{lines}]" if value else "[]"
    return _text(str(value))


def _text(text: str) -> str:
    """Return a text; one with double quotes, as markers have, in single quotes."""
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)
