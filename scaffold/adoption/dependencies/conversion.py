"""Plan what is written for the declarations that were chosen. Only reads."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from packaging.utils import canonicalize_name

from scaffold.adoption.dependencies import setuptools_fields as fields
from scaffold.adoption.dependencies.chosen import Chosen
from scaffold.adoption.dependencies.declaration import Declaration, mapping, texts
from scaffold.adoption.dependencies.declared_project import PYPROJECT, read_project
from scaffold.adoption.dependencies.dependency_errors import NotConvertibleError
from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.removing import remove_places
from scaffold.adoption.dependencies.setup_cfg import SETUP_CFG
from scaffold.adoption.dependencies.setup_script import RUN_IT, SETUP_PY
from scaffold.adoption.dependencies.toml_writing import write_tables
from scaffold.adoption.dependencies.unwritable import find_unwritable
from scaffold.files.parsing import parse, parse_toml
from scaffold.merge import unite_file
from scaffold.project.metadata import READERS, Metadata

_SETUPTOOLS = ["setuptools>=64"]
# The version of a project that has none.
_NO_VERSION = "0.0.0"
# Declarations that a build does not read.
_NOT_BUILT = frozenset({"requirements", "Pipfile", "conda"})


@dataclass(frozen=True, slots=True)
class Converted:
    """The new pyproject.toml.

    Attributes:
        text: Its text.
        declared: What it declares, read from that text.
        notes: What else changes.
    """

    text: str
    declared: Declaration
    notes: tuple[str, ...] = ()


def convert(folder: Folder, chosen: Chosen) -> Converted:
    """Return pyproject.toml with the declarations that were chosen.

    Raises:
        NotConvertibleError: Something cannot be written.
    """
    wanted = chosen.united
    problems = [*wanted.problems, *find_unwritable(wanted), *_setup_problems(folder)]
    if problems:
        raise NotConvertibleError(chosen.main.path, problems, wanted.hint)
    standing = folder.toml(PYPROJECT)
    project, notes = _describe_project(folder, wanted, standing)
    if mapping(standing.get("project")).get("requires-python"):
        wanted = replace(wanted, python="")
    fragment = write_tables(wanted, project, _build_requirements(folder, standing))
    fragment += _package_data(folder, standing)
    before, left = remove_places(
        PYPROJECT, folder.read(PYPROJECT) or "", _made_static(standing, wanted)
    )
    united = unite_file(PYPROJECT, before.encode(), fragment.encode())
    conflicts = [*left, *(united.conflicts if united else ())]
    if united is None or conflicts:
        raise NotConvertibleError(PYPROJECT, conflicts)
    text = united.content.decode()
    declared = read_project(parse(text, parse_toml))
    if (
        chosen.main.kind in _NOT_BUILT
        and chosen.united.dependencies
        and _is_built(folder, standing)
    ):
        notes.append("the package requires them from now on: `pip install .` installs them, too")
    _check(chosen.united, declared)
    return Converted(text, declared, tuple(notes))


def _made_static(standing: Mapping[str, Any], wanted: Declaration) -> list[tuple[str, ...]]:
    """Return the places of what was dynamic and is not any more."""
    dynamic = texts(mapping(standing.get("project")).get("dynamic"))
    given = {"dependencies": wanted.dependencies, "optional-dependencies": wanted.extras}
    given["requires-python"] = (wanted.python,) if wanted.python else ()
    gone = [name for name in given if name in dynamic and given[name]]
    places: list[tuple[str, ...]] = [("project", "dynamic", name) for name in gone]
    if gone and len(gone) == len(dynamic):
        places = [("project", "dynamic")]
    settings = mapping(mapping(mapping(standing.get("tool")).get("setuptools")).get("dynamic"))
    own = [name for name in settings if name in gone]
    if own and len(own) == len(settings):
        return [*places, ("tool", "setuptools", "dynamic")]
    return [*places, *(("tool", "setuptools", "dynamic", name) for name in own)]


def _describe_project(
    folder: Folder, wanted: Declaration, standing: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Return the keys of `[project]` that come before the dependencies."""
    if "project" in standing:
        return {}, []
    packaged = _read_setup(folder)
    poetry = mapping(mapping(standing.get("tool")).get("poetry"))
    name = str(poetry.get("name", "")) or packaged.name or wanted.name
    if packaged.packaged and not name:
        raise NotConvertibleError(SETUP_PY, ["its `name` is only known when it runs"], RUN_IT)
    project: dict[str, Any] = {"name": name or _as_name(folder.path.resolve().name)}
    if packaged.packaged:
        dynamic = [*fields.find_fields(folder), *fields.find_entry_points(folder)]
        python = [] if wanted.python or packaged.python else _dynamic_python(folder)
        dynamic = list(dict.fromkeys([*dynamic, *python]))
        version = {} if "version" in dynamic else {"version": "0.0.0"}
        return {**project, **version, **({"dynamic": dynamic} if dynamic else {})}, []
    backend = str(mapping(standing.get("build-system")).get("build-backend", ""))
    if poetry.get("version") and backend.startswith("poetry"):
        return {**project, "dynamic": ["version"]}, [
            "Poetry reads `[project]` since 2.0, and `[dependency-groups]` since 2.2"
        ]
    return {**project, "version": str(poetry.get("version", _NO_VERSION))}, []


def _read_setup(folder: Folder) -> Metadata:
    """Return what setup.py and setup.cfg declare; setup.cfg alone may only configure tools."""
    script, config = (READERS[name](folder.read(name) or "") for name in (SETUP_PY, SETUP_CFG))
    name, python = script.name or config.name, script.python or config.python
    return Metadata(name=name, python=python, packaged=script.packaged or config.packaged)


def _is_built(folder: Folder, standing: Mapping[str, Any]) -> bool:
    return _read_setup(folder).packaged or "build-system" in standing


def _dynamic_python(folder: Folder) -> list[str]:
    return ["requires-python"] if "python_requires" in fields.list_arguments(folder) else []


def _as_name(folder: str) -> str:
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", folder).strip("._-").lower()
    return name or "project"


def _build_requirements(folder: Folder, standing: Mapping[str, Any]) -> Sequence[str]:
    is_packaged = _read_setup(folder).packaged and "project" not in standing
    return _SETUPTOOLS if is_packaged and "build-system" not in standing else []


def _setup_problems(folder: Folder) -> Iterator[str]:
    """Yield why a build would fail once there is a pyproject.toml: it would be isolated."""
    if "build-system" in folder.toml(PYPROJECT) or not folder.has(SETUP_PY):
        return
    imported = fields.find_build_imports(folder)
    if imported:
        named = ", ".join(f"`{name}`" for name in imported)
        yield f"`setup.py` imports {named}, which an isolated build would not find"


def _package_data(folder: Folder, standing: Mapping[str, Any]) -> str:
    """Return the setting that keeps data files out of a wheel that had none before."""
    config = folder.read(SETUP_CFG) or ""
    is_stated = "include_package_data" in [*fields.list_arguments(folder), *config.split()]
    is_new = _read_setup(folder).packaged and "project" not in standing
    if not is_new or is_stated or not folder.has("MANIFEST.in"):
        return ""
    return "\n[tool.setuptools]\ninclude-package-data = false\n"


def _check(wanted: Declaration, declared: Declaration) -> None:
    """Refuse a result that lacks something."""
    for names in (declared.groups, declared.extras):
        once = {canonicalize_name(name): name for name in names}
        doubled = [name for name in names if once[canonicalize_name(name)] != name]
        if doubled:
            other = once[canonicalize_name(doubled[0])]
            raise NotConvertibleError(PYPROJECT, [f"`{doubled[0]}` and `{other}` are one name"])
    missing = _list_missing(wanted.dependencies, declared.dependencies)
    for name, items in wanted.groups.items():
        missing += _list_missing(items, declared.groups.get(name, ()))
    for name, listed in wanted.extras.items():
        missing += _list_missing(listed, declared.extras.get(name, ()))
    if missing:
        raise NotConvertibleError(PYPROJECT, [f"`{missing[0]}` could not be added"])


def _list_missing(wanted: Sequence[object], declared: Sequence[object]) -> list[str]:
    known = frozenset(declared)
    return [str(each) for each in wanted if each not in known]
