"""Checks of the answers files and for updates of their templates."""

import os
import re
from collections.abc import Iterator

from scaffold.answers.file import ANSWERS_FILE
from scaffold.doctor.findings import Finding, Skipped
from scaffold.doctor.repository import Repository
from scaffold.errors import InvalidAnswerError, ScaffoldError
from scaffold.errors.wording import version
from scaffold.project.baseline import render_own_release
from scaffold.project.newest import find_newer
from scaffold.project.project import open_project

# The names that Copier's documentation recommends for the templates after the first.
_FURTHER = re.compile(r"\.copier-answers\.[^/]+\.ya?ml")


def list_answers_files(repository: Repository) -> list[str]:
    """Return the answers files of a project, one for each of its templates."""
    first = [ANSWERS_FILE] if os.path.lexists(repository.path / ANSWERS_FILE) else []
    return first + [path for path in repository.files if _FURTHER.fullmatch(path)]


def find_wrong_answers(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find answers files from which no update is possible."""
    findings: list[Finding] = []
    for name in list_answers_files(repository):
        try:
            project = open_project(repository.path, name)
        except ScaffoldError as error:
            findings.append(Finding(name, f"is invalid: {error.message}"))
            continue
        if not project.is_of_bundled_template:
            continue  # Testing the answers would fetch the template.
        try:
            render_own_release(project)
        except InvalidAnswerError as error:
            findings.append(Finding(name, f"is invalid: {error.message}"))
        except ScaffoldError as error:
            return Skipped(error.message)
    return iter(findings)


def find_update(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find newer releases of the templates of a project."""
    findings: list[Finding] = []
    for name in list_answers_files(repository):
        try:
            project = open_project(repository.path, name)
        except ScaffoldError:
            return Skipped("the answers file is invalid")
        try:
            newest = find_newer(project)
        except ScaffoldError as error:
            return Skipped(error.message)
        if newest is not None:
            message = (
                f"is at release {version(project.reference)}; "
                f"release {version(newest)} is available"
            )
            findings.append(Finding(name, message))
    return iter(findings)
