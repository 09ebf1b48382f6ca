"""`scaffold workshop`: a project to learn with."""

from pathlib import Path
from typing import Annotated

import typer

from scaffold.commands.options import AsJson

InProject = Annotated[
    Path, typer.Option("--project", metavar="PATH", help="Folder of the project.")
]
LessonOrExercise = Annotated[
    str, typer.Argument(metavar="LESSON", help="A lesson, or one of its exercises.")
]

workshop = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Learn with a project made by `--workshop`."
)


@workshop.command("status")
def status_command(project: InProject = Path(), as_json: AsJson = False) -> None:
    """Run the tests of every exercise, and show what is done."""
    from scaffold import report
    from scaffold.template.exercises.lessons import read_lessons
    from scaffold.workshop.progress import look_at_all

    folder = project.absolute()
    lessons = read_lessons(folder)
    with report.progress("Running the tests of the exercises"):
        results = look_at_all(folder, lessons)
    if as_json:
        report.print_json({"exercises": [result.as_json() for result in results]})
    else:
        report.print_lessons(results)


@workshop.command("hint")
def hint_command(lesson: LessonOrExercise, project: InProject = Path()) -> None:
    """Show what helps with an exercise."""
    from scaffold import report
    from scaffold.template.exercises.lessons import choose_exercises, read_lessons

    for exercise in choose_exercises(read_lessons(project.absolute()), lesson):
        where = f"{exercise.function} in {exercise.file}" if exercise.file else "an update"
        report.print_line(f"{exercise.name}: {where}")
        report.print_line(f"  {exercise.hint}")
        report.print_line(f"  Its tests: {' '.join(exercise.tests)}")


@workshop.command("solve")
def solve_command(lesson: LessonOrExercise, project: InProject = Path()) -> None:
    """Write the reference's bodies; yours are kept in workshop/backup."""
    from scaffold import report
    from scaffold.commands.update import carry_out
    from scaffold.verbs.update import UpdateRequest
    from scaffold.workshop.solving import choose, solve

    opened, chosen = choose(project, lesson)
    solved = solve(opened, [exercise for exercise in chosen if exercise.file])
    _tell("Solved", solved, "is as the reference has it already")
    for exercise in chosen:
        if exercise.answers:
            request = UpdateRequest(
                opened.path, to=opened.reference, answers=exercise.answers, allow_dirty=True
            )
            report.print_line(f"Solving {exercise.name} by an update.")
            carry_out(request, as_json=False, may_ask=True)


@workshop.command("reset")
def reset_command(lesson: LessonOrExercise, project: InProject = Path()) -> None:
    """Blank the bodies again; yours are kept in workshop/backup."""
    from scaffold.workshop.solving import choose, reset

    opened, chosen = choose(project, lesson)
    blanked = reset(opened, [exercise for exercise in chosen if exercise.file])
    _tell("Blanked", blanked, "is blank already")


def _tell(done: str, names: list[str], nothing: str) -> None:
    from scaffold import report

    told = f"Nothing to do: everything {nothing}."
    if names:
        told = f"{done}: {', '.join(names)}; `scaffold undo` reverts that."
    with report.after_work(bool(names)):
        report.print_line(told)
