"""Blank the exercises of a rendered project; the template itself has the one tested source."""

from dataclasses import replace

from scaffold.files.tree import Tree
from scaffold.template.exercises.bodies import blank_body, naming_file
from scaffold.template.exercises.lessons import LESSONS_FILE, parse_lessons


def blank_exercises(files: Tree) -> Tree:
    """Return the files of a project with its exercises blanked, if it has lessons.

    Exercises in files that the project does not have are left out.

    Raises:
        ExerciseError: The template marks a function that it does not have.
    """
    if LESSONS_FILE not in files:
        return files
    blanked = dict(files)
    for lesson in parse_lessons(files[LESSONS_FILE].content):
        for exercise in lesson.exercises:
            if file := blanked.get(exercise.file):
                text = file.content.decode("utf-8")
                with naming_file(exercise.file):
                    text = blank_body(text, exercise.function, exercise.name)
                blanked[exercise.file] = replace(file, content=text.encode())
    return blanked
