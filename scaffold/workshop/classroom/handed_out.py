"""The lessons that a class was handed out, whatever learners do to their copies."""

from contextlib import suppress
from pathlib import Path

from scaffold.errors import ScaffoldError
from scaffold.files.reading import read_regular
from scaffold.project.baseline import render_own_release
from scaffold.project.project import open_project
from scaffold.template.exercises.lessons import LESSONS_FILE
from scaffold.workshop.classroom.record import ClassError, Classroom


def find_lessons(classroom: Classroom) -> dict[str, str]:
    """Return the lessons of the first project that an interrupted run had created."""
    for learner in classroom.learners:
        with suppress(ScaffoldError):
            project = open_project(classroom.project(learner))
            file = render_own_release(project).files[LESSONS_FILE]
            return {project.reference: file.content.decode()}
    return {}


def read_handed_out(project: Path) -> str:
    """Return the lessons of a new project.

    Raises:
        ClassError: Its template has none.
    """
    try:
        return read_regular(project / LESSONS_FILE).content.decode()
    except FileNotFoundError as error:
        raise ClassError(
            f"The template has no exercises: `{LESSONS_FILE}` is missing",
            f"Remove `{project}`, and use another `--template`",
        ) from error
