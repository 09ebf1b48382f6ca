"""Plan the insertion or removal of the bodies of exercises, with a backup of the old ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from scaffold.errors import ExerciseError
from scaffold.files.tree import Change, File, Tree, read_paths
from scaffold.project.baseline import render_reference
from scaffold.project.project import Project
from scaffold.template.exercises.bodies import (
    blank_body,
    is_blank,
    naming_file,
    read_body,
    replace_body,
)
from scaffold.template.exercises.lessons import Exercise

BACKUP = "workshop/backup"


@dataclass(frozen=True, slots=True)
class PlannedBodies:
    """New bodies of exercises.

    Attributes:
        names: Names of the exercises whose body changes.
        changes: The changes of their files, after those that back up the old bodies.
    """

    names: tuple[str, ...]
    changes: tuple[Change, ...]


def plan_solution(project: Project, exercises: Iterable[Exercise]) -> PlannedBodies:
    """Plan to insert the reference solution and to back up the bodies of the learner.

    Raises:
        ExerciseError: A file or a function of an exercise is missing or is not valid Python.
    """
    reference = render_reference(project)
    bodies = {
        exercise: read_body(_text(reference, exercise), exercise.function) for exercise in exercises
    }
    return _plan(project, bodies)


def plan_reset(project: Project, exercises: Iterable[Exercise]) -> PlannedBodies:
    """Plan to clear the bodies and to back up those of the learner.

    Raises:
        ExerciseError: A file or a function of an exercise is missing or is not valid Python.
    """
    bodies = {}
    for exercise in exercises:
        source = _text(read_paths(project.path, [exercise.file]), exercise)
        blanked = blank_body(source, exercise.function, exercise.name)
        bodies[exercise] = read_body(blanked, exercise.function)
    return _plan(project, bodies)


def _plan(project: Project, bodies: dict[Exercise, str]) -> PlannedBodies:
    """Return one change per file, after one per backup."""
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
    return PlannedBodies(tuple(changed), (*backups, *changes))


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
