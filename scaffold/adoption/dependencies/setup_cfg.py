"""Dependencies in setup.cfg, and in the files that it or pyproject.toml names. Only reads."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scaffold.adoption.dependencies.declaration import (
    Declaration,
    mapping,
    normalize,
    once,
    read_requirement,
    texts,
)
from scaffold.adoption.dependencies.folder import Folder, join
from scaffold.adoption.dependencies.pip_files import read_pip_file
from scaffold.files.parsing import UnparsableError, parse, parse_ini

SETUP_CFG = "setup.cfg"


def read_setup_cfg(folder: Folder) -> Declaration:
    """Return what `[options]` and `[options.extras_require]` declare."""
    try:
        parser = parse(folder.read(SETUP_CFG) or "", parse_ini)
    except UnparsableError as error:
        return Declaration(SETUP_CFG, "setup.cfg", problems=(error.reason,), files=(SETUP_CFG,))
    sections = {name: dict(parser.items(name)) for name in parser.sections()}
    given = sections.get("options", {})
    options = {key.replace("-", "_"): value for key, value in given.items()}
    metadata = sections.get("metadata", {})
    extras = sections.get("options.extras_require", {})
    problems: list[str] = []
    files = [SETUP_CFG]
    read = _Lists(folder, problems, files)
    return Declaration(
        path=SETUP_CFG,
        kind="setup.cfg",
        dependencies=read.of(options.get("install_requires", "")),
        extras={name: read.of(text) for name, text in extras.items()},
        name=metadata.get("name", "").strip(),
        version=_plain_version(metadata.get("version", "")),
        python=options.get("python_requires", "").strip(),
        problems=once(problems),
        files=once(files),
    )


class _Lists:
    """Reads lists of requirements, which can be in other files."""

    def __init__(self, folder: Folder, problems: list[str], files: list[str]) -> None:
        self._folder, self._problems, self._files = folder, problems, files

    def of(self, text: str) -> tuple[str, ...]:
        found = re.match(r"\s*file:(.*)", text, re.S)
        if not found:
            return check_all(_lines(text), self._problems)
        listed: list[str] = []
        for path in re.split(r"[,\n]", found[1]):
            if path.strip():
                listed += read_listed(self._folder, path.strip(), self._problems, self._files)
        return tuple(listed)


def read_listed(folder: Folder, path: str, problems: list[str], files: list[str]) -> Sequence[str]:
    """Return the requirements of a file that is named in another declaration."""
    read = read_pip_file(folder, join("", path))
    problems += read.options.problems
    files += read.files
    return [text for text, _ in read.lines]


def read_dynamic(folder: Folder, document: Mapping[str, Any]) -> Declaration:
    """Return the dependencies of `[project]` that setuptools reads from files."""
    project = mapping(document.get("project"))
    dynamic = mapping(mapping(mapping(document.get("tool")).get("setuptools")).get("dynamic"))
    problems: list[str] = []
    files = ["pyproject.toml"]

    def read(value: Any) -> tuple[str, ...]:
        named = mapping(value).get("file", [])
        paths = [named] if isinstance(named, str) else texts(named)
        found = [read_listed(folder, path, problems, files) for path in paths]
        return once(text for listed in found for text in listed)

    fields = texts(project.get("dynamic"))
    problems += [
        f"`{name}` is dynamic, and no file says from where"
        for name in fields
        if name in {"dependencies", "optional-dependencies"} and name not in dynamic
    ]
    extras = mapping(dynamic.get("optional-dependencies"))
    return Declaration(
        path="pyproject.toml",
        kind="dynamic",
        dependencies=read(dynamic.get("dependencies")) if "dependencies" in fields else (),
        extras={name: read(value) for name, value in extras.items()},
        problems=once(problems),
        files=once(files),
    )


def check_all(listed: Iterator[str] | Sequence[str], problems: list[str]) -> tuple[str, ...]:
    """Return requirements in one form; what is not a requirement is a problem."""
    found = []
    for text in listed:
        requirement = read_requirement(text)
        if requirement:
            found.append(normalize(requirement))
        else:
            problems.append(f"`{text[:80]}` is not a requirement of PEP 508")
    return once(found)


def _lines(text: str) -> Iterator[str]:
    """Yield the items of a list, which are on lines of their own, or between semicolons."""
    is_listed = "\n" in text
    for line in text.splitlines() if is_listed else text.split(";"):
        plain = re.sub(r"(^|\s)#.*$", "", line).strip()
        if plain:
            yield plain


def _plain_version(text: str) -> str:
    return text.strip() if re.fullmatch(r"\s*\d[\w.+!-]*\s*", text) else ""
