"""Dependencies of conda, in environment.yml, as far as pip has them. Only reads."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from packaging.utils import canonicalize_name

from scaffold.adoption.dependencies.conda_selectors import with_markers, write_marker
from scaffold.adoption.dependencies.declaration import (
    Declaration,
    mapping,
    once,
    read_requirement,
    texts,
    write_requirement,
)
from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.pip_files import PipFile, pip_notes, read_pip_text
from scaffold.adoption.dependencies.ranges import UnwritableRangeError, from_conda
from scaffold.files import yaml_values
from scaffold.files.distributions import list_distributions
from scaffold.files.parsing import UnparsableError, parse

NAME = re.compile(r"(?:conda[\w.-]*|environment[\w.-]*|env)\.ya?ml")
_MATCH = re.compile(
    r"(?:(?P<channel>[\w./:-]+)::)?(?P<name>[\w.-]+?)\s*(?P<version>(?:[=<>!~ ]|\[).*)?"
)
_BRACKETS = re.compile(r"\[\s*version\s*=\s*['\"]?([^'\"\]]*)['\"]?[^\]]*\]")
_LONGEST = 300
# Parts of conda itself, which a project does not need.
_TOOLS = frozenset({"anaconda", "conda", "conda-build", "mamba", "pip", "setuptools", "wheel"})


@dataclass(slots=True)
class _Environment:
    dependencies: list[str] = field(default_factory=list)
    only: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    pip: list[str] = field(default_factory=list)
    python: str = ""


def read_environment(folder: Folder, path: str) -> Declaration:
    """Return what an environment declares, and name what only conda has."""
    text, left_out = with_markers(folder.read(path) or "")
    try:
        document = parse(text, _load)
    except UnparsableError as error:
        return Declaration(path, "conda", problems=(error.reason,), files=(path,))
    found = _Environment(notes=[f"`# [{each[:60]}]` is not kept" for each in left_out])
    listed = mapping(document).get("dependencies")
    for item in listed if isinstance(listed, list) else []:
        _add_item(item, found)
    pip = read_pip_text(folder, path, "\n".join(found.pip))
    return _declare(path, found, pip)


def _declare(path: str, found: _Environment, pip: PipFile) -> Declaration:
    own = {read.name for text in found.dependencies if (read := read_requirement(text))}
    known = {canonicalize_name(name) for name in own}
    doubled = [
        text
        for text, _ in pip.lines
        if (read := read_requirement(text)) and canonicalize_name(read.name) in known
    ]
    notes = [f"`{text}` is listed for conda and for pip: both are written" for text in doubled]
    notes += found.notes
    if found.dependencies:
        notes.append("versions of conda's packages are written for PyPI's packages of that name")
    return Declaration(
        path=path,
        kind="conda",
        dependencies=once([*found.dependencies, *(text for text, _ in pip.lines)]),
        constraints=once(pip.constraints),
        sources=pip.sources,
        settings=pip.options.settings,
        indexes=tuple(pip.options.indexes),
        python=found.python,
        conda_only=once(found.only),
        notes=once([*notes, *pip_notes(pip)]),
        problems=once([*found.problems, *pip.options.problems]),
        files=once([path, *pip.included]),
    )


def _load(text: str) -> Any:
    try:
        return yaml_values.load(text)[0]
    except yaml_values.TooManyValuesError:
        raise ValueError("it has too many values") from None
    except yaml.constructor.ConstructorError:
        raise ValueError("it has a YAML tag that only one program reads") from None
    except yaml.YAMLError:
        raise ValueError("it is not YAML") from None


def _add_item(item: Any, found: _Environment) -> None:
    """Add a package, the list for pip, or a package for some systems as in `sel(win): pywin32`."""
    if isinstance(item, str):
        _add(item, found)
        return
    for key, value in mapping(item).items() or [("", item)]:
        selected = re.fullmatch(r"sel\((.{1,20})\)", str(key))
        marker = write_marker(selected[1]) if selected else ""
        if key == "pip":
            found.pip += texts(value)
        elif marker and isinstance(value, str):
            _add(f"{value} ; {marker}", found)
        else:
            found.problems.append(f"`{str(item)[:60]}` is not a package of conda")


def _add(item: str, found: _Environment) -> None:
    """Add a package: to the Python range, to the dependencies, or to what only conda has."""
    plain, _, marker = re.sub(r"(?<=\s)#.*$", "", item[:_LONGEST]).partition(" ; ")
    plain = _BRACKETS.sub(lambda match: match[1], plain.strip())
    match = _MATCH.fullmatch(plain)
    if not match or "{{" in plain:
        found.problems.append(f"`{item[:60]}` is not a package of conda")
        return
    name, version = match["name"].lower(), (match["version"] or "").strip()
    written = find_name(name)
    if name in _TOOLS:
        return
    if not written and name != "python":
        found.only.append(plain)
        return
    try:
        specifier = from_conda(version)
    except UnwritableRangeError:
        found.problems.append(f"`{name}`: PEP 440 cannot express `{version[:40]}`")
        return
    if name == "python":
        found.python = specifier
    else:
        specifier = _open(specifier) if written in _names().longer else specifier
        found.dependencies.append(write_requirement(written, specifier=specifier, marker=marker))


def _open(specifier: str) -> str:
    """Return an exact version as the range of all versions that start with it."""
    return f"{specifier}.*" if re.fullmatch(r"==[\d.]+", specifier) else specifier


def find_name(name: str) -> str:
    """Return the name for pip of a package of conda; empty if only conda has it."""
    return _names().for_pip.get(name, "")


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of packages of conda.

    Attributes:
        for_pip: The name for pip of each.
        longer: Names for pip whose versions have more numbers than those of conda.
    """

    for_pip: Mapping[str, str]
    longer: frozenset[str]


@cache
def _names() -> _Names:
    text = files(__package__).joinpath("conda_names.toml").read_text("utf-8")
    table = tomllib.loads(text)
    return _Names(dict(_pairs(table)), frozenset(table["longer_versions"]["names"]))


def _pairs(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    others = frozenset(table["others"]["names"])
    for name in list_distributions():
        if name.lower() not in others:
            yield name.lower(), name
    for name in table["same"]["names"]:
        yield name, name.replace("_", "-")
    yield from table["renamed"].items()
