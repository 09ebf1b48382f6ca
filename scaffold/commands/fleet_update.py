"""`scaffold fleet update`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scaffold.commands.fleet_options import (
    Fetch,
    Groups,
    ListFile,
    Projects,
    Shard,
    read_choice,
)
from scaffold.commands.options import AsJson, DryRun, To, Trust

if TYPE_CHECKING:
    from scaffold.verbs.fleet_update import FleetReport

Canary = Annotated[
    int,
    typer.Option("--canary", metavar="N", min=0, help="Only N projects with different answers"),
]
Limit = Annotated[int, typer.Option("--limit", metavar="N", min=0, help="At most N projects")]
StopAt = Annotated[
    str | None,
    typer.Option("--stop-at", metavar="PERCENT", help="Stop when this share failed, as in `10%`"),
]
DraftConflicts = Annotated[
    bool,
    typer.Option("--draft-conflicts", help="Commit the rest of updates that have conflicts"),
]


def update_command(
    words: Projects = None,
    file: ListFile = None,
    groups: Groups = None,
    shard: Shard = "",
    to: To = None,
    canary: Canary = 0,
    limit: Limit = 0,
    stop_at: StopAt = None,
    draft_conflicts: DraftConflicts = False,
    dry_run: DryRun = False,
    fetch: Fetch = None,
    as_json: AsJson = False,
    _trust: Trust = None,
) -> None:
    """Write each update as one commit on a branch; files and checkouts stay as they are."""
    from scaffold import report
    from scaffold.verbs.fleet_choice import choose_projects, read_share
    from scaffold.verbs.fleet_update import FleetUpdateRequest, update_fleet

    choice = choose_projects(read_choice(words, file, groups, shard))
    request = FleetUpdateRequest(
        choice,
        to=to,
        fetch=fetch,
        dry_run=dry_run,
        draft_conflicts=draft_conflicts,
        canary=canary,
        limit=limit,
        stop_at=read_share(stop_at),
    )
    print_updated(update_fleet(request, report.progress), as_json=as_json)


def print_updated(updated: FleetReport, *, as_json: bool) -> None:
    """Print the states after an update; exit with an error if a project failed."""
    from scaffold import report
    from scaffold.verbs.fleet_update import rate_update

    report.print_json(updated.as_json()) if as_json else report.print_fleet(updated)
    code = rate_update(updated)
    if code:
        raise typer.Exit(code)
