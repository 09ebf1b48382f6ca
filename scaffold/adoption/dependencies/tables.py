"""Dependencies in the tables of Poetry and Pipenv, as PEP 508 writes them. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from packaging.markers import InvalidMarker, Marker
from packaging.specifiers import SpecifierSet

from scaffold.adoption.dependencies.declaration import (
    describe_git,
    join_markers,
    mapping,
    read_requirement,
    texts,
    write_requirement,
)
from scaffold.adoption.dependencies.folder import is_outside, join
from scaffold.adoption.dependencies.ranges import UnwritableRangeError, from_poetry

# Markers that Pipenv has keys for.
_MARKER_KEYS = (
    *("os_name", "sys_platform", "platform_machine", "platform_python_implementation"),
    *("platform_release", "platform_system", "platform_version", "python_version"),
    *("python_full_version", "implementation_name", "implementation_version"),
)
# Keys with no effect on what is installed.
_SILENT = frozenset({"optional", "category", "version", "extras", "markers", "python", "platform"})
_ADDRESSES = frozenset(
    {"git", "url", "path", "file", "rev", "ref", "tag", "branch", "subdirectory", "develop"}
    | {"editable", "source", "index", "allow-prereleases", "allows-prereleases", "platforms"}
)


@dataclass(slots=True)
class Tables:
    """Reads tables of dependencies, and collects what PEP 508 has no place for.

    Attributes:
        path: The file, for messages.
        read_range: Reads a range of versions.
        sources: Where uv finds local packages, and packages of certain indexes.
        notes: What is written otherwise.
        problems: What cannot be written.
    """

    path: str
    read_range: Callable[[str], str]
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def read(self, table: Mapping[str, Any]) -> Iterator[str]:
        """Yield the requirements of a table; Poetry has several values for one name."""
        for name, values in table.items():
            for value in values if isinstance(values, list) else [values]:
                text = self.write(name, value)
                if text:
                    yield text

    def write(self, name: str, value: Any) -> str:
        """Return a requirement as PEP 508 writes it; empty if it cannot be written."""
        said = mapping(value) or {"version": value}
        unknown = [key for key in said if key not in {*_SILENT, *_ADDRESSES, *_MARKER_KEYS}]
        if unknown:
            self.problems.append(f"`{name}` has the key `{unknown[0]}`, which is not known here")
            return ""
        try:
            return self._write(name, said)
        except UnwritableRangeError as error:
            self.problems.append(f"`{name}`: PEP 440 cannot express `{error}`")
        except InvalidMarker:
            self.problems.append(f"`{name}`: its markers are invalid")
        return ""

    def _write(self, name: str, said: Mapping[str, Any]) -> str:
        version = said.get("version", "*")
        if not isinstance(version, str):
            raise UnwritableRangeError(str(version)[:40])
        self._note_source(name, said)
        address = self._address(name, said)
        if address is None:
            return ""
        written = write_requirement(
            name,
            extras=texts(said.get("extras")),
            specifier="" if address or _is_local(said) else self.read_range(version),
            address=address,
            marker=_marker(said),
        )
        if not read_requirement(written):
            self.problems.append(f"`{name}` is not a requirement of PEP 508")
            return ""
        return written

    def _address(self, name: str, said: Mapping[str, Any]) -> str | None:
        """Return the address of a package; empty for one of an index, None for none at all."""
        folder = str(said.get("subdirectory", ""))
        if "git" in said:
            found = (said.get(key) for key in ("rev", "ref", "tag", "branch"))
            reference = next((str(each) for each in found if each), "")
            return describe_git(str(said["git"]), reference, folder)
        file = str(said.get("file", ""))
        address = str(said.get("url", "")) or (file if "://" in file else "")
        if address:
            return address + (f"#subdirectory={folder}" if folder else "")
        if _is_local(said):
            return "" if self._add_path(name, said) else None
        return ""

    def _add_path(self, name: str, said: Mapping[str, Any]) -> bool:
        path = join("", str(said.get("path") or said.get("file")))
        if path == ".":
            self.notes.append("the project itself is not written")
            return False
        if is_outside(path):
            self.problems.append(f"`{name}` is outside the repository: `{path}`")
            return False
        is_editable = bool(said.get("develop") or said.get("editable"))
        self.sources[name] = {"path": path, **({"editable": True} if is_editable else {})}
        self.notes.append(f"pip does not read where `{name}` is: only uv reads `[tool.uv.sources]`")
        return True

    def _note_source(self, name: str, said: Mapping[str, Any]) -> None:
        index = said.get("source", said.get("index"))
        if isinstance(index, str) and index.lower() != "pypi":
            self.sources[name] = {"index": index}
        if said.get("allow-prereleases") or said.get("allows-prereleases"):
            self.notes.append(f"`{name}` allowed prereleases, which PEP 621 does not express")


def is_list_of_packages(table: Any) -> bool:
    """Return whether each value of a table is a version, or a table with keys for a package."""
    known = {*_SILENT, *_ADDRESSES, *_MARKER_KEYS}
    return isinstance(table, dict) and all(
        isinstance(each, str) or (isinstance(each, dict) and known.issuperset(each))
        for each in table.values()
    )


def _is_local(said: Mapping[str, Any]) -> bool:
    return "path" in said or ("file" in said and "://" not in str(said["file"]))


def _marker(said: Mapping[str, Any]) -> str:
    """Return one marker for all keys that limit where a package is installed."""
    parts = [python_marker(str(said["python"]))] if "python" in said else []
    if "platform" in said:
        parts.append(f"sys_platform == '{said['platform']}'")
    parts += [f"{key} {said[key]}" for key in _MARKER_KEYS if key in said]
    parts.append(str(said.get("markers", "")))
    joined = join_markers(*parts)
    return str(Marker(joined)) if joined else ""


def python_marker(text: str) -> str:
    """Return the marker for a range of Python versions, as in `>=3.8,<3.12`.

    Raises:
        UnwritableRangeError: It is not a range.
    """
    alternatives = [each for each in text.split("||") if each.strip()]
    if len(alternatives) > 1:
        return " or ".join(python_marker(each) for each in alternatives)
    parts = sorted(map(str, SpecifierSet(from_poetry(text))), key=lambda each: each[0] == "<")
    return " and ".join(map(_one_python, parts))


def _one_python(part: str) -> str:
    """Return a marker; the full version counts where a patch release is named."""
    version = part.lstrip("<>=!~")
    operator = part[: len(part) - len(version)]
    depth = version.removesuffix(".*").count(".")
    name = "python_version" if depth < 2 else "python_full_version"
    if name == "python_version" and depth == 0 and not version.endswith(".*"):
        version = f"{version}.0"
    return f"{name} {operator} '{version}'"
