"""`scaffold workshop check`, `watch` and `hand`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scaffold.commands.options import AsJson
from scaffold.errors.exit_codes import ExitCode

InProject = Annotated[Path, typer.Option("--project", metavar="DIR", help="Project folder")]
OptionalExercise = Annotated[
    str,
    typer.Argument(metavar="EXERCISE", help="Exercise or lesson (default: the next to do)"),
]
# Seconds between two looks at the files: a save is noticed at once, and waiting costs nothing.
_PAUSE = 0.2


class Hand(StrEnum):
    """What to do with the hand."""

    UP = "up"
    DOWN = "down"


def check_command(
    exercise: OptionalExercise = "", project: InProject = Path(), as_json: AsJson = False
) -> None:
    """Run the tests of an exercise, and show the first failure."""
    from scaffold import report
    from scaffold.verbs.workshop_check import check_exercise

    with report.progress("Testing the exercise"):
        verdict = check_exercise(project, exercise)
    if as_json:
        report.print_json({"exercise": verdict and verdict.as_json()})
    elif verdict is None:
        report.print_all_done()
    else:
        report.print_verdict(verdict)
    if verdict is not None and verdict.state != "done":
        raise typer.Exit(ExitCode.FINDINGS)


def watch_command(exercise: OptionalExercise = "", project: InProject = Path()) -> None:
    """Run the tests again at every save; keys: n next, h hint, r run again, q quit."""
    from scaffold import report
    from scaffold.verbs.workshop_check import start_watch

    with report.progress("Testing exercises"):
        watch = start_watch(project, exercise)
    if watch is None:
        report.print_all_done()
        return
    try:
        with report.reading_keys() as read_key:
            while (key := read_key(_PAUSE)) != "q":
                if key == "h":
                    report.print_line(watch.exercise.hint)
                elif key == "r":
                    watch.run()
                elif key == "n" and not watch.move_on():
                    report.print_all_done()
                if verdict := watch.poll():
                    report.print_watched(verdict)
    finally:
        watch.stop()


def hand_command(
    hand: Annotated[Hand, typer.Argument(metavar="up|down", help="`up` asks for help")],
    project: InProject = Path(),
) -> None:
    """Ask the teacher for help, or withdraw that; the board of the class shows it."""
    from scaffold import report
    from scaffold.verbs.workshop_check import lower, raise_up

    if hand is Hand.UP:
        raise_up(project)
        report.print_line("Hand is up; run `scaffold workshop hand down` after you got help")
    else:
        report.print_line("Hand is down" if lower(project) else "Hand was not up")
