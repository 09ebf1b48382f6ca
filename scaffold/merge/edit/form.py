"""The interface of a format to a merge."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from scaffold.merge.edit.editor import Planned
from scaffold.merge.structure.decisions import Edit
from scaffold.merge.structure.values import Leaf, Value


class UnreadableError(Exception):
    """A text is not a document of its format."""


def unreadable(text: str, at: int, why: str) -> UnreadableError:
    """Return the error of a text that cannot be read at an offset."""
    number = text[:at].count("\n") + 1
    return UnreadableError(f"line {number}: {why}")


class Format(Protocol):
    """A format whose documents are merged by their content."""

    def load(self, text: str) -> Value:
        """Return the content of a text.

        Raises:
            UnreadableError: It is not of the format, or has a duplicate key.
        """

    def leaves(self, text: str) -> Iterable[Leaf]:
        """Return the values of a text that `load` takes, in the order of the text."""

    def plan(
        self, ours: str, theirs: str, edits: Sequence[Edit], known: frozenset[str]
    ) -> Iterable[Planned]:
        """Plan edits of the user's text, spelled as in the template's.

        Args:
            ours: The user's text.
            theirs: The template's text, which has what is added.
            edits: What to do, in order.
            known: The lines, without their margins, that are not the user's own.

        Returns:
            The edits in order. An edit that does not fit the layout is left out.
        """
