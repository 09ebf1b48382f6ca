"""`scaffold notebook`: notebooks into stages."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scaffold.commands.help_pages import CommandGroup
from scaffold.commands.notebook_verify import verify_command
from scaffold.commands.options import AllowDirty, AsJson, DryRun
from scaffold.errors.exit_codes import ExitCode

if TYPE_CHECKING:
    from scaffold.verbs.notebook import MoveRequest

NotebookPath = Annotated[Path, typer.Argument(metavar="NOTEBOOK", help="Path of the notebook")]

notebook = CommandGroup(
    no_args_is_help=True, rich_markup_mode=None, help="Move code from notebooks into stages"
)


@notebook.command("inspect", help="Show the stages in a notebook")
def inspect_command(
    path: NotebookPath,
    page: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the stages as an HTML page")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the stage of each unit of a notebook, with the evidence; no code runs."""
    from scaffold import report
    from scaffold.verbs.notebook_inspection import inspect_notebook

    inspection = inspect_notebook(path, page)
    if as_json:
        report.print_json(inspection.as_json())
    else:
        report.print_inspection(inspection)


notebook.command("verify", help="Run the original and the moved notebook and compare them")(
    verify_command
)


@notebook.command("plan", help="Write an editable plan of a move")
def plan_command(
    path: NotebookPath,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Discard the edits of an existing plan")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Write NOTEBOOK.plan.toml: each unit with its stage, name and module; no code runs."""
    from scaffold import report
    from scaffold.verbs.notebook import MoveRequest, plan_move, write_plan_file

    planned = plan_move(MoveRequest(path, fresh=fresh))
    written = "" if dry_run else write_plan_file(planned)
    if as_json:
        report.print_json({**planned.as_json(), "dry_run": dry_run, "plan": written})
    elif dry_run:
        report.print_move(planned, dry_run=True, skipped=[])
    else:
        report.print_line(f"Wrote {written}")


@notebook.command("move", help="Move the code of notebooks into modules")
def move_command(
    paths: Annotated[list[Path], typer.Argument(metavar="NOTEBOOK", help="Path of a notebook")],
    in_place: Annotated[
        bool, typer.Option("--in-place", help="Replace the notebook, keeping it in `original/`")
    ] = False,
    show_diff: Annotated[
        bool, typer.Option("--diff", help="Print the patch without applying it")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    allow_dirty: AllowDirty = False,
) -> None:
    """Write modules, and thin notebooks that call them; `scaffold undo` reverts the last move."""
    from scaffold.verbs.notebook import MoveRequest, plan_together

    if as_json and len(paths) > 1:
        raise typer.BadParameter("`--json` takes one notebook")
    requests = [MoveRequest(path, in_place=in_place) for path in paths]
    if len(requests) > 1:
        requests = plan_together(requests)  # One that cannot be moved is refused before any is.
    complete = True
    for number, request in enumerate(requests):
        allowed = allow_dirty or number > 0  # The moves before changed files.
        complete &= _move(
            request, show_diff=show_diff, dry_run=dry_run, as_json=as_json, allow_dirty=allowed
        )
    if not complete:
        raise typer.Exit(ExitCode.CONFLICTS)


def _move(
    request: "MoveRequest", *, show_diff: bool, dry_run: bool, as_json: bool, allow_dirty: bool
) -> bool:
    """Move one notebook; return whether all of it could be written."""
    from scaffold import report
    from scaffold.verbs.notebook import apply_move
    from scaffold.verbs.notebook_sharing import plan_shared_move

    planned = plan_shared_move(request)
    if show_diff:
        from scaffold.verbs.diff import write_changes

        report.print_patch(write_changes(planned.root, planned.changes))
        return True
    changes = bool(planned.changes) and not dry_run
    skipped = apply_move(planned, allow_dirty=allow_dirty) if changes else []
    with report.after_work(changes):
        if as_json:
            report.print_json({**planned.as_json(), "dry_run": dry_run, "skipped": skipped})
        else:
            report.print_move(planned, dry_run=dry_run, skipped=skipped)
    return not (planned.kept or skipped)
