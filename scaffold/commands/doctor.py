"""`scaffold doctor`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from scaffold.commands.options import AllowDirty, AsJson, ProjectPath, Trust
from scaffold.exit_codes import ExitCode


def doctor_command(
    path: ProjectPath = Path(),
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what a machine can mend; `scaffold undo` undoes it.")
    ] = False,
    select: Annotated[
        str | None, typer.Option("--select", metavar="A,B", help="Make these checks alone.")
    ] = None,
    ignore: Annotated[
        str | None, typer.Option("--ignore", metavar="A,B", help="Leave these checks out.")
    ] = None,
    as_json: AsJson = False,
    allow_dirty: AllowDirty = False,
    github: Annotated[
        bool | None,
        typer.Option("--github/--no-github", help="Annotate files; by itself in GitHub's actions."),
    ] = None,
    _trust: Trust = None,
) -> None:
    """Check a project, whoever made it: stages, tests, lock, secrets, data, template."""
    from scaffold import report

    if as_json and github:
        raise typer.BadParameter("choose one way of printing", param_hint="--json")
    with report.progress("Examining the project"):
        from scaffold.doctor.diagnosis import diagnose
        from scaffold.doctor.fixing import fix as fix_findings

        chosen = _read_codes(select), _read_codes(ignore)
        if fix:
            diagnosis, mended = fix_findings(path, *chosen, allow_dirty=allow_dirty)
        else:
            diagnosis, mended = diagnose(path, *chosen), []
    with report.after_work(bool(mended)):
        if as_json:
            report.print_json({**diagnosis.as_json(), "mended": mended})
        else:
            report.print_diagnosis(diagnosis, mended)
            if github or (github is None and os.environ.get("GITHUB_ACTIONS") == "true"):
                from scaffold.report.github import annotate_diagnosis, find_top

                top = find_top(diagnosis.path, os.environ)
                report.print_commands(annotate_diagnosis(diagnosis, top))
    if diagnosis.findings:
        raise typer.Exit(ExitCode.FINDINGS)


def _read_codes(text: str | None) -> list[str]:
    return [code.strip().upper() for code in (text or "").split(",") if code.strip()]
