"""Show, solve and reset the exercises of a workshop project."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from scaffold.apply.journal import apply_changes
from scaffold.files.tree import Change
from scaffold.project.project import Project, open_project
from scaffold.template.exercises.lessons import Exercise, choose_exercises, read_lessons
from scaffold.verbs.workshop_notebook import plan_notebook_move, plan_notebook_reset
from scaffold.workshop.progress import Result, look_at_all
from scaffold.workshop.solving import PlannedBodies, plan_reset, plan_solution

__all__ = ["Result", "choose", "find_exercises", "reset", "show_progress", "solve"]


def show_progress(path: Path) -> list[Result]:
    """Run the tests of all exercises that the learner has started.

    Raises:
        ExerciseError: The project has no lessons or no virtual environment.
    """
    folder = path.absolute()
    return look_at_all(folder, read_lessons(folder))


def find_exercises(path: Path, name: str) -> tuple[Exercise, ...]:
    """Return the exercises of a lesson, or the exercise of that name.

    Raises:
        ExerciseError: The project has no lessons, or none of that name.
    """
    return choose_exercises(read_lessons(path.absolute()), name)


def choose(path: Path, name: str) -> tuple[Project, tuple[Exercise, ...]]:
    """Return the project in a folder, and the exercises of a lesson or the exercise of that name.

    Raises:
        NotAProjectError: The folder is not a project.
        ExerciseError: The project has no lessons, or none of that name.
    """
    project = open_project(path)
    return project, find_exercises(project.path, name)


def solve(project: Project, exercises: Iterable[Exercise]) -> list[str]:
    """Insert the reference solution and move notebooks; what the learner wrote is backed up.

    Returns:
        Names of the exercises that changed.

    Raises:
        ExerciseError: A file or a function of an exercise is missing or is not valid Python.
        NotebookError: The notebook of an exercise cannot be read.
    """
    chosen = list(exercises)
    planned = plan_solution(project, [each for each in chosen if each.file])
    moves = _plan_notebooks(project, chosen, plan_notebook_move)
    return _write(project, "workshop solve", chosen, planned, moves)


def reset(project: Project, exercises: Iterable[Exercise]) -> list[str]:
    """Clear the bodies and revert moves of notebooks; what the learner wrote is backed up.

    Returns:
        Names of the exercises that changed.

    Raises:
        ExerciseError: A file or a function of an exercise is missing or is not valid Python.
        NotebookError: The notebook of an exercise cannot be read.
    """
    chosen = list(exercises)
    planned = plan_reset(project, [each for each in chosen if each.file])
    moves = _plan_notebooks(project, chosen, plan_notebook_reset)
    return _write(project, "workshop reset", chosen, planned, moves)


def _plan_notebooks(
    project: Project,
    exercises: Iterable[Exercise],
    plan: Callable[[Project, Exercise], list[Change]],
) -> dict[str, list[Change]]:
    """Return the changes of each exercise with a notebook, by its name."""
    return {each.name: plan(project, each) for each in exercises if each.notebook}


def _write(
    project: Project,
    command: str,
    exercises: Iterable[Exercise],
    planned: PlannedBodies,
    moves: Mapping[str, list[Change]],
) -> list[str]:
    """Make all changes at once, so that one undo reverts them."""
    moved = [change for changes in moves.values() for change in changes]
    apply_changes(project.path, command, [*moved, *planned.changes])
    changed = {*planned.names, *(name for name, changes in moves.items() if changes)}
    return [each.name for each in exercises if each.name in changed]
