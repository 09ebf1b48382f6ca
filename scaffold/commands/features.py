"""`scaffold add` and `scaffold remove`."""

from pathlib import Path
from typing import Annotated

import typer

from scaffold.commands.options import AllowDirty, AsJson, DryRun, ProjectPath, Trust
from scaffold.commands.update import Options, carry_out

Feature = Annotated[
    str, typer.Argument(metavar="FEATURE", help="An optional part, as `scaffold list` names it.")
]
To = Annotated[
    str | None,
    typer.Option("--to", "--release", metavar="REF", help="Target release (default: current)"),
]


def add_command(
    feature: Feature,
    path: ProjectPath = Path(),
    to: To = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    allow_dirty: AllowDirty = False,
    _trust: Trust = None,
) -> None:
    """Add a feature to a project, which stays at its release."""
    options = Options(dry_run=dry_run, as_json=as_json, allow_dirty=allow_dirty)
    _change(feature, path, to, options, wanted=True)


def remove_command(
    feature: Feature,
    path: ProjectPath = Path(),
    to: To = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    allow_dirty: AllowDirty = False,
    _trust: Trust = None,
) -> None:
    """Remove a feature from a project; files of it that you edited stay."""
    options = Options(dry_run=dry_run, as_json=as_json, allow_dirty=allow_dirty)
    _change(feature, path, to, options, wanted=False)


def _change(feature: str, path: Path, to: str | None, options: Options, *, wanted: bool) -> None:
    from scaffold import report

    with report.progress("Reading the template"):
        from scaffold.verbs.features import choose_feature
        from scaffold.verbs.update import UpdateRequest

        choice = choose_feature(path, feature, wanted=wanted, to=to)
    if isinstance(choice, UpdateRequest):
        carry_out(choice, options)
    elif options.as_json:
        report.print_json({**choice.as_json(), "dry_run": options.dry_run, "skipped": []})
    else:
        state = "there already" if wanted else "not there"
        report.print_line(f"Nothing to do: {feature} is {state}.")
