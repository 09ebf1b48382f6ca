"""What wheels and source distributions contain, and how two builds of them differ."""

import re
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

_LARGEST_METADATA = 4_000_000
# What every build writes again, or what the README is for.
_NOT_COMPARED = frozenset({"metadata-version", "description", "dynamic"})

_EGG_INFO = re.compile(r"([^/]+/)?[^/]+\.egg-info/")  # Setuptools writes it beside the packages.


@dataclass(frozen=True, slots=True)
class Distribution:
    """A built distribution.

    Attributes:
        kind: `wheel` or `sdist`.
        files: Its files, without the name and the version in their folders.
        metadata: Its fields by name; a field can occur several times.
        entry_points: The lines of its entry points.
    """

    kind: str
    files: frozenset[str]
    metadata: Mapping[str, tuple[str, ...]]
    entry_points: tuple[str, ...] = ()


def read_distribution(path: Path) -> Distribution:
    """Read a wheel or a source distribution.

    Raises:
        OSError: It cannot be read.
        ValueError: It has no metadata.
    """
    try:
        return _read_wheel(path) if path.suffix == ".whl" else _read_source(path)
    except (KeyError, StopIteration, tarfile.TarError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path.name} has no metadata") from error


def _read_wheel(path: Path) -> Distribution:
    with zipfile.ZipFile(path) as archive:
        names = {_without_version(name): name for name in archive.namelist() if name[-1] != "/"}
        metadata = archive.read(names[".dist-info/METADATA"])[:_LARGEST_METADATA]
        entries = names.get(".dist-info/entry_points.txt")
        lines = archive.read(entries).decode("utf-8", "replace").split("\n") if entries else []
    kept = tuple(line.strip() for line in lines if line.strip())
    return Distribution("wheel", frozenset(names), _read_fields(metadata), kept)


def _without_version(name: str) -> str:
    """Return a name in a wheel, without the distribution's in that of a folder."""
    top, slash, rest = name.partition("/")
    for end in (".dist-info", ".data"):
        if top.endswith(end) and slash:
            return f"{end}/{rest}"
    return name


def _read_source(path: Path) -> Distribution:
    with tarfile.open(path) as archive:
        members = {each.name.partition("/")[2]: each for each in archive if each.isfile()}
        content = archive.extractfile(members["PKG-INFO"])
        metadata = content.read(_LARGEST_METADATA) if content else b""
    return Distribution("sdist", frozenset(members), _read_fields(metadata))


def _read_fields(metadata: bytes) -> dict[str, tuple[str, ...]]:
    message = HeaderParser().parsestr(metadata.decode("utf-8", "replace"))
    names = dict.fromkeys(name.lower() for name in message)
    return {name: tuple(sorted(message.get_all(name, []))) for name in names}


def compare_distributions(before: Distribution, after: Distribution) -> list[str]:
    """Return how a build is worse than the one before; more files and fields are not. Pure."""
    return [
        *_lost_files(before, after),
        *_other_packages(before, after),
        *_other_fields(before, after),
    ]


def _lost_files(before: Distribution, after: Distribution) -> Iterator[str]:
    lost = sorted(path for path in before.files - after.files if not _EGG_INFO.match(path))
    if lost:
        more = f" and {len(lost) - 1:,} more" if len(lost) > 1 else ""
        yield f"the {before.kind} would lose `{lost[0]}`{more}"


def _other_packages(before: Distribution, after: Distribution) -> Iterator[str]:
    """Yield what a wheel would install in addition: it can hide another package."""
    if before.kind == "wheel":
        for name in sorted(_tops(after) - _tops(before)):
            yield f"the wheel would also install `{name}`"


def _tops(wheel: Distribution) -> set[str]:
    return {
        path.partition("/")[0]
        for path in wheel.files
        if path.endswith((".py", ".so", ".pyd")) and path[0] != "."
    }


def _other_fields(before: Distribution, after: Distribution) -> Iterator[str]:
    for name, values in before.metadata.items():
        now = after.metadata.get(name, ())
        if name not in _NOT_COMPARED and now != values:
            changed = next(iter([*(set(now) - set(values)), *(set(values) - set(now))]), "")
            yield f"the {before.kind} would have another `{name}`, as in `{changed}`"
    if before.entry_points and before.entry_points != after.entry_points:
        yield f"the {before.kind} would have other entry points"
