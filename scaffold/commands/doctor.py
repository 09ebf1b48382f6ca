"""`scaffold doctor`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from scaffold.commands.options import AllowDirty, AsJson, Trust
from scaffold.errors.exit_codes import ExitCode


def doctor_command(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Repository to check")] = Path(),
    fix: Annotated[bool, typer.Option("--fix", help="Fix problems automatically")] = False,
    select: Annotated[
        str | None, typer.Option("--select", metavar="A,B", help="Run only these checks")
    ] = None,
    ignore: Annotated[
        str | None, typer.Option("--ignore", metavar="A,B", help="Skip these checks")
    ] = None,
    as_json: AsJson = False,
    allow_dirty: AllowDirty = False,
    github: Annotated[
        bool | None,
        typer.Option(
            "--github/--no-github", help="Print GitHub annotations (default in GitHub Actions)"
        ),
    ] = None,
    _trust: Trust = None,
) -> None:
    """Check any repository for ML problems: stages, tests, lock file, secrets and data."""
    from scaffold import report

    if as_json and github:
        raise typer.BadParameter(
            "`--json` and `--github` are mutually exclusive", param_hint="--json"
        )
    with report.progress("Running checks"):
        from scaffold.verbs.doctor import examine
        from scaffold.verbs.doctor import fix as fix_findings

        chosen = _read_codes(select), _read_codes(ignore)
        if fix:
            result = fix_findings(path, *chosen, allow_dirty=allow_dirty)
        else:
            result = examine(path, *chosen)
    diagnosis = result.diagnosis
    with report.after_work(bool(result.fixed)):
        if as_json:
            report.print_json(result.as_json())
        else:
            report.print_diagnosis(diagnosis, result.fixed)
            if github or (github is None and os.environ.get("GITHUB_ACTIONS") == "true"):
                from scaffold.report.github import annotate_diagnosis, find_top

                top = find_top(diagnosis.path, os.environ)
                report.print_commands(annotate_diagnosis(diagnosis, top))
    if not diagnosis.is_clean:
        raise typer.Exit(ExitCode.FINDINGS)


def _read_codes(text: str | None) -> list[str]:
    return [code.strip().upper() for code in (text or "").split(",") if code.strip()]
