"""How a project stands beside its template, as far as its owner has to do something about it."""

from collections.abc import Iterator

from scaffold.answers.file import ANSWERS_FILE
from scaffold.doctor.findings import Finding, Skipped
from scaffold.doctor.repository import Repository
from scaffold.errors import InvalidAnswerError, ScaffoldError
from scaffold.project.baseline import render_own_release
from scaffold.project.newest import find_newer
from scaffold.project.project import Project, open_project


def find_wrong_answers(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find answers that no update can be made from."""
    project = _open(repository)
    if not isinstance(project, Project):
        return iter([Finding(ANSWERS_FILE, f"cannot be used: {project.message}")])
    if not project.is_of_bundled_template:
        return iter([])  # Trying them out would fetch a template, perhaps through a network.
    try:
        render_own_release(project)
    except InvalidAnswerError as error:
        return iter([Finding(ANSWERS_FILE, f"cannot be used: {error.message}")])
    except ScaffoldError as error:
        return Skipped(error.message)
    return iter([])


def find_waiting_update(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find a newer release of the project's template."""
    project = _open(repository)
    if not isinstance(project, Project):
        return Skipped("the answers cannot be used")
    try:
        waiting = find_newer(project)
    except ScaffoldError as error:
        return Skipped(error.message)
    message = f"is at {project.reference} of the template, and {waiting} is there"
    return iter([Finding(ANSWERS_FILE, message)] if waiting else [])


def _open(repository: Repository) -> Project | ScaffoldError:
    try:
        return open_project(repository.path)
    except ScaffoldError as error:
        return error
