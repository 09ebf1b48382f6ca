"""`scaffold update`."""

from pathlib import Path
from typing import Annotated

import typer

from scaffold.commands.options import AllowDirty, AsJson, Data, ProjectPath, To
from scaffold.errors import ExitCode


def update_command(
    path: ProjectPath = Path(),
    to: To = None,
    data: Data = None,
    defaults: Annotated[
        bool, typer.Option("-l", "--defaults", help="Ask nothing: new questions take defaults.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("-n", "--dry-run", "--pretend", help="Show the plan, change nothing.")
    ] = False,
    as_json: AsJson = False,
    allow_dirty: AllowDirty = False,
) -> None:
    """Bring a project to a newer release, or to other answers."""
    from scaffold import report

    with report.progress("Comparing the project with the template"):
        from scaffold import update
        from scaffold.answers import parse_pairs

        request = update.UpdateRequest(
            path=path,
            to=to,
            answers=parse_pairs(data or []),
            ask=not defaults and not as_json and not dry_run and report.is_interactive(),
        )
        if not dry_run:
            update.check_repository(path.absolute(), allow_dirty=allow_dirty)
    planned = update.plan(request)
    skipped = [] if dry_run else update.apply(planned)
    report.print_note("" if dry_run else update.refresh_template(planned.project))
    if as_json:
        report.print_json({**planned.as_json(), "dry_run": dry_run, "skipped": skipped})
    else:
        report.print_update(planned, dry_run=dry_run, skipped=skipped)
    if planned.plan.unsettled or skipped:
        raise typer.Exit(ExitCode.CONFLICTS)
