"""`scaffold diff`."""

from pathlib import Path

import typer

from scaffold.commands.options import Data, ProjectPath, To, Trust
from scaffold.exit_codes import ExitCode


def diff_command(
    path: ProjectPath = Path(),
    to: To = None,
    data: Data = None,
    _trust: Trust = None,
) -> None:
    """Show the patch that an update would apply, and the conflicts it would meet."""
    from scaffold import report

    with report.progress("Comparing the project with the template"):
        from scaffold.answers.given import parse_pairs
        from scaffold.plan.unified_diff import write_patch
        from scaffold.project.patch_location import find_place
        from scaffold.verbs import update

        request = update.UpdateRequest(path=path, to=to, answers=parse_pairs(data or []))
        planned = update.plan(request)
        place = find_place(planned.project.path, planned.changes)
    report.print_patch(write_patch(planned.changes, place))
    report.print_unsettled(planned.plan.unsettled, aside=True)
    report.print_ignored(planned.ignored, aside=True)
    if planned.needs_attention:
        raise typer.Exit(ExitCode.CONFLICTS)
