"""Dependencies of Poetry, in `[tool.poetry]` of pyproject.toml. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from packaging.utils import canonicalize_name

from scaffold.adoption.dependencies.declaration import Declaration, mapping, name_of, once, texts
from scaffold.adoption.dependencies.ranges import UnwritableRangeError, from_poetry
from scaffold.adoption.dependencies.tables import Tables

PYPROJECT = "pyproject.toml"


def read_poetry(document: Mapping[str, Any]) -> Declaration:
    """Return what Poetry's tables declare."""
    poetry = mapping(mapping(document.get("tool")).get("poetry"))
    stated = dict(mapping(poetry.get("dependencies")))
    tables = Tables(PYPROJECT, from_poetry)
    python = _python(stated.pop("python", ""), tables)
    optional = {name for name, value in stated.items() if mapping(value).get("optional") is True}
    needed = {name: value for name, value in stated.items() if name not in optional}
    dependencies = once(tables.read(needed))
    extras = _extras(poetry, stated, tables)
    _note_unused(optional, extras, tables)
    groups = {name: once(tables.read(table)) for name, table in _groups(poetry, tables)}
    indexes = tuple(_indexes(poetry, tables))
    return Declaration(
        path=PYPROJECT,
        kind="Poetry",
        dependencies=dependencies,
        extras=extras,
        groups=groups,
        sources=tables.sources,
        indexes=indexes,
        name=str(poetry.get("name", "")),
        version=str(poetry.get("version", "")),
        python=python,
        notes=once(tables.notes),
        problems=once(tables.problems),
        files=(PYPROJECT,),
    )


def _python(value: Any, tables: Tables) -> str:
    said = mapping(value).get("version", value)
    try:
        return from_poetry(said) if isinstance(said, str) else ""
    except UnwritableRangeError:
        tables.problems.append(f"PEP 440 cannot express the range of Python `{said}`")
        return ""


def _extras(
    poetry: Mapping[str, Any], stated: Mapping[str, Any], tables: Tables
) -> dict[str, tuple[str, ...]]:
    """Return the extras; Poetry lists the names of optional dependencies."""
    known = {canonicalize_name(name): {name: value} for name, value in stated.items()}
    found = {}
    for extra, names in mapping(poetry.get("extras")).items():
        listed = [re.sub(r"[\[<>=!~; ].*", "", name) for name in texts(names)]
        unknown = [name for name in listed if canonicalize_name(name) not in known]
        if unknown:
            tables.notes.append(f"the extra `{extra}` names `{unknown[0]}`, which is not declared")
        inside = [known[canonicalize_name(name)] for name in listed if name not in unknown]
        found[extra] = once(text for table in inside for text in tables.read(table))
    return found


def _note_unused(optional: set[str], extras: Mapping[str, tuple[str, ...]], tables: Tables) -> None:
    used = {name_of(text) for listed in extras.values() for text in listed}
    for name in sorted(optional):
        if canonicalize_name(name) not in used:
            tables.notes.append(f"`{name}` is optional and in no extra: it is not written")


def _groups(poetry: Mapping[str, Any], tables: Tables) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the groups; `dev` is the only one of older versions."""
    groups = {
        name: dict(mapping(mapping(group).get("dependencies")))
        for name, group in mapping(poetry.get("group")).items()
    }
    older = mapping(poetry.get("dev-dependencies"))
    if older:
        groups["dev"] = {**older, **groups.get("dev", {})}
    for name, group in mapping(poetry.get("group")).items():
        if mapping(group).get("optional") is True:
            tables.notes.append(f"the group `{name}` is optional: install it with `--group {name}`")
    yield from ((name, group) for name, group in groups.items() if group)


def _indexes(poetry: Mapping[str, Any], tables: Tables) -> Iterator[dict[str, Any]]:
    sources = poetry.get("source")
    for source in sources if isinstance(sources, list) else []:
        said = mapping(source)
        name, url = str(said.get("name", "")), str(said.get("url", ""))
        if not url:  # PyPI itself, which Poetry lets one list.
            continue
        if re.match(r"https?://[^/@]*@", url):
            tables.problems.append(f"the source `{name}` contains a password or token")
            continue
        priority = said.get("priority", "default" if said.get("default") else "")
        index: dict[str, Any] = {"name": name, "url": url}
        if priority == "default":
            index["default"] = True
        if priority == "explicit":
            index["explicit"] = True
        yield index
