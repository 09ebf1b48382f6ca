"""Render the release that a project is at with the answers of the project."""

from dataclasses import dataclass

from scaffold.files.tree import Tree
from scaffold.plan.managed import Ownership
from scaffold.project.origin import find_source
from scaffold.project.project import Project
from scaffold.project.template_ownership import read_ownership
from scaffold.template.releases import Release, Source, find_release
from scaffold.template.rendered import KnownAnswers


@dataclass(frozen=True, slots=True)
class OwnRelease:
    """Template output of the project's own release.

    Attributes:
        files: All files except the answers file.
        ownership: Which of them are managed, shared and seeded.
    """

    files: Tree
    ownership: Ownership


def render_own_release(project: Project) -> OwnRelease:
    """Render the project's own release with its answers, without changing the project.

    Raises:
        TemplateSourceError: The release is unavailable or cannot be rendered.
        InvalidAnswerError: The template rejects an answer.
    """
    return _render(project, blank=True)


def render_reference(project: Project) -> Tree:
    """Render the same with the reference solution of all exercises.

    Raises:
        TemplateSourceError: The release is unavailable or cannot be rendered.
        InvalidAnswerError: The template rejects an answer.
    """
    return _render(project, blank=False).files


def find_own_release(project: Project) -> Release | Source:
    """Return the release that a project is at.

    Raises:
        TemplateSourceError: This version of the package does not include it.
        UntrustedTemplateError: The user has not trusted the address of the template.
        EmbeddedTemplateError: The template is inside the project or its repository.
    """
    return find_release_of(project, project.reference)


def find_release_of(project: Project, reference: str) -> Release | Source:
    """Return a release of the template of a project.

    Raises:
        TemplateSourceError: This version of the package does not carry it.
        UntrustedTemplateError: The user has not trusted the address of the template.
        EmbeddedTemplateError: The template is a part of the project or of its repository.
    """
    if project.is_of_bundled_template:
        return find_release(reference)
    return find_source(project, reference)


def _render(project: Project, *, blank: bool) -> OwnRelease:
    from scaffold.template.render import render

    file = project.answers_file
    known = KnownAnswers(offered=project.answers, file=file)
    rendered = render(find_own_release(project), project.path.name, known, blank=blank)
    files = {path: each for path, each in rendered.files.items() if path != file}
    answers = rendered.answers
    return OwnRelease(files, read_ownership(answers.get("managed"), answers.get("seeded")))
