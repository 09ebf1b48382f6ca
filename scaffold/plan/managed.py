"""Which files stay the template's after the first render, by what the template says. Pure."""

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
    """What a template keeps of the files that it gives.

    Attributes:
        managed: Its files, by their paths.
        free: What may differ in them: every match counts as if it were not there.
    """

    managed: "GitIgnoreSpec"
    free: FreeText

    def is_managed(self, path: str) -> bool:
        """Say whether a file of the template stays the template's."""
        return self.managed.match_file(path)

    def is_drift(self, path: str, wanted: File, standing: File | None) -> bool:
        """Say whether a managed file differs in more than what may differ and its layout."""
        if standing is None or standing.kind != wanted.kind:
            return True
        return not same_content(path, self._fixed(wanted.content), self._fixed(standing.content))

    def _fixed(self, content: bytes) -> bytes:
        # Git may have converted the line ends at checkout, which is nobody's edit.
        return self.free.remove(content.replace(b"\r\n", b"\n"))


def read_ownership(managed: Any) -> Ownership:
    """Read the hidden answer `managed` of a template; one that has none manages no file.

    Raises:
        TemplateSourceError: It is not the two lists of texts that it should be.
    """
    from scaffold.files.patterns import match_patterns  # Not needed by updates without news.

    stated = {} if managed is None else managed
    try:
        files, free = (_texts(stated.get(key, [])) for key in ("files", "free"))
        return Ownership(match_patterns(files), FreeText.compile(free))
    except (AttributeError, TypeError, ValueError) as error:
        raise TemplateSourceError(
            f"The template's `managed` cannot be read: {error}.",
            "It needs `files`, a list of patterns, and `free`, a list of regular expressions.",
        ) from error


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TypeError(f"{value!r} is not a list of texts")
    return value
