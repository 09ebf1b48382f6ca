"""`scaffold workshop`."""

from pathlib import Path
from typing import Annotated

import typer

from scaffold.commands.help_pages import CommandGroup
from scaffold.commands.options import AsJson
from scaffold.commands.workshop_class import class_group
from scaffold.commands.workshop_learner import check_command, hand_command, watch_command

InProject = Annotated[Path, typer.Option("--project", metavar="DIR", help="Project folder")]
LessonOrExercise = Annotated[
    str, typer.Argument(metavar="LESSON", help="Name of a lesson or an exercise")
]

workshop = CommandGroup(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Work through the exercises of a workshop project",
)
workshop.add_typer(class_group, name="class")
workshop.command("check", help="Test an exercise and show the first failure")(check_command)
workshop.command("watch", help="Test an exercise again at every save")(watch_command)
workshop.command("hand", help="Raise or lower your hand on the board")(hand_command)


@workshop.command("status", help="Test your solutions and show your progress")
def status_command(project: InProject = Path(), as_json: AsJson = False) -> None:
    """Run the tests of every exercise and show which ones pass."""
    from scaffold import report
    from scaffold.verbs.workshop import show_progress

    with report.progress("Testing exercises"):
        results = show_progress(project)
    if as_json:
        report.print_json({"exercises": [result.as_json() for result in results]})
    else:
        report.print_lessons(results)


@workshop.command("hint", help="Show a hint for an exercise")
def hint_command(lesson: LessonOrExercise, project: InProject = Path()) -> None:
    """Show the function, the hint and the tests of an exercise."""
    from scaffold import report
    from scaffold.verbs.workshop import find_exercises

    for exercise in find_exercises(project, lesson):
        report.print_line(f"{exercise.name}: {exercise.where}")
        report.print_line(f"  {exercise.hint}")
        report.print_line(f"  Tests: {' '.join(exercise.tests)}")


@workshop.command("solve", help="Insert the reference solution, after backing up yours")
def solve_command(lesson: LessonOrExercise, project: InProject = Path()) -> None:
    """Insert the reference solution; the old bodies are copied to `workshop/backup/`."""
    from scaffold import report
    from scaffold.commands.update import carry_out
    from scaffold.verbs.update import UpdateRequest
    from scaffold.verbs.workshop import choose, solve

    opened, chosen = choose(project, lesson)
    solved = solve(opened, [exercise for exercise in chosen if exercise.path])
    _print_result("Solved", solved, "already solved")
    for exercise in chosen:
        if exercise.answers:
            request = UpdateRequest(
                opened.path, to=opened.reference, answers=exercise.answers, allow_dirty=True
            )
            report.print_line(f"Updating the project to solve `{exercise.name}`")
            carry_out(request, as_json=False, may_ask=True)


@workshop.command("reset", help="Clear an exercise, after backing up your solution")
def reset_command(lesson: LessonOrExercise, project: InProject = Path()) -> None:
    """Clear the bodies of an exercise; the old ones are copied to `workshop/backup/`."""
    from scaffold.verbs.workshop import choose, reset

    opened, chosen = choose(project, lesson)
    cleared = reset(opened, [exercise for exercise in chosen if exercise.path])
    _print_result("Cleared", cleared, "already cleared")


def _print_result(done: str, names: list[str], nothing: str) -> None:
    from scaffold import report

    result = f"Nothing to do: {nothing}"
    if names:
        result = f"{done} {', '.join(names)}; run `scaffold undo` to revert"
    with report.after_work(bool(names)):
        report.print_line(result)
