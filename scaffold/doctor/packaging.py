"""Checks of the packaging metadata and the lock file."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from scaffold.doctor.declared import (
    PYPROJECT,
    Declared,
    find_declared,
    find_other_declaration,
    read_requirement,
    table,
)
from scaffold.doctor.findings import Finding, Skipped
from scaffold.doctor.repository import Repository
from scaffold.files.parsing import (
    LARGEST_LOCK,
    UnparsableError,
    parse_json,
    parse_or,
    parse_toml,
)
from scaffold.project.metadata import describe, read_setup_cfg, read_setup_py

_NONE = Skipped("no `pyproject.toml` found")
# Locks that hold more than names and versions, or that are split over files.
_UNREAD = ("conda-lock.yml", "pixi.lock", "environment.yml")
_UNREAD_LIST = re.compile(r"requirements[^/]*(/[^/]+)?\.txt")
# Files that setuptools installs a project from, without a pyproject.toml or beside its settings.
_SETUPTOOLS = {"setup.py": read_setup_py, "setup.cfg": read_setup_cfg}
_LIST = "requirements.txt"
_LARGEST_LIST = 2_000_000


@dataclass(frozen=True, slots=True)
class Lock:
    """Contents of a lock file: versions by canonical name; empty if not pinned."""

    path: str
    versions: Mapping[str, str]


def find_missing_metadata(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find missing metadata in `pyproject.toml` that pip and the lock file need."""
    try:
        document = repository.parsed(PYPROJECT, parse_toml)
    except UnparsableError as error:
        return iter([Finding(PYPROJECT, f"is invalid TOML: {error.reason}")])
    tools = table(document, "tool")
    if "project" in document or "poetry" in tools:
        return _missing_metadata(document)
    if table(tools, "flit", "metadata") or _is_of_setuptools(repository):
        return iter([])
    return Skipped(f"`{PYPROJECT}` contains only settings") if document else _NONE


def find_stale_lock(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find dependencies that the lock file does not satisfy."""
    declared = repository.once(find_declared)
    if declared is None:
        other = find_other_declaration(repository)
        if other:
            return Skipped(f"dependencies in `{other}` are not compared with a lock file")
        return Skipped("no dependencies found")
    lock = _read_lock(repository, declared)
    if lock and lock.path == _LIST and _is_without_pins(repository):
        return Skipped(f"`{_LIST}` pins no versions")
    if lock is None:
        unread = [path for path in repository.files if _is_unread(path)]
        if unread:
            return Skipped(f"the format of `{unread[0]}` is not supported")
        return iter([Finding(declared.path, "declares dependencies, but there is no lock file")])
    found = list(_disagreements(declared, lock))
    if not found and not any(lock.versions.values()):
        return Skipped(f"`{lock.path}` pins no versions")
    return iter(found)


def _is_without_pins(repository: Repository) -> bool:
    """Return whether a list of requirements is written by hand: it has some, and pins none."""
    lines = repository.read(_LIST, _LARGEST_LIST).splitlines()
    listed = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    # Behind a semicolon is a condition, which has `==` as well.
    named = [re.split(r"[;#]", line)[0] for line in listed]
    return bool(listed) and not any("==" in line or " @ " in line for line in named)


def _is_of_setuptools(repository: Repository) -> bool:
    names = (read(repository.read(path)).name for path, read in _SETUPTOOLS.items())
    return any(names)


def _missing_metadata(document: Mapping[str, Any]) -> Iterator[Finding]:
    said = describe(document)
    if not said.name:
        yield Finding(PYPROJECT, "has no project name")
    if not said.python:
        yield Finding(PYPROJECT, "has no Python version")
    is_installed = table(document, "tool", "uv").get("package") is not False
    is_installed &= table(document, "tool", "poetry").get("package-mode") is not False
    if is_installed and not table(document, "build-system").get("build-backend"):
        yield Finding(PYPROJECT, "has no build backend")


def _disagreements(declared: Declared, lock: Lock) -> Iterator[Finding]:
    for requirement in declared.requirements:
        version = lock.versions.get(canonicalize_name(requirement.name))
        if version is None:
            # A lock for one Python or system leaves out what others need.
            if requirement.marker is None:
                message = f"lacks `{requirement.name}`, which `{declared.path}` declares"
                yield Finding(lock.path, message)
        elif not _fits(version, requirement):
            message = f"has {requirement.name} {version}, but `{declared.path}` has `{requirement}`"
            yield Finding(lock.path, message)


def _fits(version: str, requirement: Requirement) -> bool:
    parsed = parse_or(version, Version, None) if version else None
    if parsed is None:
        return not version
    return requirement.specifier.contains(parsed, prereleases=True)


def _read_lock(repository: Repository, declared: Declared) -> Lock | None:
    """Return the first lock file found, the most exact format first."""
    wanted = frozenset(canonicalize_name(each.name) for each in declared.requirements)
    for path, read in _READERS.items():
        if path in repository.sizes:
            return Lock(path, dict(read(repository, path, wanted)))
    return None


def _read_toml_lock(
    repository: Repository, path: str, _: frozenset[str]
) -> Iterator[tuple[str, str]]:
    document = repository.toml(path, LARGEST_LOCK)
    packages = document.get("packages", document.get("package"))  # PEP 751, and those before it
    for package in packages if isinstance(packages, list) else []:
        if isinstance(package, dict):
            name, version = package.get("name", ""), package.get("version", "")
            yield canonicalize_name(str(name)), str(version)


def _read_pipfile_lock(
    repository: Repository, path: str, _: frozenset[str]
) -> Iterator[tuple[str, str]]:
    document: Any = parse_or(repository.text(path, LARGEST_LOCK), parse_json, None)
    for section in ("default", "develop"):
        for name, package in table(document, section).items():
            version = package.get("version") if isinstance(package, dict) else ""
            yield canonicalize_name(name), str(version or "").removeprefix("==")


def _read_requirements(
    repository: Repository, path: str, wanted: frozenset[str]
) -> Iterator[tuple[str, str]]:
    text = repository.text(path, _LARGEST_LIST)
    for line in dict.fromkeys(text.splitlines()):
        words = re.split(r"\s(?:#|--|\\)", line, maxsplit=1)[0].strip()
        name = re.match(r"[\w.-]*+", words)
        # Most of a lock are hashes, and packages that others need.
        if not name or canonicalize_name(name[0]) not in wanted:
            continue
        requirement = read_requirement(words)
        if requirement:
            pins = [each.version for each in requirement.specifier if each.operator == "=="]
            yield canonicalize_name(requirement.name), pins[0] if pins else ""


_Reader = Callable[[Repository, str, frozenset[str]], Iterator[tuple[str, str]]]
_READERS: Mapping[str, _Reader] = {
    "pylock.toml": _read_toml_lock,
    "uv.lock": _read_toml_lock,
    "poetry.lock": _read_toml_lock,
    "pdm.lock": _read_toml_lock,
    "Pipfile.lock": _read_pipfile_lock,
    _LIST: _read_requirements,
}


def _is_unread(path: str) -> bool:
    return path in _UNREAD or bool(_UNREAD_LIST.fullmatch(path))
