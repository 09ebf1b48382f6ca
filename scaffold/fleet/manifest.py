"""Reads and writes `fleet.toml`, the list of the projects of a fleet."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from scaffold.errors import FleetError, UnreadableFileError
from scaffold.files.reading import read_text
from scaffold.files.utf8 import as_utf8
from scaffold.fleet.entries import Fleet, FleetProject, FleetSettings, expand, identify, name_all
from scaffold.fleet.pacing import DEFAULT_PACE

MANIFEST = "fleet.toml"
_LARGEST = 5_000_000
_PROJECT_KEYS = frozenset(
    {"branch", "group", "name", "owner", "path", "release-pin", "skip", "url"}
)
_SETTING_KEYS = frozenset({"base-branch", "forge", "pace", "stop-at", "template"})


def read_manifest(path: Path) -> Fleet:
    """Read the list of a fleet.

    Raises:
        FleetError: It is missing or invalid, or lists a project twice.
    """
    try:
        listed = tomllib.loads(read_text(path, limit=_LARGEST))
    except FileNotFoundError as error:
        message = f"No `{path}`"
        raise FleetError(message, "Run `scaffold fleet init DIR`, or name the projects") from error
    except (UnreadableFileError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FleetError(f"Invalid `{path}`: {error}", "Fix the file") from error
    try:
        settings = _read_settings(listed)
        projects = _read_projects(listed, path.absolute().parent)
    except ValueError as error:
        raise FleetError(f"Invalid `{path}`: {error}", "Fix the file") from error
    return Fleet(tuple(projects), settings)


def _read_settings(listed: Mapping[str, Any]) -> FleetSettings:
    table = _check_table(listed.get("fleet", {}), "fleet", _SETTING_KEYS)
    unknown = listed.keys() - {"fleet", "project"}
    if unknown:
        raise ValueError(f"unknown table `{min(unknown)}`")
    return FleetSettings(
        template=_read_word(table, "template"),
        base_branch=_read_word(table, "base-branch"),
        forge=_read_word(table, "forge"),
        pace=read_seconds(table.get("pace", DEFAULT_PACE)),
        stop_at=read_percent(table.get("stop-at", 0.0)),
    )


def _read_projects(listed: Mapping[str, Any], folder: Path) -> list[FleetProject]:
    tables = listed.get("project", [])
    if not isinstance(tables, list):
        raise ValueError("`project` is not a list of tables")  # noqa: TRY004 - a user's mistake
    found = [each for table in tables for each in _read_project(table, folder)]
    places = [identify(each.location) for each in found]
    for number, place in enumerate(places):
        if place in places[:number]:
            raise ValueError(f"`{found[number].location}` is listed twice")
    names = [each.name for each in found if each.name]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise ValueError(f"two projects are named `{name}`")
    return name_all(found)


def _read_project(value: Any, folder: Path) -> Iterable[FleetProject]:
    table = _check_table(value, "project", _PROJECT_KEYS)
    place = _read_word(table, "path") or _read_word(table, "url")
    if not place or ("path" in table and "url" in table):
        raise ValueError("a project needs a `path` or a `url`")
    known = {
        "group": _read_word(table, "group"),
        "owner": _read_word(table, "owner"),
        "branch": _read_word(table, "branch"),
        "release_pin": _read_word(table, "release-pin"),
        "skip": _read_word(table, "skip"),
    }
    expanded = expand([place], folder)
    name = _read_word(table, "name")
    if name and len(expanded) > 1:
        raise ValueError(f"`{name}` names {len(expanded)} projects: `{place}` is a pattern")
    return [FleetProject(name, each.location, **known) for each in expanded]


def _check_table(value: Any, name: str, known: Iterable[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"`{name}` is not a table")  # noqa: TRY004 - a user's mistake
    unknown = value.keys() - set(known)
    if unknown:
        raise ValueError(f"unknown key `{min(unknown)}` in `{name}`")
    return value


def _read_word(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise ValueError(f"`{key}` is not a text")  # noqa: TRY004 - a user's mistake
    return value


def read_seconds(value: Any) -> float:
    """Return a number of seconds, as in `8` or `8s`.

    Raises:
        ValueError: It is none.
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*s?", str(value).strip())
    if not found:
        raise ValueError(f"`{value}` is not a number of seconds, as in `8s`")
    return float(found[1])


def read_percent(value: Any) -> float:
    """Return a share in percent, as in `10` or `10%`.

    Raises:
        ValueError: It is none.
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%?", str(value).strip())
    if not found or float(found[1]) > 100:
        raise ValueError(f"`{value}` is not a share, as in `10%`")
    return float(found[1])


def write_manifest(fleet: Fleet, folder: Path) -> str:
    """Return the text of a list; folders below that of the list are written relative to it."""
    lines = ["# The projects of a fleet: see `scaffold fleet --help`.", "[fleet]"]
    names = {"base_branch": "base-branch", "stop_at": "stop-at"}
    for each in fields(fleet.settings):
        value = getattr(fleet.settings, each.name)
        if value:
            lines.append(f"{names.get(each.name, each.name)} = {json.dumps(value)}")
    for project in fleet.projects:
        key = "url" if project.is_remote else "path"
        place = project.location if project.is_remote else _relative(project.location, folder)
        lines += ["", "[[project]]", f"name = {_quote(project.name)}", f"{key} = {_quote(place)}"]
    return "\n".join([*lines, ""])


def _relative(location: str, folder: Path) -> str:
    path = Path(location)
    inside = path.is_relative_to(folder)
    return path.relative_to(folder).as_posix() if inside else location


def _quote(text: str) -> str:
    """Return a text as a basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(as_utf8(text), ensure_ascii=False).replace("\x7f", "\\u007f")
