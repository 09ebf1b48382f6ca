"""Insert or clear the bodies of exercises, after a backup of the old ones."""

from collections.abc import Iterable
from pathlib import Path

from scaffold.apply.journal import apply_changes
from scaffold.errors import ExerciseError
from scaffold.files.tree import Change, File, Tree, read_paths
from scaffold.project.baseline import render_reference
from scaffold.project.project import Project, open_project
from scaffold.template.exercises.bodies import (
    blank_body,
    is_blank,
    naming_file,
    read_body,
    replace_body,
)
from scaffold.template.exercises.lessons import Exercise, choose_exercises, read_lessons

BACKUP = "workshop/backup"


def choose(path: Path, lesson: str) -> tuple[Project, tuple[Exercise, ...]]:
    """Return the project in a folder, and the exercises of a lesson or the exercise of that name.

    Raises:
        NotAProjectError: The folder is not a project.
        ExerciseError: The project has no lessons, or none of that name.
    """
    project = open_project(path)
    return project, choose_exercises(read_lessons(project.path), lesson)


def solve(project: Project, exercises: Iterable[Exercise]) -> list[str]:
    """Insert the reference solution; the bodies of the learner go to the backup folder.

    Returns:
        Names of the exercises whose body changed.

    Raises:
        ExerciseError: A file or a function of an exercise is missing or is not valid Python.
    """
    reference = render_reference(project)
    bodies = {
        exercise: read_body(_text(reference, exercise), exercise.function) for exercise in exercises
    }
    return _write(project, "workshop solve", bodies)


def reset(project: Project, exercises: Iterable[Exercise]) -> list[str]:
    """Clear the bodies; those of the learner go to the backup folder.

    Returns:
        Names of the exercises whose body changed.

    Raises:
        ExerciseError: A file or a function of an exercise is missing or is not valid Python.
    """
    bodies = {}
    for exercise in exercises:
        source = _text(read_paths(project.path, [exercise.file]), exercise)
        blanked = blank_body(source, exercise.function, exercise.name)
        bodies[exercise] = read_body(blanked, exercise.function)
    return _write(project, "workshop reset", bodies)


def _write(project: Project, command: str, bodies: dict[Exercise, str]) -> list[str]:
    """Write bodies into their files, one change per file, and back up the old ones."""
    ours = read_paths(project.path, {exercise.file for exercise in bodies})
    texts = {exercise.file: _text(ours, exercise) for exercise in bodies}
    backups: list[Change] = []
    changed = []
    for exercise, body in bodies.items():
        text = texts[exercise.file]
        old = read_body(text, exercise.function)
        if old == body:
            continue
        changed.append(exercise.name)
        if not is_blank(text, exercise.function):
            backups.append(_backup(project.path, exercise, old))
        texts[exercise.file] = replace_body(text, exercise.function, body)
    changes = [
        Change(path, ours[path], File(text.encode(), ours[path].kind))
        for path, text in texts.items()
        if text.encode() != ours[path].content
    ]
    apply_changes(project.path, command, [*backups, *changes])
    return changed


def _backup(project: Path, exercise: Exercise, body: str) -> Change:
    """Return the change that saves a body under the first free number."""
    number = 1
    while (project / BACKUP / f"{exercise.name}-{number}.py").exists():
        number += 1
    return Change(f"{BACKUP}/{exercise.name}-{number}.py", None, File(body.encode()))


def _text(tree: Tree, exercise: Exercise) -> str:
    file = tree.get(exercise.file)
    if file is None or file.kind not in {"file", "executable"}:
        raise ExerciseError(f"`{exercise.file}` is not a file", _restore(exercise))
    try:
        text = file.content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ExerciseError(f"`{exercise.file}` is not UTF-8", _restore(exercise)) from error
    with naming_file(exercise.file):
        read_body(text, exercise.function)
    return text


def _restore(exercise: Exercise) -> str:
    return f"Run `git restore {exercise.file}`"
