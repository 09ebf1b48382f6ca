"""`scaffold adopt`."""

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from scaffold.commands.converting import Replace, dependencies_command
from scaffold.commands.move import move_by_plan
from scaffold.commands.options import (
    ANSWERS_FILE,
    AllowDirty,
    AnswersFile,
    AsJson,
    Data,
    DryRun,
    Features,
    Layout,
    Prove,
    ProveLimit,
    ReleaseReference,
    StackName,
    TemplateAddress,
)
from scaffold.errors.exit_codes import ExitCode
from scaffold.verbs.proved_change import PROVE_LIMIT


def adopt_command(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Repository to adopt")] = Path(),
    stack: StackName = None,
    layout: Layout = None,
    features: Features = None,
    data: Data = None,
    merge: Annotated[
        bool,
        typer.Option("--merge", help="Add missing entries to ignore files and dependencies"),
    ] = False,
    only: Annotated[
        str | None,
        typer.Option("--only", metavar="PART,...", help="Parts to add, such as `ignore,editor`"),
    ] = None,
    without: Annotated[
        str | None,
        typer.Option("--without", metavar="PART,...", help="Parts to leave out"),
    ] = None,
    defaults: Annotated[
        bool, typer.Option("-l", "--defaults", help="Use the detected answers without prompting")
    ] = False,
    gates: Annotated[
        bool | None,
        typer.Option(
            "--gates/--no-gates",
            help="Build and test a scratch copy, and leave out what changes the result",
            show_default=False,
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what is known about the repository, and exit")
    ] = False,
    dependencies: Annotated[
        bool,
        typer.Option("--dependencies", help="Only declare all dependencies in `pyproject.toml`"),
    ] = False,
    replace: Replace = False,
    stages: Annotated[
        Path | None,
        typer.Option(
            "--stages",
            metavar="PLAN.toml",
            help="Write a plan to move modules into stages, or make the moves of it",
        ),
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    allow_dirty: AllowDirty = False,
    prove: Prove = False,
    prove_limit: ProveLimit = PROVE_LIMIT,
    template: TemplateAddress = None,
    release: ReleaseReference = None,
    answers_file: AnswersFile = ANSWERS_FILE,
) -> None:
    """Adopt an existing repository without changing your files."""
    if explain:
        _explain(path, as_json=as_json)
        return
    if dependencies:
        dependencies_command(
            path, replace=replace, dry_run=dry_run, as_json=as_json, allow_dirty=allow_dirty
        )
        return
    if stages:
        move_by_plan(
            path, stages, gates=gates, dry_run=dry_run, as_json=as_json, allow_dirty=allow_dirty
        )
        return
    from scaffold import report
    from scaffold.verbs.adopt import adopt
    from scaffold.verbs.given_options import GivenOptions, read_options, read_parts
    from scaffold.verbs.planned_adoption import AdoptRequest

    given = GivenOptions(
        template=template, release=release, stack=stack, layout=layout, features=features, data=data
    )
    source, answers = read_options(given)
    request = AdoptRequest(
        path=path,
        template=source,
        answers_file=answers_file,
        answers=answers,
        merge=merge,
        parts=read_parts(only, without),
        named=read_parts(only or "", without),
        ask=not (defaults or as_json or dry_run) and report.is_interactive(),
        allow_dirty=allow_dirty,
        dry_run=dry_run,
        prove=prove,
        prove_limit=prove_limit,
        gates=gates,
    )
    show = {"show": report.print_guesses} if request.ask else {}
    steps = report.steps(ask=request.ask)
    result = adopt(
        request, steps, proving=report.timed_progress, confirm=report.confirm_gates, **show
    )
    for note in result.notes:
        report.print_note(note)
    with report.after_work(not result.is_preview):
        report.print_json(result.as_json()) if as_json else report.print_adoption(result)
    if not as_json:
        _point_to_notebooks(path)
    if result.needs_attention:
        raise typer.Exit(ExitCode.CONFLICTS)


def _explain(folder: Path, *, as_json: bool) -> None:
    from scaffold import report
    from scaffold.verbs.explain import explain

    found = explain(folder)
    with report.after_work(is_done=False):
        report.print_json(found.as_json()) if as_json else report.print_explanation(found)


def _point_to_notebooks(folder: Path) -> None:
    """Name the command that moves notebooks, if there are any."""
    from scaffold import report
    from scaffold.verbs.notebook_inspection import find_notebook

    found = find_notebook(folder)
    if found:
        command = f"scaffold notebook inspect {quote(found)}"
        report.print_note(f"Run `{command}` to see what can move to stages")
