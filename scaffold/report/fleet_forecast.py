"""The forecast of an update: the lines of the template that conflict, the worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.errors.wording import count
from scaffold.report.console import print_line

if TYPE_CHECKING:
    from scaffold.verbs.fleet_forecast import Forecast

_MOST_LINES, _MOST_NAMES = 5, 8


def print_forecast(forecast: Forecast) -> None:
    """Print the causes of conflicts with their projects, and the counts."""
    for cause in forecast.causes:
        conflicts = count(len(cause.projects), "project")
        print_line((f"{cause.path}: {conflicts}", "bold"))
        for line in cause.lines[:_MOST_LINES]:
            print_line(f"    {line}")
        more = len(cause.lines) - _MOST_LINES
        if more > 0:
            print_line(f"    ... {count(more, 'more line')}")
        names = ", ".join(cause.projects[:_MOST_NAMES])
        others = len(cause.projects) - _MOST_NAMES
        print_line(f"  in {names}{f' and {others:,} more' if others > 0 else ''}")
        print_line("")
    counts = forecast.report.counts.items()
    total = count(len(forecast.report.projects), "project")
    print_line(f"{total}: {', '.join(f'{number:,} {state}' for state, number in counts)}")
