"""Choose the projects of a fleet: from its list, or from paths, globs and addresses."""

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scaffold.answers.file import ANSWERS_FILE
from scaffold.errors import FleetError, InvalidAnswerError
from scaffold.files.paths import naming_failed_writes
from scaffold.fleet.entries import Fleet, FleetProject, FleetSettings, expand, name_all, read_lines
from scaffold.fleet.manifest import MANIFEST, read_manifest, read_percent, write_manifest
from scaffold.project.other_files import NOT_SEARCHED

_SHARD = re.compile(r"([1-9]\d*)/([1-9]\d*)")


@dataclass(frozen=True, slots=True)
class FleetChoice:
    """The chosen projects of a fleet, in the order of its list.

    Attributes:
        projects: The projects.
        settings: The settings of the fleet.
        folder: The folder of the list, where journals are.
    """

    projects: tuple[FleetProject, ...]
    settings: FleetSettings
    folder: Path


@dataclass(frozen=True, slots=True)
class ChoiceRequest:
    """Which projects to choose.

    Attributes:
        words: Names of projects in the list, or without a list paths, globs and addresses; `-`
            reads them from standard input.
        file: The list; None is `fleet.toml` in the current folder.
        groups: The groups to choose; empty is all.
        shard: A part of the projects, as in `2/10`; empty is all.
        read_input: Reads standard input.
    """

    words: Sequence[str]
    file: Path | None = None
    groups: Sequence[str] = ()
    shard: str = ""
    read_input: Callable[[], str] = str


def choose_projects(request: ChoiceRequest) -> FleetChoice:
    """Return the projects that a command is for, each once.

    Raises:
        FleetError: The list is missing or invalid, or a glob matches nothing.
        InvalidAnswerError: A group or the shard is invalid.
    """
    here = Path.cwd()
    words = list_words(request)
    file = request.file or here / MANIFEST
    if words and request.file is None and not os.path.lexists(file):
        fleet, folder = Fleet(tuple(expand(words, here))), here
    else:
        fleet, folder = _only_named(read_manifest(file), words), file.absolute().parent
    chosen = _in_groups(fleet.projects, request.groups)
    return FleetChoice(_in_shard(chosen, request.shard), fleet.settings, folder)


def list_words(request: ChoiceRequest) -> list[str]:
    """Return what names projects, with the lines of standard input for `-`.

    Raises:
        FleetError: Standard input is empty.
    """
    words: list[str] = []
    for word in request.words:
        words += read_lines(request.read_input()) if word == "-" else [word]
    if request.words and not words:
        raise FleetError("No project is named on standard input", "Pipe one location per line")
    return words


def _only_named(fleet: Fleet, names: Sequence[str]) -> Fleet:
    """Return a fleet with the projects of some names; with all if there are no names."""
    known = {each.name for each in fleet.projects}
    for name in names:
        if name not in known:
            raise InvalidAnswerError(f"Unknown project `{name}`", "Run `scaffold fleet list`")
    chosen = tuple(each for each in fleet.projects if not names or each.name in names)
    return Fleet(chosen, fleet.settings)


def _in_groups(
    projects: tuple[FleetProject, ...], groups: Sequence[str]
) -> tuple[FleetProject, ...]:
    known = {each.group for each in projects}
    for group in groups:
        if group not in known:
            raise InvalidAnswerError(f"Unknown group `{group}`", "Run `scaffold fleet list`")
    return tuple(each for each in projects if not groups or each.group in groups)


def _in_shard(projects: tuple[FleetProject, ...], shard: str) -> tuple[FleetProject, ...]:
    if not shard:
        return projects
    found = _SHARD.fullmatch(shard)
    if not found or int(found[1]) > int(found[2]):
        raise InvalidAnswerError(f"Invalid shard `{shard}`", "Use a part and a number, as in 2/10")
    return projects[int(found[1]) - 1 :: int(found[2])]


def find_projects(request: ChoiceRequest) -> Fleet:
    """Return the projects in some folders, at globs and at addresses, for a new list.

    A folder without an answers file is searched for projects below it.

    Raises:
        FleetError: There is no project.
    """
    words = list_words(request) or ["."]
    found: list[FleetProject] = []
    for each in expand(words, Path.cwd()):
        found += [each] if each.is_remote or _is_project(each.location) else _search(each.location)
    locations = dict.fromkeys(each.location for each in found)
    if not locations:
        raise FleetError("Found no project", f"Name folders with projects (`{ANSWERS_FILE}`)")
    return Fleet(tuple(name_all([FleetProject("", each) for each in locations])))


def _is_project(location: str) -> bool:
    return (Path(location) / ANSWERS_FILE).is_file()


def _search(location: str) -> list[FleetProject]:
    """Return the projects below a folder; a project is not searched for others."""
    found = []
    for parent, folders, files in os.walk(location):
        if ANSWERS_FILE in files:
            found.append(FleetProject("", parent))
            folders.clear()
        folders[:] = sorted(name for name in folders if name not in NOT_SEARCHED)
    return found


def read_share(text: str, default: float) -> float:
    """Return a share in percent; the default if none is given.

    Raises:
        InvalidAnswerError: It is not a share.
    """
    try:
        return read_percent(text) if text else default
    except ValueError as error:
        raise InvalidAnswerError(str(error)) from error


def save_list(fleet: Fleet, file: Path, *, replace: bool) -> None:
    """Write the list of a fleet.

    Raises:
        FleetError: The file exists.
        WriteError: The file system refused.
    """
    if os.path.lexists(file) and not replace:
        raise FleetError(f"`{file}` already exists", "Use `--force` to replace it")
    text = write_manifest(fleet, file.absolute().parent)
    with naming_failed_writes(file.absolute().parent, "Fix the cause and retry"):
        file.write_text(text, "utf-8", newline="\n")
