"""`scaffold status`."""

from pathlib import Path

from scaffold.commands.options import AsJson, ProjectPath, Trust


def status_command(
    path: ProjectPath = Path(),
    as_json: AsJson = False,
    _trust: Trust = None,
) -> None:
    """Show whose each file is: the template's, edited, moved, deleted, the owner's or kept."""
    from scaffold import report

    with report.progress("Comparing the project with its release"):
        from scaffold.verbs.status import read_status

        status = read_status(path)
    report.print_json(status.as_json()) if as_json else report.print_status(status)
