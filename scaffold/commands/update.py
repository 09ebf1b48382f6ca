"""`scaffold update`."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scaffold.commands.options import AllowDirty, AsJson, Data, DryRun, ProjectPath, To, Trust
from scaffold.exit_codes import ExitCode

if TYPE_CHECKING:
    from scaffold.verbs.update import PlannedUpdate, UpdateRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a command that changes a project goes about it."""

    dry_run: bool
    as_json: bool
    allow_dirty: bool
    defaults: bool = False


def update_command(
    path: ProjectPath = Path(),
    to: To = None,
    data: Data = None,
    defaults: Annotated[
        bool, typer.Option("-l", "--defaults", help="Ask nothing: new questions take defaults.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    allow_dirty: AllowDirty = False,
    _trust: Trust = None,
) -> None:
    """Bring a project to a newer release, or to other answers."""
    from scaffold import report

    with report.progress("Comparing the project with the template"):
        from scaffold.answers.given import parse_pairs
        from scaffold.verbs import update

        request = update.UpdateRequest(
            path=path,
            to=to,
            answers=parse_pairs(data or []),
            ask=not defaults and not as_json and not dry_run and report.is_interactive(),
        )
    options = Options(dry_run=dry_run, as_json=as_json, allow_dirty=allow_dirty, defaults=defaults)
    carry_out(request, options)


def carry_out(request: UpdateRequest, options: Options) -> None:
    """Plan an update, apply it unless it is a dry run, and print what is to be looked at."""
    from scaffold import report
    from scaffold.project.ignored import advise_state, has_state
    from scaffold.verbs import update

    def plan(request: UpdateRequest) -> PlannedUpdate:
        with report.asking() if request.ask else nullcontext():
            return _plan(request, options)

    had_state = has_state(request.path)
    if options.dry_run:
        planned, skipped = plan(request), list[str]()
    else:
        request = replace(request, allow_dirty=options.allow_dirty)
        planned, skipped = update.run(request, plan)
    report.print_note("" if had_state else advise_state(request.path))
    report.print_note("" if options.dry_run else update.refresh_template(planned.project))
    with report.after_work(not options.dry_run):
        if options.as_json:
            report.print_json({**planned.as_json(), "dry_run": options.dry_run, "skipped": skipped})
        else:
            report.print_update(planned, dry_run=options.dry_run, skipped=skipped)
    if planned.needs_attention or skipped:
        raise typer.Exit(ExitCode.CONFLICTS)


def _plan(request: UpdateRequest, options: Options) -> PlannedUpdate:
    """Plan an update, once the user has been asked for trust in its template if that is missing."""
    from scaffold import report
    from scaffold.template.source_errors import UntrustedTemplateError
    from scaffold.template.trusted_addresses import add_trust
    from scaffold.verbs import update

    may_ask = not options.dry_run and not options.as_json and not options.defaults
    try:
        return update.plan(request)
    except UntrustedTemplateError as error:
        if not may_ask or not report.confirm(f"Trust the template {error.address.stored}?"):
            raise
        add_trust(error.address.identity)
    return update.plan(request)
