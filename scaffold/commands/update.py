"""`scaffold update`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scaffold.commands.options import (
    ANSWERS_FILE,
    AllowDirty,
    AnswersFile,
    AsJson,
    Data,
    DryRun,
    ProjectPath,
    Prove,
    ProveLimit,
    TemplateAddress,
    To,
    Trust,
)
from scaffold.errors.exit_codes import ExitCode
from scaffold.verbs.proved_change import PROVE_LIMIT

if TYPE_CHECKING:
    from scaffold.verbs.planned_update import UpdateResult
    from scaffold.verbs.update import UpdateRequest


def _check_file(path: Path | None) -> Path | None:
    """Refuse a file that cannot be written before the project changes."""
    if path is None:
        return None
    # A link in someone's repository could lead anywhere.
    if path.is_symlink() or path.is_dir() or not path.absolute().parent.is_dir():
        raise typer.BadParameter(
            f"cannot write `{path}`: use a regular file in a folder that exists"
        )
    return path


Summary = Annotated[
    Path | None,
    typer.Option(
        "--summary",
        metavar="FILE",
        callback=_check_file,
        help="Write a Markdown summary, as for a pull request",
    ),
]


def update_command(
    path: ProjectPath = Path(),
    to: To = None,
    data: Data = None,
    defaults: Annotated[
        bool, typer.Option("-l", "--defaults", help="Use the default answers to new questions")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    allow_dirty: AllowDirty = False,
    follow: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="DIR", help="Also update this folder of yours (repeatable)"),
    ] = None,
    prove: Prove = False,
    prove_limit: ProveLimit = PROVE_LIMIT,
    summary: Summary = None,
    template: TemplateAddress = None,
    answers_file: AnswersFile = ANSWERS_FILE,
    _trust: Trust = None,
) -> None:
    """Update a project to a newer release or to new answers."""
    from scaffold import report
    from scaffold.verbs.given_options import read_pairs
    from scaffold.verbs.update import UpdateRequest

    may_ask = not (defaults or as_json or dry_run) and report.is_interactive()
    request = UpdateRequest(
        path=path,
        to=to,
        template=template,
        answers_file=answers_file,
        answers=read_pairs(data),
        follow=tuple(follow or ()),
        ask=may_ask,
        allow_dirty=allow_dirty,
        dry_run=dry_run,
        prove=prove,
        prove_limit=prove_limit,
    )
    carry_out(request, as_json=as_json, may_ask=may_ask, summary=summary)


def carry_out(
    request: UpdateRequest, *, as_json: bool, may_ask: bool, summary: Path | None = None
) -> None:
    """Update a project and print the result; exit with `CONFLICTS` if it needs attention."""
    from scaffold import report
    from scaffold.verbs.update import never_trust, update

    may_trust = report.confirm_trust if may_ask else never_trust
    result = update(request, report.steps(ask=request.ask), may_trust, report.timed_progress)
    if summary:
        report.save_summary(result, summary)
    print_result(result, as_json=as_json)


def print_result(result: UpdateResult, *, as_json: bool) -> None:
    """Print an update; exit with `CONFLICTS` if it needs attention."""
    from scaffold import report

    for note in result.notes:
        report.print_note(note)
    with report.after_work(not result.is_preview):
        report.print_json(result.as_json()) if as_json else report.print_update(result)
    if result.needs_attention:
        raise typer.Exit(ExitCode.CONFLICTS)
