"""What `[project]` and `[dependency-groups]` of pyproject.toml declare. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from scaffold.adoption.dependencies.declaration import Declaration, Included, mapping, texts

PYPROJECT = "pyproject.toml"
# What uv calls the options of pip that choose among the files of a package.
_SETTINGS = ("prerelease", "no-binary", "no-binary-package", "no-build", "no-build-package")


def read_project(document: Mapping[str, Any]) -> Declaration:
    """Return what PEP 621 and PEP 735 tables declare, with the settings of uv beside them."""
    project = mapping(document.get("project"))
    uv = mapping(mapping(document.get("tool")).get("uv"))
    indexes = uv.get("index")
    return Declaration(
        path=PYPROJECT,
        kind="PEP 621",
        dependencies=tuple(texts(project.get("dependencies"))),
        extras={
            name: tuple(texts(listed))
            for name, listed in mapping(project.get("optional-dependencies")).items()
        },
        groups={
            name: tuple(_items(listed))
            for name, listed in mapping(document.get("dependency-groups")).items()
        },
        constraints=tuple(texts(uv.get("constraint-dependencies"))),
        sources={name: mapping(each) for name, each in mapping(uv.get("sources")).items()},
        settings={key: uv[key] for key in _SETTINGS if key in uv},
        indexes=tuple(map(mapping, indexes)) if isinstance(indexes, list) else (),
        name=str(project.get("name", "")),
        version=str(project.get("version", "")),
        python=str(project.get("requires-python", "")),
        files=(PYPROJECT,),
    )


def _items(listed: Any) -> Iterator[str | Included]:
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict) and isinstance(item.get("include-group"), str):
            yield Included(item["include-group"])


def expand_group(declaration: Declaration, group: str, depth: int = 0) -> tuple[str, ...]:
    """Return the requirements of a group, those of the groups that it includes too."""
    found: list[str] = []
    for item in declaration.groups.get(group, ()):
        if isinstance(item, str):
            found.append(item)
        elif depth < len(declaration.groups):
            found += expand_group(declaration, item.group, depth + 1)
    return tuple(dict.fromkeys(found))
