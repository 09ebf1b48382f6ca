"""Can others install the project, and get what it was made with?"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from scaffold.doctor.findings import Finding, Skipped
from scaffold.doctor.repository import Repository
from scaffold.metadata import read_pyproject

_PYPROJECT = "pyproject.toml"
_NONE = Skipped("there is no pyproject.toml")
# Locks that hold more than names and versions, or that are split over files.
_UNREAD = ("Pipfile.lock", "conda-lock.yml", "pixi.lock", "environment.yml")


@dataclass(frozen=True, slots=True)
class Lock:
    """What a lock says: versions by canonical names; an empty text where it leaves one open."""

    path: str
    versions: Mapping[str, str]


def find_missing_metadata(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find what `pip install` and the lock need to know and pyproject.toml does not say."""
    if _PYPROJECT not in repository.files:
        return _NONE
    text = repository.read(_PYPROJECT)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return iter([Finding(_PYPROJECT, f"is not TOML: {error}")])
    if "project" not in document and "poetry" not in _table(document, "tool"):
        return Skipped("pyproject.toml holds settings alone")
    return _missing_metadata(text, document)


def find_stale_lock(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find what pyproject.toml asks for and the lock does not give."""
    if _PYPROJECT not in repository.files:
        return _NONE
    wanted = list(_declared(repository))
    if not wanted:
        return Skipped("pyproject.toml declares no dependencies")
    lock = _read_lock(repository)
    if lock is None:
        unread = [path for path in repository.files if _is_unread(path)]
        if unread:
            return Skipped(f"{unread[0]} is not read here")
        return iter([Finding(_PYPROJECT, "declares dependencies, and no lock pins them")])
    found = list(_disagreements(wanted, lock))
    if not found and not any(lock.versions.values()):
        return Skipped(f"{lock.path} is a list as wide as pyproject.toml until it is locked")
    return iter(found)


def _missing_metadata(text: str, document: Mapping[str, Any]) -> Iterator[Finding]:
    said = read_pyproject(text)
    if not said.name:
        yield Finding(_PYPROJECT, "does not say the project's name")
    if not said.python:
        yield Finding(_PYPROJECT, "does not say which Python the project needs")
    is_installed = _table(_table(document, "tool"), "uv").get("package") is not False
    if is_installed and not _table(document, "build-system").get("build-backend"):
        yield Finding(_PYPROJECT, "names no build backend")


def _declared(repository: Repository) -> Iterator[Requirement]:
    try:
        document = tomllib.loads(repository.read(_PYPROJECT))
    except tomllib.TOMLDecodeError:
        return
    texts = _table(document, "project").get("dependencies")
    for text in texts if isinstance(texts, list) else []:
        try:
            yield Requirement(str(text))
        except InvalidRequirement:  # The build says so, with more words.
            continue


def _disagreements(wanted: list[Requirement], lock: Lock) -> Iterator[Finding]:
    for requirement in wanted:
        version = lock.versions.get(canonicalize_name(requirement.name))
        if version is None:
            yield Finding(lock.path, f"lacks `{requirement.name}`, which pyproject.toml declares")
        elif not _fits(version, requirement):
            message = f"has {requirement.name} {version}; pyproject.toml declares `{requirement}`"
            yield Finding(lock.path, message)


def _fits(version: str, requirement: Requirement) -> bool:
    try:
        return not version or requirement.specifier.contains(Version(version), prereleases=True)
    except InvalidVersion:
        return False


def _read_lock(repository: Repository) -> Lock | None:
    """Return the first lock that is there, the most exact ones first."""
    for path, read in _READERS.items():
        if path in repository.files:
            return Lock(path, dict(read(repository.read(path))))
    return None


def _read_toml_lock(text: str) -> Iterator[tuple[str, str]]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    packages = document.get("packages", document.get("package"))  # PEP 751, and those before it
    for package in packages if isinstance(packages, list) else []:
        if isinstance(package, dict):
            name, version = package.get("name", ""), package.get("version", "")
            yield canonicalize_name(str(name)), str(version)


def _read_requirements(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        words = re.split(r"\s+(?:#|--|\\)", line.strip())[0]
        try:
            requirement = Requirement(words)
        except InvalidRequirement:  # An option, a comment, a hash of the line before.
            continue
        pins = [each.version for each in requirement.specifier if each.operator == "=="]
        yield canonicalize_name(requirement.name), pins[0] if pins else ""


_READERS: Mapping[str, Callable[[str], Iterator[tuple[str, str]]]] = {
    "pylock.toml": _read_toml_lock,
    "uv.lock": _read_toml_lock,
    "poetry.lock": _read_toml_lock,
    "pdm.lock": _read_toml_lock,
    "requirements.txt": _read_requirements,
}


def _is_unread(path: str) -> bool:
    return path in _UNREAD or bool(re.fullmatch(r"requirements[^/]*(/[^/]+)?\.txt", path))


def _table(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = value.get(name)
    return table if isinstance(table, dict) else {}
