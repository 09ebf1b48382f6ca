"""Settings of templates from elsewhere: which are honored, and which are refused by name. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from scaffold.answers.file import ANSWERS_FILE
from scaffold.errors import TemplateSourceError
from scaffold.files.tree import File, Tree
from scaffold.files.version_text import read_version

# All settings that Copier reads from a template, and how scaffold treats them.
TREATMENTS: Mapping[str, str] = {
    "_answers_file": "Refused unless it is `.copier-answers.yml`, or `--answers-file` names one",
    "_envops": "Honored",
    "_exclude": "Honored, also by updates",
    "_external_data": "Refused: files of other templates are not read",
    "_jinja_extensions": "Refused unless you trust the template in Copier's settings",
    "_message_after_copy": "Not printed",
    "_message_after_update": "Not printed",
    "_message_before_copy": "Not printed",
    "_message_before_update": "Not printed",
    "_migrations": "Refused by updates that would run one: use `copier update --trust`",
    "_min_copier_version": "Honored",
    "_preserve_symlinks": "Honored",
    "_secret_questions": "Honored: answers are not stored, updates take the default or ask",
    "_skip_if_exists": "Honored: a file that exists is kept, a missing one is created",
    "_subdirectory": "Honored",
    "_tasks": "Refused unless you trust the template in Copier's settings; run in a temporary copy",
    "_templates_suffix": "Honored",
}
_USE_COPIER = "Use Copier itself for this template"


def refuse_settings(settings: Mapping[str, Any], answers_file: str = ANSWERS_FILE) -> None:
    """Refuse settings that would give other files here than with Copier.

    Args:
        settings: The settings of a template, without their underscores.
        answers_file: The answers file of the project, which takes precedence if it is named.

    Raises:
        TemplateSourceError: It names the setting.
    """
    name = settings.get("answers_file", ANSWERS_FILE)
    if ANSWERS_FILE == answers_file != name:
        sentence = f"The template's `_answers_file` is `{name}`; only `{ANSWERS_FILE}` is supported"
        raise TemplateSourceError(sentence, _USE_COPIER)
    if settings.get("external_data"):
        sentence = "The template's `_external_data` reads answers of other templates"
        raise TemplateSourceError(sentence, _USE_COPIER)


def refuse_migrations(migrations: object, since: str, to: str) -> None:
    """Refuse an update for which a template would run migrations.

    Args:
        migrations: The setting `_migrations`.
        since: The release that the project is at.
        to: The release that it goes to.

    Raises:
        TemplateSourceError: A migration is due.
    """
    listed = migrations if isinstance(migrations, list) else []
    if since != to and any(_is_due(migration, since, to) for migration in listed):
        raise TemplateSourceError(
            f"The template's `_migrations` would run commands between {since} and {to}",
            "Run `copier update --trust` for this update; scaffold never runs migrations",
        )


def _is_due(migration: object, since: str, to: str) -> bool:
    version = migration.get("version") if isinstance(migration, dict) else None
    if version is None:
        return True
    before, at, after = map(read_version, (since, str(version), to))
    return before < at <= after if before and at and after else True


def without_existing(base: Tree, ours: Tree, theirs: Tree, patterns: Iterable[str]) -> Tree:
    """Return a base with which an update only creates files that match `_skip_if_exists`.

    A file that exists is not merged or replaced, and a missing one is created again.

    Raises:
        TemplateSourceError: A pattern cannot be read.
    """
    from scaffold.files.patterns import match_patterns  # Not needed by updates without news.

    try:
        only_created = match_patterns(patterns)
    except ValueError as error:
        message = f"Invalid `_skip_if_exists` in the template: {error}"
        raise TemplateSourceError(message, "Fix `copier.yml` of the template") from error
    changed: dict[str, File] = dict(base)
    for path, file in theirs.items():
        if only_created.match_file(path):
            changed.pop(path, None)
            if path in ours and ours[path].kind != "obstacle":
                changed[path] = file
    return changed
