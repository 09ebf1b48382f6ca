"""`scaffold workshop class`."""

from pathlib import Path
from typing import Annotated

import typer

from scaffold.commands.help_pages import CommandGroup
from scaffold.commands.options import (
    AsJson,
    Data,
    DryRun,
    ReleaseReference,
    TemplateAddress,
    To,
    Trust,
)
from scaffold.errors.exit_codes import ExitCode

InClass = Annotated[Path, typer.Option("--class", metavar="DIR", help="Folder of the class")]

class_group = CommandGroup(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Teach a class: a project for each learner, and a board",
)


@class_group.command("new", help="Create a project for each learner of a roster")
def new_class_command(
    roster: Annotated[
        Path, typer.Option("--roster", metavar="FILE", help="CSV file with a column `id`")
    ],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="Folder of the class")],
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="Name of every project")
    ] = "demo",
    remote: Annotated[
        str,
        typer.Option(
            "--remote",
            metavar="COMMAND",
            help="Command that creates a repository for `{path}` and prints its address",
        ),
    ] = "",
    data: Data = None,
    template: TemplateAddress = None,
    release: ReleaseReference = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Check the whole roster, then create what is missing; a second run adds new learners."""
    from scaffold import report
    from scaffold.verbs.given_options import GivenOptions, read_options
    from scaffold.verbs.workshop_class import NewClassRequest, make_class

    given = GivenOptions(template=template, release=release, data=data)
    source, answers = read_options(given)
    request = NewClassRequest(
        roster=roster,
        into=into,
        name=name,
        template=source if template or release else None,
        answers=answers,
        remote=remote,
        dry_run=dry_run,
    )
    with report.listing_problems():
        made = make_class(request, report.progress)
    with report.after_work(not dry_run):
        report.print_json(made.as_json()) if as_json else report.print_class(made)
    if made.failed:
        raise typer.Exit(ExitCode.ERROR)


@class_group.command("status", help="Show where everyone is, without running their code")
def class_status_command(
    folder: InClass = Path(),
    page: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write the board as an HTML page"),
    ] = None,
    refresh: Annotated[
        int | None,
        typer.Option(
            "--refresh", metavar="SECONDS", min=1, help="Rewrite the page until you press Ctrl-C"
        ),
    ] = None,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Bring projects to the state of their remotes first")
    ] = False,
    run: Annotated[
        bool, typer.Option("--run", help="Run the template's tests on copies: runs their code")
    ] = False,
    python: Annotated[
        Path | None,
        typer.Option("--python", metavar="ENV", help="Environment for `--run` (default: `.venv`)"),
    ] = None,
    runner: Annotated[
        str,
        typer.Option(
            "--runner", metavar="COMMAND", help="Command that runs tests in the folder `{dir}`"
        ),
    ] = "",
    limit: Annotated[
        int,
        typer.Option("--limit", metavar="SECONDS", min=1, help="Processor time of each test run"),
    ] = 60,
    as_json: AsJson = False,
) -> None:
    """Parse the exercises of everyone in the class; `--run` also tests copies of them."""
    from scaffold import report
    from scaffold.verbs.class_board import BoardRequest, show_board

    if refresh is not None and page is None:
        raise typer.BadParameter("requires `--html`", param_hint="--refresh")
    request = BoardRequest(folder, fetch=fetch, run=run, python=python, runner=runner, limit=limit)
    while True:
        if run:
            report.print_note("Running the code of the learners: this is no sandbox")
        rows = show_board(request, report.progress)
        if page is not None:
            report.save_board(rows, page, refresh)
        if refresh is None:
            break
        report.wait(refresh)
    if as_json:
        report.print_json({"learners": [row.as_json() for row in rows]})
    elif page is None:
        report.print_board(rows)


@class_group.command("send", help="Update the projects of a class, keeping solutions")
def send_command(
    folder: InClass = Path(),
    to: To = None,
    template: TemplateAddress = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    _trust: Trust = None,
) -> None:
    """Update everyone; an update with conflicts is not applied, and its learner is named."""
    from scaffold import report
    from scaffold.verbs.class_send import Delivery, SendRequest, send

    sent = send(SendRequest(folder, to, template, dry_run), report.progress)
    with report.after_work(not dry_run):
        report.print_json(sent.as_json()) if as_json else report.print_sent(sent)
    if sent.count(Delivery.UNREACHABLE):
        raise typer.Exit(ExitCode.ERROR)
    if sent.count(Delivery.CONFLICTS):
        raise typer.Exit(ExitCode.CONFLICTS)


@class_group.command("who", help="List the learners who need help")
def who_command(
    folder: InClass = Path(),
    stuck: Annotated[
        str,
        typer.Option("--stuck", metavar="TIME", help="Time without a saved change, as in `15m`"),
    ] = "15m",
    as_json: AsJson = False,
) -> None:
    """List raised hands, then learners who saved no exercise for some time."""
    from scaffold import report
    from scaffold.verbs.class_board import find_stuck, parse_duration

    found = find_stuck(folder, parse_duration(stuck))
    if as_json:
        report.print_json({"learners": [row.as_json() for row in found]})
    else:
        report.print_stuck(found)


@class_group.command("collect", help="Write the states of all exercises to a CSV file")
def collect_command(
    folder: InClass = Path(),
    target: Annotated[
        Path, typer.Option("--csv", metavar="FILE", help="CSV file to write (`-`: print it)")
    ] = Path("-"),
    run: Annotated[
        bool, typer.Option("--run", help="Run the template's tests on copies: runs their code")
    ] = False,
    python: Annotated[
        Path | None,
        typer.Option("--python", metavar="ENV", help="Environment for `--run` (default: `.venv`)"),
    ] = None,
) -> None:
    """Write a row for each learner: the roster's columns, then a column for each exercise."""
    from scaffold import report
    from scaffold.verbs.class_board import BoardRequest, collect

    if run:
        report.print_note("Running the code of the learners: this is no sandbox")
    request = BoardRequest(folder, run=run, python=python)
    text = collect(request, None if str(target) == "-" else target, report.progress)
    report.print_text(text)
