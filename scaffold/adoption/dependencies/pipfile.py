"""Dependencies of Pipenv, in a Pipfile. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scaffold.adoption.dependencies.declaration import Declaration, mapping, once
from scaffold.adoption.dependencies.ranges import from_pipenv
from scaffold.adoption.dependencies.tables import Tables, is_list_of_packages

PIPFILE = "Pipfile"
_NOT_PACKAGES = frozenset({"source", "requires", "scripts", "pipenv", "packages", "dev-packages"})
_PYPI = re.compile(r"https://pypi\.(org|python\.org)/simple/?")


def read_pipfile(document: Mapping[str, Any]) -> Declaration:
    """Return what a Pipfile declares; categories become groups."""
    tables = Tables(PIPFILE, from_pipenv)
    groups = {
        "dev": once(tables.read(mapping(document.get("dev-packages")))),
        **{
            name: once(tables.read(mapping(table)))
            for name, table in document.items()
            if name not in _NOT_PACKAGES and is_list_of_packages(table)
        },
    }
    dependencies = once(tables.read(mapping(document.get("packages"))))
    indexes = tuple(_indexes(document, tables))
    named = {index["name"] for index in indexes}
    sources = {
        name: source
        for name, source in tables.sources.items()
        if "index" not in source or source["index"] in named
    }
    prereleases = mapping(document.get("pipenv")).get("allow_prereleases")
    return Declaration(
        path=PIPFILE,
        kind="Pipfile",
        dependencies=dependencies,
        groups={name: listed for name, listed in groups.items() if listed},
        sources=sources,
        settings={"prerelease": "allow"} if prereleases is True else {},
        indexes=indexes,
        python=_python(mapping(document.get("requires"))),
        notes=once(tables.notes),
        problems=once(tables.problems),
        files=(PIPFILE,),
    )


def _python(requires: Mapping[str, Any]) -> str:
    full, minor = requires.get("python_full_version"), requires.get("python_version")
    if isinstance(full, str) and re.fullmatch(r"\d+(\.\d+)+", full):
        return f"=={full}"
    if isinstance(minor, str) and re.fullmatch(r"\d+(\.\d+)*", minor):
        return f"=={minor}.*"
    return ""


def _indexes(document: Mapping[str, Any], tables: Tables) -> Iterator[dict[str, Any]]:
    sources = document.get("source")
    for number, source in enumerate(sources if isinstance(sources, list) else []):
        said = mapping(source)
        url = str(said.get("url", ""))
        if "$" in url or re.match(r"https?://[^/@]*@", url):
            tables.problems.append("a source contains a password, or an environment variable")
        elif url and not _PYPI.fullmatch(url):
            name = str(said.get("name") or f"source-{number}")
            yield {"name": name, "url": url, **({"default": True} if number == 0 else {})}
