"""`scaffold own` and `scaffold follow`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scaffold.commands.options import ANSWERS_FILE, AllowDirty, AnswersFile, AsJson, DryRun, Trust
from scaffold.commands.update import carry_out

if TYPE_CHECKING:
    from scaffold.verbs.update import UpdateRequest

Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH", help="Files or folders, relative to the project folder"),
]
InProject = Annotated[Path, typer.Option("--project", metavar="DIR", help="Project folder")]


def own_command(
    paths: Paths,
    project: InProject = Path(),
    dry_run: DryRun = False,
    as_json: AsJson = False,
    allow_dirty: AllowDirty = False,
    answers_file: AnswersFile = ANSWERS_FILE,
    _trust: Trust = None,
) -> None:
    """Keep files or folders out of updates."""
    request = _make_request(project, answers_file, allow_dirty=allow_dirty, dry_run=dry_run)
    _carry_out(replace(request, own=tuple(paths)), as_json=as_json)


def follow_command(
    paths: Paths,
    project: InProject = Path(),
    dry_run: DryRun = False,
    as_json: AsJson = False,
    allow_dirty: AllowDirty = False,
    answers_file: AnswersFile = ANSWERS_FILE,
    _trust: Trust = None,
) -> None:
    """Let updates change files or folders again."""
    request = _make_request(project, answers_file, allow_dirty=allow_dirty, dry_run=dry_run)
    _carry_out(replace(request, follow=tuple(paths)), as_json=as_json)


def _make_request(
    project: Path, answers_file: str, *, allow_dirty: bool, dry_run: bool
) -> UpdateRequest:
    from scaffold.verbs.update import UpdateRequest

    return UpdateRequest(
        path=project,
        stay=True,
        answers_file=answers_file,
        allow_dirty=allow_dirty,
        dry_run=dry_run,
    )


def _carry_out(request: UpdateRequest, *, as_json: bool) -> None:
    carry_out(request, as_json=as_json, may_ask=not (request.dry_run or as_json))
