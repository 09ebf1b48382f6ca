"""What a newer release of the template brings to a project, in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from scaffold.answers.kept import match_kept
from scaffold.errors import ScaffoldError
from scaffold.project.baseline import render_own_release
from scaffold.project.newest import choose_target
from scaffold.project.project import Project
from scaffold.template.notes import ReleaseNotes, choose_notes
from scaffold.template.releases import Release, Source


def find_news(
    project: Project,
    target: Release | Source,
    answers: Mapping[str, Any],
    paths: Iterable[str],
) -> tuple[ReleaseNotes, ...]:
    """Return the notes of the releases after that of a project that concern it.

    Args:
        project: The project.
        target: The release to go to.
        answers: The answers with that release, computed ones included.
        paths: The files that one of both releases gives.

    Raises:
        TemplateSourceError: The template cannot be fetched.
    """
    from scaffold.template.note_files import read_notes  # An update with nothing new has no news.

    to = target.tag if isinstance(target, Release) else str(target.reference)
    if to == project.reference:
        return ()
    is_kept = match_kept(answers)
    updated = (path for path in paths if not is_kept(path))
    return choose_notes(read_notes(target), project.reference, to, answers, updated)


def preview_news(project: Project) -> tuple[ReleaseNotes, ...]:
    """Return the news of the newest release, with its default answers to new questions.

    If it cannot be rendered without further answers, there are none: an update gives the reason.
    """
    from scaffold.template.render import render
    from scaffold.template.rendered import KnownAnswers

    known = KnownAnswers(offered=project.answers, file=project.answers_file)
    try:
        target = choose_target(project, None)
        wanted = render(target, project.path.name, known, since=project.reference)
        paths = {*wanted.files, *render_own_release(project).files}
        return find_news(project, target, wanted.answers, paths)
    except ScaffoldError:
        return ()
