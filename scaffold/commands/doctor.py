"""`scaffold doctor`."""

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scaffold.commands.options import AllowDirty, AsJson, Trust
from scaffold.errors.exit_codes import ExitCode

if TYPE_CHECKING:
    from scaffold.verbs.doctor import DoctorResult


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


def doctor_command(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Repository to check")] = Path(),
    fix: Annotated[bool, typer.Option("--fix", help="Fix problems automatically")] = False,
    select: Annotated[
        str | None, typer.Option("--select", metavar="A,B", help="Run only these checks")
    ] = None,
    ignore: Annotated[
        str | None, typer.Option("--ignore", metavar="A,B", help="Skip these checks")
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", metavar="FORMAT", help="Format: text, json or sarif")
    ] = Format.TEXT,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline",
            metavar="FILE",
            help="File with known findings (default: .doctor-baseline.json)",
        ),
    ] = None,
    write_baseline: Annotated[
        bool,
        typer.Option("--write-baseline", help="Write all findings to .doctor-baseline.json"),
    ] = False,
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

    form = _read_format(form, as_json=as_json, github=github)
    if write_baseline and (fix or baseline):
        option = "`--fix`" if fix else "`--baseline`"
        raise typer.BadParameter(
            f"`--write-baseline` and {option} are mutually exclusive", param_hint="--write-baseline"
        )
    with report.progress("Running checks"):
        from scaffold.verbs import doctor

        chosen = _read_codes(select), _read_codes(ignore)
        if write_baseline:
            result = doctor.write_baseline(path, *chosen)
        elif fix:
            result = doctor.fix(path, *chosen, baseline, allow_dirty=allow_dirty)
        else:
            result = doctor.examine(path, *chosen, baseline)
    with report.after_work(bool(result.fixed) or write_baseline):
        _print(result, form, github=github)
    if not result.diagnosis.is_clean:
        raise typer.Exit(ExitCode.FINDINGS)


def _read_format(form: Format, *, as_json: bool, github: bool | None) -> Format:
    """Return the format; `--json` is short for one of them."""
    if as_json and form == Format.SARIF:
        raise typer.BadParameter(
            "`--json` and `--format sarif` are mutually exclusive", param_hint="--json"
        )
    form = Format.JSON if as_json else form
    if github and form != Format.TEXT:
        option = "--json" if as_json else "--format"
        raise typer.BadParameter(
            f"`{option}` and `--github` are mutually exclusive", param_hint=option
        )
    return form


def _print(result: "DoctorResult", form: Format, *, github: bool | None) -> None:
    from scaffold import report
    from scaffold.report.github import annotate_diagnosis, find_top

    diagnosis = result.diagnosis
    top = find_top(diagnosis.path, os.environ)
    if form == Format.JSON:
        report.print_json(result.as_json())
        return
    if form == Format.SARIF:
        from scaffold.report.sarif import write_sarif

        report.print_json(write_sarif(diagnosis, top))
        return
    report.print_diagnosis(diagnosis, result.fixed, result.known, result.gone)
    if github or (github is None and os.environ.get("GITHUB_ACTIONS") == "true"):
        report.print_commands(annotate_diagnosis(diagnosis, top))


def _read_codes(text: str | None) -> list[str]:
    return [code.strip().upper() for code in (text or "").split(",") if code.strip()]
