"""`scaffold adopt`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from scaffold.commands.update import Options
from scaffold.exit_codes import ExitCode

if TYPE_CHECKING:
    from scaffold.adoption.request import AdoptRequest, PlannedAdoption
    from scaffold.project.project import Project


def adopt_command(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Repository to adopt.")] = Path(),
    stack: StackName = None,
    layout: Layout = None,
    features: Features = None,
    data: Data = None,
    merge: Annotated[
        bool,
        typer.Option("--merge", help="Add missing entries to ignore files and dependencies."),
    ] = False,
    defaults: Annotated[
        bool, typer.Option("-l", "--defaults", help="Use the detected answers without prompting.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    allow_dirty: AllowDirty = False,
    template: TemplateAddress = None,
    release: ReleaseReference = None,
) -> None:
    """Adopt an existing repository without changing your files."""
    from scaffold import report

    ask = not defaults and not as_json and not dry_run and report.is_interactive()
    options = Options(dry_run=dry_run, as_json=as_json, allow_dirty=allow_dirty)
    with report.progress("Looking at the repository"):
        from scaffold.adoption.request import AdoptRequest
        from scaffold.answers.given import gather_answers
        from scaffold.template.catalog import choose_features
        from scaffold.template.releases import choose_template
        from scaffold.verbs.adopt_again import find_project

        source = choose_template(template, release)
        chosen = {"stack": stack, "layout": layout, "features": choose_features(features, source)}
        answers = gather_answers(None, data or [], chosen)
        request = AdoptRequest(path, source, answers, merge=merge, ask=ask)
        project = find_project(request)
    planned = _plan_again(request, project) if project else _plan_first(request, options)
    if project and not planned.changes:
        _print_nothing(planned, project, options)
    else:
        _carry_out(planned, request, options)


def _plan_again(request: AdoptRequest, project: Project) -> PlannedAdoption:
    from scaffold import report
    from scaffold.verbs.adopt_again import plan_again

    with report.progress("Comparing it with the template"):
        return plan_again(request, project)


def _plan_first(request: AdoptRequest, options: Options) -> PlannedAdoption:
    from scaffold import report
    from scaffold.verbs import adopt

    with report.progress("Detecting the answers"):
        guesses = adopt.find_answers(request)
        _check_repository(request, options)
    if request.ask:
        report.print_guesses(guesses)
    with report.asking() if request.ask else report.progress("Comparing it with the template"):
        return adopt.plan(request, guesses)


def _check_repository(request: AdoptRequest, options: Options) -> None:
    from scaffold.project.guard import check_repository

    if not options.dry_run:
        check_repository(request.folder, allow_dirty=options.allow_dirty)


def _print_nothing(planned: PlannedAdoption, project: Project, options: Options) -> None:
    from scaffold import report

    if options.as_json:
        report.print_json({**planned.as_json(), "dry_run": options.dry_run, "skipped": []})
    else:
        report.print_adopted(project)


def _carry_out(planned: PlannedAdoption, request: AdoptRequest, options: Options) -> None:
    from scaffold import report
    from scaffold.project.ignored import advise_state, has_state
    from scaffold.template.git_bundle import refresh_repository
    from scaffold.template.releases import Release, Source
    from scaffold.template.trusted_addresses import remember_use
    from scaffold.verbs import adopt

    _check_repository(request, options)
    had_state = has_state(planned.path)
    skipped = [] if options.dry_run else adopt.apply(planned)
    report.print_note("" if had_state else advise_state(planned.path))
    if isinstance(request.template, Release) and not options.dry_run:
        report.print_note(refresh_repository())
    if isinstance(request.template, Source) and not options.dry_run:
        report.print_note(remember_use(request.template.address))
    with report.after_work(not options.dry_run):
        if options.as_json:
            report.print_json({**planned.as_json(), "dry_run": options.dry_run, "skipped": skipped})
        else:
            report.print_adoption(planned, dry_run=options.dry_run, skipped=skipped)
    if planned.plan.unsettled or planned.ignored or skipped:
        raise typer.Exit(ExitCode.CONFLICTS)
