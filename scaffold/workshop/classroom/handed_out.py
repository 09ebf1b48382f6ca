"""The lessons that a class was handed out, whatever learners do to their copies."""

from contextlib import suppress
from pathlib import Path

from scaffold.errors import ScaffoldError
from scaffold.files.reading import read_regular
from scaffold.files.tree import Tree
from scaffold.project.baseline import render_own_release
from scaffold.project.project import Project, open_project
from scaffold.template.exercises.lessons import LESSONS_FILE
from scaffold.template.trusted_addresses import trusting
from scaffold.workshop.classroom.record import ClassError, Classroom


def find_lessons(classroom: Classroom) -> dict[str, str]:
    """Return the lessons of the first project that an interrupted run had created.

    Raises:
        ClassError: Its template has none.
    """
    address = classroom.record.template
    # The template is trusted once a run has ended.
    with trusting([address] if address else []):
        first = _render_first(classroom)
    if first is None:
        return {}
    project, files = first
    if LESSONS_FILE not in files:
        raise _no_exercises(project.path)
    return {project.reference: files[LESSONS_FILE].content.decode()}


def _render_first(classroom: Classroom) -> tuple[Project, Tree] | None:
    for learner in classroom.learners:
        with suppress(ScaffoldError):
            project = open_project(classroom.project(learner))
            return project, render_own_release(project).files
    return None


def read_handed_out(project: Path) -> str:
    """Return the lessons of a new project.

    Raises:
        ClassError: Its template has none.
    """
    try:
        return read_regular(project / LESSONS_FILE).content.decode()
    except FileNotFoundError as error:
        raise _no_exercises(project) from error


def _no_exercises(project: Path) -> ClassError:
    return ClassError(
        f"The template has no exercises: `{LESSONS_FILE}` is missing",
        f"Remove `{project}`, and use another `--template`",
    )
