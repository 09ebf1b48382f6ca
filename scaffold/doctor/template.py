"""Checks of the answers file and for updates of the template."""

from collections.abc import Iterator

from scaffold.answers.file import ANSWERS_FILE
from scaffold.doctor.findings import Finding, Skipped
from scaffold.doctor.repository import Repository
from scaffold.errors import InvalidAnswerError, ScaffoldError
from scaffold.errors.wording import version
from scaffold.project.baseline import render_own_release
from scaffold.project.newest import find_newer
from scaffold.project.project import Project, open_project


def find_wrong_answers(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find an answers file from which no update is possible."""
    project = _open(repository)
    if not isinstance(project, Project):
        return iter([Finding(ANSWERS_FILE, f"is invalid: {project.message}")])
    if not project.is_of_bundled_template:
        return iter([])  # Testing the answers would fetch the template.
    try:
        render_own_release(project)
    except InvalidAnswerError as error:
        return iter([Finding(ANSWERS_FILE, f"is invalid: {error.message}")])
    except ScaffoldError as error:
        return Skipped(error.message)
    return iter([])


def find_update(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find a newer release of the project's template."""
    project = _open(repository)
    if not isinstance(project, Project):
        return Skipped("the answers file is invalid")
    try:
        newest = find_newer(project)
    except ScaffoldError as error:
        return Skipped(error.message)
    if newest is None:
        return iter([])
    message = f"is at release {version(project.reference)}; release {version(newest)} is available"
    return iter([Finding(ANSWERS_FILE, message)])


def _open(repository: Repository) -> Project | ScaffoldError:
    try:
        return open_project(repository.path)
    except ScaffoldError as error:
        return error
