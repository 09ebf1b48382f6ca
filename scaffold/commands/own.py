"""`scaffold own` and `scaffold follow`."""

from pathlib import Path
from typing import Annotated

import typer

from scaffold.commands.options import AllowDirty, AsJson, DryRun, Trust
from scaffold.commands.update import carry_out

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
    _trust: Trust = None,
) -> None:
    """Keep files or folders out of updates."""
    _change(project, own=paths, dry_run=dry_run, as_json=as_json, allow_dirty=allow_dirty)


def follow_command(
    paths: Paths,
    project: InProject = Path(),
    dry_run: DryRun = False,
    as_json: AsJson = False,
    allow_dirty: AllowDirty = False,
    _trust: Trust = None,
) -> None:
    """Let updates change files or folders again."""
    _change(project, follow=paths, dry_run=dry_run, as_json=as_json, allow_dirty=allow_dirty)


def _change(
    project: Path,
    *,
    own: list[str] | None = None,
    follow: list[str] | None = None,
    dry_run: bool,
    as_json: bool,
    allow_dirty: bool,
) -> None:
    from scaffold.verbs.update import UpdateRequest

    request = UpdateRequest(
        path=project,
        stay=True,
        own=tuple(own or ()),
        follow=tuple(follow or ()),
        allow_dirty=allow_dirty,
        dry_run=dry_run,
    )
    carry_out(request, as_json=as_json, may_ask=not (dry_run or as_json))
