"""What a file declares about dependencies, as PEP 508 and PEP 621 write it. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scaffold.files.parsing import parse_or

# No requirement is longer; parsing time grows with its length.
LONGEST = 2_000
# The dependencies of the project itself; other roles are names of groups and extras.
MAIN = ""


@dataclass(frozen=True, slots=True)
class Declaration:
    """The dependencies that one file, or several that include each other, declare.

    Attributes:
        path: The file.
        kind: What it is, for the output.
        dependencies: What the project needs to run.
        extras: What users can add, by name.
        groups: What developers need, by name; an item is a requirement or an `Included`.
        constraints: Versions that count if something else needs the package.
        sources: Where uv finds packages that PEP 508 has no address for, by name.
        settings: Other settings of uv.
        indexes: Package indexes, as uv names them.
        name: Name of the project.
        version: Its version.
        python: The versions of Python that it allows.
        conda_only: What only conda installs.
        notes: What is written otherwise, or not at all.
        problems: Why it cannot be written.
        hint: What the user can do about the problems.
        files: All files that were read, the first one included.
        is_part: Whether only its groups count.
    """

    path: str
    kind: str
    dependencies: tuple[str, ...] = ()
    extras: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: Mapping[str, "tuple[str | Included, ...]"] = field(default_factory=dict)
    constraints: tuple[str, ...] = ()
    sources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    indexes: tuple[Mapping[str, Any], ...] = ()
    name: str = ""
    version: str = ""
    python: str = ""
    conda_only: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    hint: str = ""
    files: tuple[str, ...] = ()
    is_part: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it declares nothing."""
        return not (self.dependencies or self.extras or self.groups or self.problems)


@dataclass(frozen=True, slots=True)
class Included:
    """Another group whose requirements a group includes."""

    group: str


def read_requirement(text: str) -> Requirement | None:
    """Return a requirement; None where a text is something else, or longer than anyone writes."""
    return parse_or(text, Requirement, None) if len(text) <= LONGEST else None


def write_requirement(
    name: str,
    *,
    extras: Iterable[str] = (),
    specifier: str = "",
    address: str = "",
    marker: str = "",
) -> str:
    """Return a requirement as PEP 508 writes it."""
    listed = ",".join(sorted(extras))
    text = f"{name}[{listed}]" if listed else name
    text += f" @ {address}" if address else specifier
    if marker:
        text += f" ; {marker}" if address else f"; {marker}"
    return text


def normalize(requirement: Requirement) -> str:
    """Return a requirement in one form: sorted specifiers keep the order in which they came."""
    return write_requirement(
        requirement.name,
        extras=requirement.extras,
        specifier=_specifier(requirement),
        address=requirement.url or "",
        marker=str(requirement.marker or ""),
    )


def _specifier(requirement: Requirement) -> str:
    """Return the specifiers, lower bounds first, which is how people write them."""
    parts = sorted(map(str, requirement.specifier), key=lambda part: (part[0] == "<", part))
    return ",".join(parts)


def name_of(requirement: str) -> str:
    """Return the normalized name of a requirement."""
    found = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", requirement)
    return canonicalize_name(found[0]) if found else ""


def once(texts: Iterable[str]) -> tuple[str, ...]:
    """Return texts without repetitions."""
    return tuple(dict.fromkeys(texts))


def once_each(tables: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return tables of texts without repetitions."""
    return [dict(pairs) for pairs in dict.fromkeys(tuple(each.items()) for each in tables)]


def join_markers(*markers: str) -> str:
    """Return the marker that holds if all of some hold."""
    parts = [marker for marker in markers if marker]
    return " and ".join(
        f"({part})" if " or " in part and len(parts) > 1 else part for part in parts
    )


def describe_git(address: str, reference: str = "", folder: str = "") -> str:
    """Return the address of a Git repository as PEP 508 writes it."""
    plain = address.removeprefix("git+")
    found = re.fullmatch(r"([\w.-]+@[\w.-]+):(?!//)(.+)", plain)  # As `git clone` takes it.
    if found:
        plain = f"ssh://{found[1]}/{found[2]}"
    at = f"@{reference}" if reference else ""
    return f"git+{plain}{at}" + (f"#subdirectory={folder}" if folder else "")


def mapping(value: Any) -> Mapping[str, Any]:
    """Return a table; an empty one for another value."""
    return value if isinstance(value, dict) else {}


def texts(value: Any) -> Sequence[str]:
    """Return the texts in a list; none for another value."""
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
