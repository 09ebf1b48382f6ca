"""`scaffold status`."""

from pathlib import Path

from scaffold.commands.options import ANSWERS_FILE, AnswersFile, AsJson, ProjectPath, Trust


def status_command(
    path: ProjectPath = Path(),
    as_json: AsJson = False,
    answers_file: AnswersFile = ANSWERS_FILE,
    _trust: Trust = None,
) -> None:
    """Show how each file differs from the release of the project."""
    from scaffold import report

    with report.progress("Comparing with the release of the project"):
        from scaffold.verbs.status import status

        result = status(path, answers_file)
    report.print_json(result.as_json()) if as_json else report.print_status(result)
