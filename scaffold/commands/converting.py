"""`scaffold dependencies`."""

from pathlib import Path
from typing import Annotated

import typer

from scaffold.commands.options import AllowDirty, AsJson, DryRun
from scaffold.errors.exit_codes import ExitCode

Replace = Annotated[
    bool, typer.Option("--replace", help="Remove the old declarations after the conversion")
]
RunSetup = Annotated[
    bool, typer.Option("--run-setup", help="Run `setup.py` in a scratch environment to read it")
]
Resolve = Annotated[
    bool,
    typer.Option(
        "--resolve/--no-resolve",
        help="Compare what the old and new declarations resolve to",
    ),
]
Sources = Annotated[
    list[str] | None,
    typer.Option("--from", metavar="FILE", help="Declaration to convert (repeatable)"),
]


def dependencies_command(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Repository or project")] = Path(),
    sources: Sources = None,
    replace: Replace = False,
    run_setup: RunSetup = False,
    resolve: Resolve = True,
    show_diff: Annotated[
        bool, typer.Option("--diff", help="Print the patch without applying it")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    allow_dirty: AllowDirty = False,
) -> None:
    """Convert every other declaration of dependencies, and compare what both resolve to.

    `--dry-run` and `--diff` run nothing and contact no package index.
    """
    from scaffold import report
    from scaffold.verbs.converting import ConvertRequest, convert_dependencies
    from scaffold.verbs.diff import write_changes

    request = ConvertRequest(
        path=path,
        sources=tuple(sources or ()),
        replace=replace,
        run_setup=run_setup,
        resolve=resolve,
        dry_run=dry_run or show_diff,
        allow_dirty=allow_dirty,
    )
    result = convert_dependencies(request, report.timed_progress)
    if show_diff:
        report.print_patch(write_changes(result.folder, result.changes))
        return
    with report.after_work(bool(result.changes) and not dry_run):
        report.print_json(result.as_json()) if as_json else report.print_conversion(result)
    if result.needs_attention:
        raise typer.Exit(ExitCode.CONFLICTS)
