"""`scaffold check`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from scaffold.commands.options import ANSWERS_FILE, AnswersFile, AsJson, ProjectPath, Trust
from scaffold.errors.exit_codes import ExitCode


def check_command(
    path: ProjectPath = Path(),
    as_json: AsJson = False,
    patch: Annotated[
        bool, typer.Option("--patch", help="Print a patch that reverts the drift")
    ] = False,
    github: Annotated[
        bool | None,
        typer.Option(
            "--github/--no-github", help="Print GitHub annotations (default in GitHub Actions)"
        ),
    ] = None,
    answers_file: AnswersFile = ANSWERS_FILE,
    _trust: Trust = None,
) -> None:
    """Check whether a newer release is available and whether managed files have drifted."""
    from scaffold import report

    if as_json + patch + bool(github) > 1:
        raise typer.BadParameter(
            "`--json`, `--patch` and `--github` are mutually exclusive", param_hint="--json"
        )
    with report.progress("Comparing with the release of the project"):
        from scaffold.verbs.check import check

        checked = check(path, with_news=as_json, answers_file=answers_file)
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
