"""`scaffold adopt`."""

from pathlib import Path
from typing import Annotated

import typer

from scaffold.commands.options import (
    AllowDirty,
    AsJson,
    Data,
    DryRun,
    Features,
    Layout,
    ReleaseReference,
    StackName,
    TemplateAddress,
)
from scaffold.exit_codes import ExitCode


def adopt_command(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Folder to bring in.")] = Path(),
    stack: StackName = None,
    layout: Layout = None,
    features: Features = None,
    data: Data = None,
    merge: Annotated[
        bool,
        typer.Option("--merge", help="Add the template's entries to pyproject.toml and the like."),
    ] = False,
    defaults: Annotated[
        bool, typer.Option("-l", "--defaults", help="Ask nothing: take what is guessed.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    allow_dirty: AllowDirty = False,
    template: TemplateAddress = None,
    release: ReleaseReference = None,
) -> None:
    """Bring in a repository that was never generated; every file that holds anything stays."""
    from scaffold import report

    ask = not defaults and not as_json and not dry_run and report.is_interactive()
    with report.progress("Looking at the repository"):
        from scaffold import adopt
        from scaffold.adoption import AdoptRequest
        from scaffold.answers import gather_answers
        from scaffold.catalog import choose_features
        from scaffold.guard import check_repository
        from scaffold.releases import Release, Source, choose_template
        from scaffold.template_repository import refresh_repository
        from scaffold.trust import remember_use

        source = choose_template(template, release)
        chosen = {"stack": stack, "layout": layout, "features": choose_features(features, source)}
        answers = gather_answers(None, data or [], chosen)
        request = AdoptRequest(path, source, answers, merge=merge, ask=ask)
        guesses = adopt.find_answers(request)
        if not dry_run:
            check_repository(request.folder, allow_dirty=allow_dirty)
    if ask:
        report.print_guesses(guesses)
    with report.asking() if ask else report.progress("Comparing it with the template"):
        planned = adopt.plan(request, guesses)
    skipped = [] if dry_run else adopt.apply(planned)
    if isinstance(source, Release) and not dry_run:
        report.print_note(refresh_repository())
    if isinstance(source, Source) and not dry_run:
        report.print_note(remember_use(source.address))
    if as_json:
        report.print_json({**planned.as_json(), "dry_run": dry_run, "skipped": skipped})
    else:
        report.print_adoption(planned, dry_run=dry_run, skipped=skipped)
    if planned.plan.unsettled or skipped:
        raise typer.Exit(ExitCode.CONFLICTS)
