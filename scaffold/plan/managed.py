"""Who owns each file of the template: managed, shared, seeded or yours. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from scaffold.files.free_text import FreeText
from scaffold.files.tree import File
from scaffold.merge import same_content

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Owner(StrEnum):
    """Who owns a file, which decides what an update does to it.

    A managed file is the template's, and `scaffold check` reports drift. A shared file is merged.
    A seeded file is reference code: it is merged until its folder is the user's.
    """

    MANAGED = "managed"
    SHARED = "shared"
    SEEDED = "seeded"
    YOURS = "yours"


@dataclass(frozen=True, slots=True)
class Ownership:
    """Which files of the template are managed, shared and seeded.

    Attributes:
        managed: Patterns of the managed files.
        free: Text of managed files that may differ; matches are ignored in comparisons.
        seeded: Folders of reference code.
    """

    managed: "GitIgnoreSpec"
    free: FreeText
    seeded: tuple[str, ...] = ()

    def find_owner(self, path: str) -> Owner:
        """Return who owns a file of the template that the user has not taken over."""
        if self.is_managed(path):
            return Owner.MANAGED
        is_seeded = any(path.startswith(f"{folder}/") for folder in self.seeded)
        return Owner.SEEDED if is_seeded else Owner.SHARED

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
