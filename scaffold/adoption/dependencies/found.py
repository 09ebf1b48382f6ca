"""All declarations of dependencies in a repository, the one that counts most first. Only reads."""

import re
from collections.abc import Iterator
from dataclasses import replace

from scaffold.adoption.dependencies import conda, pip_files
from scaffold.adoption.dependencies.declaration import Declaration, mapping, texts
from scaffold.adoption.dependencies.declared_project import PYPROJECT, read_project
from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.pipfile import PIPFILE, read_pipfile
from scaffold.adoption.dependencies.poetry import read_poetry
from scaffold.adoption.dependencies.setup_cfg import read_dynamic, read_setup_cfg
from scaffold.adoption.dependencies.setup_script import read_setup_py
from scaffold.files.parsing import UnparsableError, parse, parse_toml

_NEAR = re.compile(r"(requirements/)?[^/]+\.(txt|in|pip)")
_MOST_FILES = 60
LOCKS = {"Poetry": "poetry.lock", "Pipfile": "Pipfile.lock"}


def find_declarations(folder: Folder) -> list[Declaration]:
    """Return what declares dependencies, in the order in which the declarations count."""
    found = [each for each in _find(folder) if not each.is_empty]
    return sorted(found, key=lambda each: _includes_later(each, found))


def _find(folder: Folder) -> Iterator[Declaration]:
    yield from _in_pyproject(folder)
    yield _of_setuptools(folder)
    if folder.has(PIPFILE):
        yield _read_pipfile(folder)
    paths = list_pip_files(folder)
    if paths:
        yield pip_files.read_pip_files(folder, paths)
    for path in _names(folder):
        if conda.NAME.fullmatch(path):
            yield conda.read_environment(folder, path)


def _in_pyproject(folder: Folder) -> Iterator[Declaration]:
    try:
        document = parse(folder.read(PYPROJECT) or "", parse_toml)
    except UnparsableError as error:
        yield Declaration(PYPROJECT, "PEP 621", problems=(f"it is not TOML: {error.reason}",))
        return
    yield read_project(document)
    dynamic = texts(mapping(document.get("project")).get("dynamic"))
    if {"dependencies", "optional-dependencies"}.intersection(dynamic):
        yield read_dynamic(folder, document)
    if mapping(mapping(document.get("tool")).get("poetry")):
        yield read_poetry(document)


def _of_setuptools(folder: Folder) -> Declaration:
    """Return what setup.py and setup.cfg declare together: a list in setup.py comes first."""
    config, script = read_setup_cfg(folder), read_setup_py(folder)
    if script.is_empty or config.is_empty:
        return config if script.is_empty else script
    return replace(
        script,
        dependencies=script.dependencies or config.dependencies,
        extras=script.extras or config.extras,
        name=script.name or config.name,
        python=script.python or config.python,
        problems=(*script.problems, *config.problems),
        files=(*script.files, *config.files),
    )


def _read_pipfile(folder: Folder) -> Declaration:
    try:
        document = parse(folder.read(PIPFILE) or "", parse_toml)
    except UnparsableError as error:
        return Declaration(PIPFILE, PIPFILE, problems=(f"it is not TOML: {error.reason}",))
    return read_pipfile(document)


def list_pip_files(folder: Folder) -> list[str]:
    """Return the requirements files; of `x.in` and `x.txt`, the first, which is the source."""
    near = [
        path
        for path in [
            *_names(folder),
            *(f"requirements/{name}" for name in _names(folder, "requirements")),
        ]
        if _NEAR.fullmatch(path) and _is_for_pip(path) and folder.has(path)
    ]
    sources = {path.removesuffix(".in") for path in near if path.endswith(".in")}
    return [
        path for path in near if path.endswith(".in") or path.rpartition(".")[0] not in sources
    ][:_MOST_FILES]


def _is_for_pip(path: str) -> bool:
    name = path.rpartition("/")[2]
    if "constraint" in name.lower():
        return False
    return path.startswith("requirements/") or bool(pip_files.NAME.fullmatch(name))


def is_locked(folder: Folder, declaration: Declaration) -> bool:
    """Return whether a tool wrote a requirements file, with a version for each package."""
    text = folder.read(declaration.path) or ""
    return bool(pip_files.GENERATED.search(text[:3000])) or "--hash=" in text


def _names(folder: Folder, inside: str = ".") -> list[str]:
    place = folder.path / inside
    if not place.is_dir() or place.is_symlink():
        return []
    return sorted(each.name for each in place.iterdir() if each.is_file())


def _includes_later(one: Declaration, found: list[Declaration]) -> int:
    """Return the position of a declaration; one that includes another comes before it."""
    at = found.index(one)
    if one.kind != "conda":
        return at * 2
    included = [found.index(each) for each in found if each.path in one.files and each is not one]
    return min(included) * 2 - 1 if included else at * 2
