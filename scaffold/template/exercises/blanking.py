"""Blank the exercises of a render; the template itself holds the one tested source."""

from pathlib import Path

from scaffold.template.exercises.bodies import blank_body
from scaffold.template.exercises.lessons import has_lessons, read_lessons


def blank_exercises(folder: Path) -> None:
    """Blank the exercises of a project that was just rendered, if it is one to learn with.

    Raises:
        ExerciseError: The template marks a function that it does not have.
    """
    if not has_lessons(folder):
        return
    for lesson in read_lessons(folder):
        for exercise in lesson.exercises:
            if exercise.file:
                path = folder / exercise.file
                source = path.read_text("utf-8")
                blanked = blank_body(source, exercise.function, exercise.name)
                path.write_text(blanked, "utf-8", newline="\n")
