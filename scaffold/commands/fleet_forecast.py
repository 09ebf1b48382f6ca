"""`scaffold fleet forecast`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from scaffold.commands.fleet_options import Fetch, Groups, ListFile, Projects, Shard, read_choice
from scaffold.commands.options import AsJson, TemplateAddress, To, Trust


class Grouping(StrEnum):
    """How a forecast is printed."""

    CAUSE = "cause"
    PROJECT = "project"


def forecast_command(
    words: Projects = None,
    file: ListFile = None,
    groups: Groups = None,
    shard: Shard = "",
    template: TemplateAddress = None,
    to: To = None,
    by: Annotated[
        Grouping,
        typer.Option(
            "--by", metavar="cause|project", help="Group by template lines, or list the projects"
        ),
    ] = Grouping.CAUSE,
    fetch: Fetch = None,
    as_json: AsJson = False,
    _trust: Trust = None,
) -> None:
    """Plan the update of every project to a release, a branch or a folder; nothing is written."""
    from scaffold import report
    from scaffold.verbs.fleet_choice import choose_projects
    from scaffold.verbs.fleet_forecast import ForecastRequest, find_forecast, rate_update

    choice = choose_projects(read_choice(words, file, groups, shard))
    forecast = find_forecast(ForecastRequest(choice, template, to, fetch), report.progress)
    if as_json:
        report.print_json(forecast.as_json())
    elif by is Grouping.PROJECT:
        report.print_fleet(forecast.report)
    else:
        report.print_forecast(forecast)
    code = rate_update(forecast.report)
    if code:
        raise typer.Exit(code)
