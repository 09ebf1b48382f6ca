"""Renders templates: releases in memory, and with Copier whatever needs it.

Copier asks questions on a terminal, renders templates from elsewhere, honors its own settings, and
explains what is wrong with an answer. Both renderers give the same files.
"""

import os
from dataclasses import replace
from pathlib import Path

from platformdirs import user_config_path

from scaffold.template.definition import UnsupportedError
from scaffold.template.release_render import render_release
from scaffold.template.releases import Release, Source
from scaffold.template.rendered import KnownAnswers, Rendered

_LESSONS = "workshop/lessons.toml"


def render(
    template: Release | Source,
    folder: str,
    answers: KnownAnswers,
    *,
    ask: bool = False,
    since: str = "",
    blank: bool = True,
    destination: Path | None = None,
) -> Rendered:
    """Render a template; nothing is written where the project is or will be.

    Args:
        template: What to render.
        folder: The name of the project's folder, which templates see.
        answers: The answers that are known.
        ask: Ask on the terminal for the other answers, instead of taking their defaults.
        since: The release that an update starts from.
        blank: Blank the exercises of a workshop; a template from elsewhere has some if its answer
            `workshop` is true.
        destination: Where the project will be, if that must not be inside of its template.

    Raises:
        InvalidAnswerError: The template does not ask for an answer, or does not take its value.
        TemplateSourceError: The template cannot be read or rendered, or wants to run code.
        ExerciseError: The template marks a function that it does not have.
    """
    rendered = None
    if isinstance(template, Release) and not ask and not _has_copier_settings():
        rendered = _render_in_memory(template, folder, answers)
    if rendered is None:
        from scaffold.template.copier_render import render_with_copier

        rendered = render_with_copier(
            template, folder, answers, ask=ask, since=since, destination=destination
        )
    is_workshop = isinstance(template, Release) or rendered.answers.get("workshop") is True
    return _blank(rendered) if blank and is_workshop else rendered


def _render_in_memory(release: Release, folder: str, answers: KnownAnswers) -> Rendered | None:
    try:
        return render_release(release, folder, answers)
    except UnsupportedError:
        return None


def _has_copier_settings() -> bool:
    """Return whether the user has settings of Copier, which can have defaults for questions."""
    if os.environ.get("COPIER_SETTINGS_PATH"):
        return True
    try:  # On Windows, older versions of Copier have another place.
        folders = {user_config_path("copier", appauthor=False), user_config_path("copier")}
    except RuntimeError:  # There is no home folder.
        return False
    return any(os.path.lexists(folder / "settings.yml") for folder in folders)


def _blank(rendered: Rendered) -> Rendered:
    if _LESSONS not in rendered.files:
        return rendered
    from scaffold.template.exercises.blanking import blank_exercises

    return replace(rendered, files=blank_exercises(rendered.files))
