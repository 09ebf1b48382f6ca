"""`scaffold fleet`: many projects at once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scaffold.commands.fleet_forecast import forecast_command
from scaffold.commands.fleet_options import (
    Fetch,
    ForgeProgram,
    Groups,
    ListFile,
    Projects,
    Shard,
    States,
    read_choice,
)
from scaffold.commands.fleet_update import (
    close_command,
    report_command,
    resume_command,
    retry_command,
    update_command,
)
from scaffold.commands.help_pages import CommandGroup
from scaffold.commands.options import AsJson, Trust

fleet = CommandGroup(
    no_args_is_help=True, rich_markup_mode=None, help="Update many projects at once"
)


class Format(StrEnum):
    """How a list is printed."""

    TABLE = "table"
    LINES = "lines"


@fleet.command("init", help="List the projects of a fleet in a file")
def init_command(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DIR|GLOB|URL",
            help="Where projects are (`-`: standard input; default: below this folder)",
        ),
    ] = None,
    into: Annotated[Path, typer.Option("--into", metavar="FILE", help="File to write")] = Path(
        "fleet.toml"
    ),
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file")] = False,
) -> None:
    """Write the list of a fleet, with every project that is found."""
    from scaffold import report
    from scaffold.verbs.fleet_choice import find_projects, save_list

    found = find_projects(read_choice(words, None))
    save_list(found, into, replace=force)
    report.print_fleet_saved(len(found.projects), into)


@fleet.command("list", help="List the projects of a fleet")
def list_command(
    words: Projects = None,
    file: ListFile = None,
    groups: Groups = None,
    states: States = None,
    shard: Shard = "",
    form: Annotated[
        Format,
        typer.Option(
            "--format", metavar="table|lines", help="Print a table, or one location on each line"
        ),
    ] = Format.TABLE,
    fetch: Fetch = None,
    as_json: AsJson = False,
    _trust: Trust = None,
) -> None:
    """List the projects of a fleet; with `--state`, only those in a state."""
    from scaffold import report
    from scaffold.verbs.fleet_choice import choose_projects
    from scaffold.verbs.fleet_status import StatusRequest, find_states, list_projects, only_states

    choice = choose_projects(read_choice(words, file, groups, shard))
    if states:
        found = only_states(find_states(StatusRequest(choice, fetch), report.progress), states)
    else:
        found = list_projects(choice)
    if as_json:
        report.print_json(found.as_json())
    elif form is Format.LINES:
        report.print_locations(found)
    else:
        report.print_fleet(found)


@fleet.command("status", help="Show the state of every project")
def status_command(
    words: Projects = None,
    file: ListFile = None,
    groups: Groups = None,
    states: States = None,
    shard: Shard = "",
    fetch: Fetch = None,
    forge: ForgeProgram = "",
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV")] = False,
    page: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write an HTML page")
    ] = None,
    _trust: Trust = None,
) -> None:
    """Show the state of every project from its base branch; no code of a project runs."""
    from scaffold import report
    from scaffold.verbs.fleet_choice import choose_projects
    from scaffold.verbs.fleet_runs import find_requests
    from scaffold.verbs.fleet_status import StatusRequest, find_states, only_states, rate

    if as_json and as_csv:
        raise typer.BadParameter("`--json` and `--csv` are mutually exclusive", param_hint="--csv")
    choice = choose_projects(read_choice(words, file, groups, shard))
    request = StatusRequest(choice, fetch, find_requests(choice, forge))
    found = find_states(request, report.progress)
    shown = only_states(found, states or ())
    if page is not None:
        from scaffold.report.fleet_page import write_page

        write_page(shown, page)
    if as_json:
        report.print_json(shown.as_json())
    elif as_csv:
        report.print_fleet_csv(shown)
    elif page is None:
        report.print_fleet(shown)
    code = rate(shown)
    if code:
        raise typer.Exit(code)


fleet.command("forecast", help="Show the conflicts of a template before its release")(
    forecast_command
)
fleet.command("update", help="Update projects on branches, one commit each")(update_command)
fleet.command("resume", help="Finish the last update")(resume_command)
fleet.command("retry", help="Update failed projects again")(retry_command)
fleet.command("report", help="Show the result of the last update")(report_command)
fleet.command("close", help="Close pull requests of updates")(close_command)
