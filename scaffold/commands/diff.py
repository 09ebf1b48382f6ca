"""`scaffold diff`."""

from pathlib import Path

import typer

from scaffold.commands.options import ANSWERS_FILE, AnswersFile, Data, ProjectPath, To, Trust
from scaffold.errors.exit_codes import ExitCode


def diff_command(
    path: ProjectPath = Path(),
    to: To = None,
    data: Data = None,
    answers_file: AnswersFile = ANSWERS_FILE,
    _trust: Trust = None,
) -> None:
    """Print the patch that an update would apply, and its conflicts on stderr."""
    from scaffold import report

    with report.progress("Comparing with the template"):
        from scaffold.verbs.diff import diff
        from scaffold.verbs.given_options import read_pairs
        from scaffold.verbs.update import UpdateRequest

        answers = read_pairs(data)
        result = diff(UpdateRequest(path=path, to=to, answers=answers, answers_file=answers_file))
    report.print_news(result.planned.news, aside=True)
    report.print_patch(result.patch)
    report.print_note(result.note)
    report.print_taken(result.planned.taken, aside=True)
    report.print_left_out(result.planned.left_out, aside=True)
    report.print_unsettled(result.planned.plan.unsettled, aside=True)
    report.print_ignored(result.planned.ignored, aside=True)
    if result.planned.needs_attention:
        raise typer.Exit(ExitCode.CONFLICTS)
