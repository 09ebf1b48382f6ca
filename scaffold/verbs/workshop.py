"""Show, solve and reset the exercises of a workshop project."""

from collections.abc import Iterable
from pathlib import Path

from scaffold.apply.journal import apply_changes
from scaffold.project.project import Project, open_project
from scaffold.template.exercises.lessons import Exercise, choose_exercises, read_lessons
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
    """Insert the reference solution; the bodies of the learner go to the backup folder.

    Returns:
        Names of the exercises whose body changed.

    Raises:
        ExerciseError: A file or a function of an exercise is missing or is not valid Python.
    """
    return _write(project, "workshop solve", plan_solution(project, exercises))


def reset(project: Project, exercises: Iterable[Exercise]) -> list[str]:
    """Clear the bodies; those of the learner go to the backup folder.

    Returns:
        Names of the exercises whose body changed.

    Raises:
        ExerciseError: A file or a function of an exercise is missing or is not valid Python.
    """
    return _write(project, "workshop reset", plan_reset(project, exercises))


def _write(project: Project, command: str, planned: PlannedBodies) -> list[str]:
    apply_changes(project.path, command, list(planned.changes))
    return list(planned.names)
