"""`scaffold move`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scaffold.commands.options import AllowDirty, AsJson, DryRun
from scaffold.errors.exit_codes import ExitCode

if TYPE_CHECKING:
    from scaffold.verbs.move import MoveRequest

Shim = Annotated[
    bool, typer.Option("--shim", help="Keep the old import paths, with a deprecation warning")
]
Gates = Annotated[
    bool | None,
    typer.Option(
        "--gates/--no-gates",
        help="Build and test a scratch copy, before and after, and refuse what breaks",
        show_default=False,
    ),
]


def move_command(
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE", help="Module or package")],
    stage: Annotated[
        str,
        typer.Argument(metavar="STAGE", help="data, models, evaluation, inference or utils"),
    ],
    shim: Shim = False,
    gates: Gates = None,
    show_diff: Annotated[
        bool, typer.Option("--diff", help="Print the patch without applying it")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    allow_dirty: AllowDirty = False,
) -> None:
    """Move modules into a stage of their package and rewrite all references to them."""
    from scaffold.verbs.move import MoveRequest

    request = MoveRequest(
        wanted=dict.fromkeys(sources, stage),
        shim=shim,
        gates=gates,
        dry_run=dry_run or show_diff,
        allow_dirty=allow_dirty,
    )
    carry_out(request, show_diff=show_diff, as_json=as_json)


def carry_out(request: "MoveRequest", *, show_diff: bool, as_json: bool) -> None:
    """Move, and print the result."""
    from scaffold import report
    from scaffold.verbs.move import move

    confirm = report.confirm_gates if not as_json else (lambda _question: False)
    result = move(request, report.progress, report.timed_progress, confirm)
    if show_diff:
        from scaffold.verbs.diff import write_changes

        report.print_patch(write_changes(result.root, result.planned.changes))
        return
    is_written = bool(result.planned.changes) and not (result.dry_run or result.is_refused)
    with report.after_work(is_written):
        report.print_json(result.as_json()) if as_json else report.print_stage_moves(result)
    if result.is_refused or result.skipped:
        raise typer.Exit(ExitCode.CONFLICTS)


def move_by_plan(
    folder: Path,
    plan: Path,
    *,
    gates: bool | None,
    dry_run: bool,
    as_json: bool,
    allow_dirty: bool,
) -> None:
    """Make the moves of a plan; write it first if it does not exist."""
    from scaffold import report
    from scaffold.verbs.move import MoveRequest
    from scaffold.verbs.stage_moves import make_request, write_plan

    if not (folder / plan).exists():
        written = write_plan(folder, plan, dry_run=dry_run)
        with report.after_work(not dry_run):
            report.print_stage_plan(written, dry_run=dry_run, as_json=as_json)
        return
    options = MoveRequest({}, gates=gates, dry_run=dry_run, allow_dirty=allow_dirty)
    carry_out(make_request(folder, plan, options), show_diff=False, as_json=as_json)
