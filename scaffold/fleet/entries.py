"""The projects of a fleet: each has a name, and a folder or an address. Pure, except for globs."""

import glob
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from scaffold.errors import FleetError
from scaffold.fleet.pacing import DEFAULT_PACE

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
# As in `git@host:owner/name`; a drive of Windows is one letter.
_SHORT = re.compile(r"(?:[\w.-]+@)?[\w.-]{2,}:(?!//)[^\\]")
_GLOB = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class FleetProject:
    """One project of a fleet.

    Attributes:
        name: Its name in all output, different for each project.
        location: An absolute path, or an address for Git.
        group: The group that `--group` selects.
        owner: Who looks after it.
        branch: The branch that updates are for; empty is the default branch.
        release_pin: The release that it is to stay at; empty is the newest.
        skip: Why the fleet leaves it alone; empty if it does not.
    """

    name: str
    location: str
    group: str = ""
    owner: str = ""
    branch: str = ""
    release_pin: str = ""
    skip: str = ""

    @property
    def is_remote(self) -> bool:
        """Whether the location is an address and not a folder."""
        return is_address(self.location)

    @property
    def folder_name(self) -> str:
        """The name that the project's folder has, or that a clone of it would have."""
        return _last_part(self.location)


@dataclass(frozen=True, slots=True)
class FleetSettings:
    """What is the same for all projects of a fleet.

    Attributes:
        template: The address of the template; a project of another one is foreign. Empty is any.
        base_branch: The branch that updates are for; empty is the default branch of each.
        forge: How pull requests are opened, as for `--pr`.
        pace: Seconds between two pull requests.
        stop_at: The share of failures after which an update stops, in percent; 0 is never.
    """

    template: str = ""
    base_branch: str = ""
    forge: str = ""
    pace: float = DEFAULT_PACE
    stop_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Fleet:
    """Projects, and what is the same for all of them."""

    projects: tuple[FleetProject, ...]
    settings: FleetSettings = field(default_factory=FleetSettings)


def is_address(text: str) -> bool:
    """Return whether a text is an address for Git and not the path of a folder."""
    return bool(_SCHEME.match(text) or _SHORT.match(text))


def read_lines(text: str) -> list[str]:
    """Return the locations in a text, one on each line; `#` starts a comment."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def expand(words: Iterable[str], folder: Path) -> list[FleetProject]:
    """Return the projects at some paths, globs and addresses, each once.

    Args:
        words: The paths, globs and addresses.
        folder: The folder that paths are relative to.

    Raises:
        FleetError: A glob matches no folder.
    """
    found: dict[str, FleetProject] = {}
    for word in words:
        for location in _expand_word(word, folder):
            found.setdefault(identify(location), FleetProject("", location))
    return name_all(list(found.values()))


def _expand_word(word: str, folder: Path) -> list[str]:
    if is_address(word):
        return [word]
    path = Path(word).expanduser()
    if not _GLOB.search(word) or (folder / path).exists():
        return [os.path.abspath(folder / path)]  # noqa: PTH100 - a project may be behind a symlink
    root, pattern = (
        (Path(path.anchor), path.relative_to(path.anchor)) if path.anchor else (folder, path)
    )
    # Unlike `Path.glob`, it leaves out hidden folders, as a shell does: the fleet has one, too.
    names = glob.glob(str(pattern), root_dir=root, recursive=True)  # noqa: PTH207
    matches = sorted(str(root / name) for name in names if (root / name).is_dir())
    if not matches:
        raise FleetError(f"No folder matches `{word}`", "Check the pattern")
    return matches


def identify(location: str) -> str:
    """Return what two spellings of the same project have in common."""
    if not is_address(location):
        return os.path.realpath(location)
    scheme, found, rest = location.partition("://")
    host, slash, path = (rest if found else location).partition("/" if found else ":")
    return f"{scheme if found else ''}|{host.lower()}{slash}{path.rstrip('/').removesuffix('.git')}"


def name_all(projects: Sequence[FleetProject]) -> list[FleetProject]:
    """Return projects that all have a name: that of the folder, with as much path as needed."""
    given = {each.name for each in projects if each.name}
    names = [each.name or _last_part(each.location) for each in projects]
    length, longest = 1, max((len(_split(each.location)) for each in projects), default=0)
    while len(counted := Counter(names)) < len(names) and length < longest:
        length += 1
        names = [
            each.name
            or (_last_parts(each.location, length) if _is_taken(name, counted, given) else name)
            for each, name in zip(projects, names, strict=True)
        ]
    return [replace(each, name=name) for each, name in zip(projects, names, strict=True)]


def _is_taken(name: str, counted: Counter[str], given: set[str]) -> bool:
    return counted[name] > 1 or name in given


def _last_part(location: str) -> str:
    return _last_parts(location, 1)


def _last_parts(location: str, length: int) -> str:
    return "/".join(_split(location)[-length:])


def _split(location: str) -> list[str]:
    return re.split(r"[/:\\]+", location.rstrip("/\\").removesuffix(".git"))
