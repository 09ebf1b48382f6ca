"""The result of a merge."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Merged:
    """The content of a merged file, and what you should review.

    Attributes:
        content: The bytes to write.
        conflicts: One line each, naming the place and what the template wants there.
        notes: One line for each decision between both sides that needs no attention.
    """

    content: bytes
    conflicts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
