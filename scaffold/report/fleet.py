"""The projects of a fleet: a table, lines for other tools, CSV, and one HTML page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from scaffold.errors.wording import count, version
from scaffold.report.console import align, print_commands, print_line
from scaffold.report.markdown import write_code, write_prose
from scaffold.report.plain import spell

if TYPE_CHECKING:
    from scaffold.verbs.fleet_status import FleetReport, ProjectReport

_STYLES = {
    "failed": "red",
    "unreachable": "red",
    "conflicts": "red",
    "theirs": "yellow",
    "declined": "yellow",
    "drifted": "yellow",
    "behind": "yellow",
    "planned": "cyan",
    "branch": "cyan",
    "open": "cyan",
    "in-step": "green",
}
_COLUMNS = (
    "name",
    "state",
    "release",
    "target",
    "group",
    "owner",
    "branch",
    "pull_request",
    "location",
    "note",
)
# A spreadsheet runs a cell that starts with one of these as a formula.
_FORMULA = ("=", "+", "-", "@")


def print_fleet(found: FleetReport) -> None:
    """Print the projects with their states, the most urgent first, and the counts."""
    projects = found.projects
    states = align(each.state for each in projects)
    names = align(each.name for each in projects)
    releases = align(map(_releases, projects))
    for each, state, name, release in zip(projects, states, names, releases, strict=True):
        style = _STYLES.get(each.state, "")
        print_line((state, style), f"  {name}  {release}  ", (describe(each), "dim"))
    print_line("")
    counts = (f"{number:,} {state}" for state, number in found.counts.items())
    print_line(f"{count(len(projects), 'project')}: {', '.join(counts) or 'none'}")


def _releases(each: ProjectReport) -> str:
    if each.target and each.release:
        return f"{version(each.release)} -> {version(each.target)}"
    return version(each.release)


def describe(each: ProjectReport) -> str:
    """Return why a project has its state, and where to look."""
    parts = [each.pull_request or each.branch, each.note]
    if each.conflicts:
        parts.append(f"{count(len(each.conflicts), 'conflict')}: {each.conflicts[0][0]}")
    if each.drifted:
        parts.append(f"{count(len(each.drifted), 'file')} drifted: {each.drifted[0]}")
    return "; ".join(filter(None, parts))


def print_locations(found: FleetReport) -> None:
    """Print one location on each line, for other tools."""
    print_commands(each.location for each in found.projects)


def print_fleet_csv(found: FleetReport) -> None:
    """Print the projects as CSV."""
    print_commands(_write_rows(found))


def _write_rows(found: FleetReport) -> Iterator[str]:
    yield ",".join(_COLUMNS)
    for each in found.projects:
        values = each.as_json()
        row = io.StringIO()
        csv.writer(row, lineterminator="").writerow(_cell(str(values[key])) for key in _COLUMNS)
        yield row.getvalue()


def _cell(text: str) -> str:
    plain = spell(text)
    return f"'{plain}" if plain.startswith(_FORMULA) else plain


def print_fleet_markdown(found: FleetReport) -> None:
    """Print the projects as a Markdown list, with every conflict."""
    counts = ", ".join(f"{number:,} {state}" for state, number in found.counts.items())
    lines = [f"{count(len(found.projects), 'project')}: {counts}", ""]
    for each in found.projects:
        reason = describe(each)
        told = f": {write_prose(reason)}" if reason else ""
        lines.append(f"- {write_code(each.name)} {each.state}{told}")
        lines += [f"  - {write_code(path)}: {write_prose(why)}" for path, why in each.conflicts]
    print_commands(lines)


def print_fleet_saved(number: int, file: Path) -> None:
    """Print how many projects a new list has."""
    print_line(f"Wrote `{file}`: {count(number, 'project')}")
    option = "" if str(file) == "fleet.toml" else f" --file {quote(str(file))}"
    print_line(f"Next: `scaffold fleet status{option}`")
