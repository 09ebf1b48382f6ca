"""Read from the answers of a template which of its files are managed, shared and seeded."""

from typing import Any

from scaffold.errors import TemplateSourceError
from scaffold.files.free_text import FreeText
from scaffold.plan.managed import Ownership


def read_ownership(managed: Any, seeded: Any = None) -> Ownership:
    """Read the hidden answers `managed` and `seeded` of a template; without them, all is shared.

    Another template can use `seeded` for something else than a list of folders.

    Raises:
        TemplateSourceError: The answer is not two lists of texts.
    """
    from scaffold.files.patterns import match_patterns  # Not needed by updates without news.

    stated = {} if managed is None else managed
    try:
        files, free = (_texts(stated.get(key, [])) for key in ("files", "free"))
        folders = map(str, seeded) if isinstance(seeded, list) else ()
        return Ownership(match_patterns(files), FreeText.compile(free), tuple(folders))
    except (AttributeError, TypeError, ValueError) as error:
        raise TemplateSourceError(
            f"Invalid `managed` in the template: {error}",
            "Use the keys `files` (patterns) and `free` (regular expressions)",
        ) from error


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TypeError(f"`{value}` is not a list of strings")
    return value
