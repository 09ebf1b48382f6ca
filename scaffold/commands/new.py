"""`scaffold new`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scaffold.commands.options import (
    ANSWERS_FILE,
    AnswersFile,
    AsJson,
    Data,
    Features,
    Layout,
    ReleaseReference,
    StackName,
    TemplateAddress,
)
from scaffold.commands.table_options import (
    FromTable,
    GroupColumn,
    IdColumn,
    Target,
    Task,
    TextColumns,
    TimeColumn,
    check_stack,
    own_data,
)
from scaffold.errors.exit_codes import ExitCode

if TYPE_CHECKING:
    from scaffold.verbs.new import NewResult


def new_command(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME", help="Name of the project and its folder (`.`: current folder)"
        ),
    ] = None,
    into: Annotated[
        Path, typer.Option("--into", metavar="DIR", help="Parent folder of the new project")
    ] = Path(),
    stack: StackName = None,
    layout: Layout = None,
    features: Features = None,
    data: Data = None,
    data_file: Annotated[
        Path | None, typer.Option("--data-file", metavar="FILE", help="YAML file with answers")
    ] = None,
    defaults: Annotated[
        bool, typer.Option("-l", "--defaults", help="Use the default answers without prompting")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("-n", "--dry-run", "--pretend", help="Show the files without creating them"),
    ] = False,
    as_json: AsJson = False,
    repository: Annotated[
        bool | None,
        typer.Option("--git/--no-git", help="Initialize a Git repository with an initial commit"),
    ] = None,
    template: TemplateAddress = None,
    release: ReleaseReference = None,
    table: FromTable = None,
    target: Target = None,
    task: Task = None,
    time: TimeColumn = None,
    group: GroupColumn = None,
    id_column: IdColumn = None,
    text: TextColumns = None,
    run: Annotated[
        bool, typer.Option("--run", help="Install the project and run its workflow once")
    ] = False,
    workshop: Annotated[
        bool, typer.Option("--workshop", help="Create a workshop project with exercises")
    ] = False,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed", metavar="N", min=0, help="Seed of the sample data (with `--workshop`)"
        ),
    ] = None,
    answers_file: AnswersFile = ANSWERS_FILE,
) -> None:
    """Create a project: its folder, its files and an initial commit."""
    from scaffold import report

    if run and dry_run:
        raise typer.BadParameter("cannot be used with `--dry-run`", param_hint="--run")
    may_ask = not defaults and not as_json and report.is_interactive()
    if name is None:
        name = _ask_name() if may_ask else context.fail("Missing argument 'NAME'.")
    own = own_data(table, target, task, {"time": time, "group": group, "id": id_column}, text)
    check_stack(own, stack, workshop=workshop)
    learning = _workshop_answers(workshop=workshop, seed=seed, stack=stack, run=run)
    with report.progress("Reading the template"):
        from scaffold.verbs.first_run import check_first_run
        from scaffold.verbs.given_options import GivenOptions, read_options
        from scaffold.verbs.new import HERE, NewRequest, new, next_steps

        given = GivenOptions(
            template=template,
            release=release,
            stack=stack or (own.stack if own else None),
            layout=layout,
            features=features,
            data=data,
            data_file=data_file,
            others=learning,
        )
        source, answers = read_options(given)
        request = NewRequest(
            name=HERE if name.rstrip("/\\") == HERE else name,
            into=into,
            template=source,
            answers=answers,
            answers_file=answers_file,
            ask=may_ask,
            repository=repository,
            dry_run=dry_run,
            table=own,
        )
        if run:
            check_first_run(source, request.answers)
    confirm = [report.confirm_new] if request.ask else []
    made = new(request, report.steps(ask=request.ask), *confirm)
    report.print_note(made.note)
    with report.after_work(not dry_run):
        report.print_json(made.as_json()) if as_json else report.print_made(made)
    if run:
        _run(made, aside=as_json)
    if not as_json and not dry_run:
        with report.after_work():
            report.print_next_steps(next_steps(made, _way_to(made.path), has_run=run))
    if made.ignored:
        raise typer.Exit(ExitCode.CONFLICTS)


def _run(made: NewResult, *, aside: bool) -> None:
    """Install a project and run its commands; what they print goes to stderr if it is aside."""
    from scaffold import report
    from scaffold.verbs.first_run import install, run_commands

    with report.progress("Installing dependencies (the first time takes a minute or two)"):
        install(made)
    run_commands(made, report.print_command, output=sys.stderr if aside else None)


def _ask_name() -> str:
    from scaffold import report
    from scaffold.verbs.given_options import check_name

    return report.ask("Project name", check_name)


def _workshop_answers(
    *, workshop: bool, seed: int | None, stack: str | None, run: bool
) -> dict[str, Any]:
    """Return the answers that make a workshop project."""
    if not workshop and seed is not None:
        raise typer.BadParameter("requires `--workshop`", param_hint="--seed")
    if not workshop:
        return {}
    if stack not in (None, "tagifai"):
        raise typer.BadParameter("requires `--stack tagifai`", param_hint="--workshop")
    if run:
        raise typer.BadParameter("cannot be used with `--workshop`", param_hint="--run")
    return {"workshop": True} if seed is None else {"workshop": True, "sample_seed": seed}


def _way_to(folder: Path) -> str:
    """Return the path of a folder as to type it here: relative, except on another drive."""
    return os.path.relpath(folder) if folder.drive == Path.cwd().drive else str(folder)
