"""`scaffold check`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from scaffold.commands.options import AsJson, ProjectPath, Trust
from scaffold.exit_codes import ExitCode


def check_command(
    path: ProjectPath = Path(),
    as_json: AsJson = False,
    patch: Annotated[
        bool, typer.Option("--patch", help="Print the patch that takes the drift back.")
    ] = False,
    github: Annotated[
        bool | None,
        typer.Option("--github/--no-github", help="Annotate files; by itself in GitHub's actions."),
    ] = None,
    _trust: Trust = None,
) -> None:
    """Say whether an update waits, or files that stay the template's have drifted."""
    from scaffold import report

    if as_json + patch + bool(github) > 1:
        raise typer.BadParameter("choose one way of printing", param_hint="--json")
    with report.progress("Comparing the project with its release"):
        from scaffold.verbs.check import check

        checked = check(path)
    if as_json:
        report.print_json(checked.as_json())
    elif patch:
        from scaffold.verbs.check import write_repairs

        report.print_patch(write_repairs(checked))
    else:
        report.print_checked(checked)
        if github or (github is None and os.environ.get("GITHUB_ACTIONS") == "true"):
            from scaffold.report.github import find_top, write_annotations

            top = find_top(checked.project.path, os.environ)
            report.print_commands(write_annotations(checked, top))
    if not checked.is_clean:
        raise typer.Exit(ExitCode.FINDINGS)
