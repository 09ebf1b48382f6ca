"""Managed files: files that the template still owns after a project was created. Pure."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.errors import TemplateSourceError
from scaffold.files.free_text import FreeText
from scaffold.files.tree import File
from scaffold.merge import same_content

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@dataclass(frozen=True, slots=True)
class Ownership:
    """Which files are managed, and which of their text may differ.

    Attributes:
        managed: Patterns of the managed files.
        free: Text that may differ; matches are ignored in comparisons.
    """

    managed: "GitIgnoreSpec"
    free: FreeText

    def is_managed(self, path: str) -> bool:
        """Return whether a file is managed."""
        return self.managed.match_file(path)

    def is_drift(self, path: str, base: File, ours: File | None) -> bool:
        """Return whether a managed file differs in more than free text and formatting."""
        if ours is None or ours.kind != base.kind:
            return True
        return not same_content(path, self._fixed(base.content), self._fixed(ours.content))

    def _fixed(self, content: bytes) -> bytes:
        # Git can convert line ends at checkout, which is not an edit.
        return self.free.remove(content.replace(b"\r\n", b"\n"))


def read_ownership(managed: Any) -> Ownership:
    """Read the hidden answer `managed` of a template; without it, no file is managed.

    Raises:
        TemplateSourceError: The answer is not two lists of texts.
    """
    from scaffold.files.patterns import match_patterns  # Not needed by updates without news.

    stated = {} if managed is None else managed
    try:
        files, free = (_texts(stated.get(key, [])) for key in ("files", "free"))
        return Ownership(match_patterns(files), FreeText.compile(free))
    except (AttributeError, TypeError, ValueError) as error:
        raise TemplateSourceError(
            f"Invalid `managed` in the template: {error}",
            "Use the keys `files` (patterns) and `free` (regular expressions)",
        ) from error


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TypeError(f"`{value}` is not a list of strings")
    return value
