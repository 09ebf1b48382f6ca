"""`scaffold fleet update` and what follows it: resume, retry, report, close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

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
from scaffold.commands.options import AsJson, DryRun, Prove, ProveLimit, To, Trust
from scaffold.verbs.proved_change import PROVE_LIMIT

if TYPE_CHECKING:
    from scaffold.verbs.fleet_runs import Screen
    from scaffold.verbs.fleet_update import FleetReport

Canary = Annotated[
    int,
    typer.Option(
        "--canary", metavar="N", min=0, help="Only N projects with different answers (0: all)"
    ),
]
Limit = Annotated[
    int, typer.Option("--limit", metavar="N", min=0, help="At most N projects (0: all)")
]
StopAt = Annotated[
    str,
    typer.Option(
        "--stop-at", metavar="PERCENT", help="Stop when this share of projects failed, as in `10%`"
    ),
]
DraftConflicts = Annotated[
    bool,
    typer.Option("--draft-conflicts", help="Commit the rest of updates that have conflicts"),
]
Push = Annotated[bool, typer.Option("--push", help="Push the branches")]
PullRequests = Annotated[
    str,
    typer.Option(
        "--pr",
        metavar="FORGE",
        help="Open pull requests: gh, glab, push-options, or a command with `{verb}`",
    ),
]
Draft = Annotated[bool, typer.Option("--draft", help="Open pull requests as drafts")]
Supersede = Annotated[
    str,
    typer.Option(
        "--supersede", metavar="close|keep", help="Pull requests of earlier releases: close or keep"
    ),
]
Again = Annotated[
    list[str] | None,
    typer.Option(
        "--again",
        metavar="NAME",
        help="Ask a project again that closed its pull request (repeatable)",
    ),
]
PaceOption = Annotated[
    str, typer.Option("--pace", metavar="SECONDS", help="Time between two writes (default: 8s)")
]


def _screen() -> Screen:
    from scaffold import report
    from scaffold.report.pull_request import write_summary
    from scaffold.verbs.fleet_runs import Screen

    return Screen(report.progress, report.print_note, write_summary)


def update_command(
    words: Projects = None,
    file: ListFile = None,
    groups: Groups = None,
    shard: Shard = "",
    to: To = None,
    canary: Canary = 0,
    limit: Limit = 0,
    stop_at: StopAt = "",
    draft_conflicts: DraftConflicts = False,
    push: Push = False,
    forge: PullRequests = "",
    draft: Draft = False,
    supersede: Supersede = "close",
    again: Again = None,
    pace: PaceOption = "",
    prove: Prove = False,
    prove_limit: ProveLimit = PROVE_LIMIT,
    dry_run: DryRun = False,
    fetch: Fetch = None,
    as_json: AsJson = False,
    _trust: Trust = None,
) -> None:
    """Write each update as one commit on a branch; files and checkouts stay as they are."""
    from scaffold.verbs.fleet_runs import RunOptions, start_run

    if supersede not in {"close", "keep"}:
        raise typer.BadParameter("use `close` or `keep`", param_hint="--supersede")
    options = RunOptions(
        to=to or "",
        canary=canary,
        limit=limit,
        stop_at=stop_at,
        draft_conflicts=draft_conflicts,
        fetch=fetch,
        push=push,
        forge=forge,
        draft=draft,
        supersede=supersede,
        pace=pace,
        again=again or (),
        prove=prove,
        prove_limit=prove_limit,
    )
    choice = read_choice(words, file, groups, shard)
    _finish(start_run(choice, options, _screen(), dry_run=dry_run), as_json=as_json)


def resume_command(file: ListFile = None, as_json: AsJson = False, _trust: Trust = None) -> None:
    """Finish the last update of a fleet, with the options that it had."""
    from scaffold.verbs.fleet_runs import resume_run

    _finish(resume_run(file, _screen()), as_json=as_json)


def retry_command(
    file: ListFile = None, states: States = None, as_json: AsJson = False, _trust: Trust = None
) -> None:
    """Update the projects again that failed in the last update, or ended in other states."""
    from scaffold.verbs.fleet_runs import retry_run

    _finish(retry_run(file, states or (), _screen()), as_json=as_json)


def report_command(
    file: ListFile = None,
    markdown: Annotated[bool, typer.Option("--md", help="Print Markdown")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the result of the last update; nothing is read but its journal."""
    from scaffold import report
    from scaffold.verbs.fleet_runs import report_run

    found = report_run(file)
    if markdown:
        report.print_fleet_markdown(found)
    else:
        report.print_json(found.as_json()) if as_json else report.print_fleet(found)


def close_command(
    words: Projects = None,
    file: ListFile = None,
    groups: Groups = None,
    forge: ForgeProgram = "",
    needless: Annotated[
        bool,
        typer.Option("--needless", help="Only those of releases that projects no longer need"),
    ] = False,
    pace: PaceOption = "",
    as_json: AsJson = False,
    _trust: Trust = None,
) -> None:
    """Close pull requests of a fleet; those with commits of yours stay open."""
    from scaffold import report
    from scaffold.verbs.fleet_choice import choose_projects
    from scaffold.verbs.fleet_close import close_requests
    from scaffold.verbs.fleet_runs import RunOptions, make_delivery

    choice = choose_projects(read_choice(words, file, groups))
    delivery = make_delivery(RunOptions(push=True, forge=forge, pace=pace), choice, _screen())
    _finish(
        close_requests(choice, delivery, needless=needless, progress=report.progress),
        as_json=as_json,
    )


def _finish(updated: FleetReport, *, as_json: bool) -> None:
    """Print the states after an update; exit with an error if a project failed."""
    from scaffold import report
    from scaffold.verbs.fleet_update import rate_update

    report.print_json(updated.as_json()) if as_json else report.print_fleet(updated)
    code = rate_update(updated)
    if code:
        raise typer.Exit(code)
