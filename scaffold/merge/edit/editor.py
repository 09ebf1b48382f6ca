"""A text with an index of its lines, and the edits that are planned for it."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scaffold.merge.structure.decisions import Edit

_BLANKS = re.compile(r"[^\S\n]*")
_COMMENT = re.compile(r"(?:^|(?<=[\s,]))(?:#|//|;).*", re.MULTILINE)


class CannotEditError(Exception):
    """An edit cannot be made without changing other parts of the text."""


@dataclass(frozen=True, slots=True)
class TextEdit:
    """A part of a text and its replacement.

    Attributes:
        start: The offset of the first character that is replaced.
        end: The offset behind the last one.
        text: The replacement.
        reach: The first and last offset of the text that the edit depends on: edits whose reaches
            overlap are not made at once.
    """

    start: int
    end: int
    text: str
    reach: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Planned:
    """An edit of the text, and the edits of the document that it makes."""

    text_edit: TextEdit
    edits: tuple[Edit, ...]


class Lines:
    r"""A text and the offsets of its lines; only `\n` ends a line.

    Offsets count characters from 0. In `"a: 1\n  b: 2  # c\n"`, for the offset 7 of `b`: the line
    starts at 5 and ends at 16, `b` is in column 2, the line is indented by 2 and begins with `b`,
    and the comment beside the value, which ends at 11, is `  # c`.

    Attributes:
        text: The text.
        marks: The texts that a comment begins with, such as `#`.
    """

    def __init__(self, text: str, marks: tuple[str, ...]) -> None:
        self.text = text
        self.marks = marks
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        # Keyed by the start of a line: a file may be one long line, and is not read once per edit.
        self._first: dict[int, int] = {}

    def start(self, offset: int) -> int:
        """Return the offset of the first character of the line of an offset."""
        return self._starts[bisect_right(self._starts, offset) - 1]

    def end(self, offset: int) -> int:
        """Return the offset behind the last character of the line of an offset."""
        number = bisect_right(self._starts, offset)
        return self._starts[number] - 1 if number < len(self._starts) else len(self.text)

    def column(self, offset: int) -> int:
        """Return how many characters are before an offset on its line."""
        return offset - self.start(offset)

    def indentation(self, offset: int) -> int:
        """Return the number of blanks that the line of an offset begins with."""
        start = self.start(offset)
        if start not in self._first:
            self._first[start] = self._past_blanks(start)
        return self._first[start] - start

    def begins_line(self, offset: int) -> bool:
        """Return whether only blanks are before an offset on its line."""
        return self.indentation(offset) >= self.column(offset)

    def is_followed(self, offset: int) -> bool:
        """Return whether anything but a comment is behind an offset on its line."""
        behind = self._past_blanks(offset)
        return behind < self.end(offset) and not self.text.startswith(self.marks, behind)

    def beside(self, offset: int) -> str:
        """Return the comment behind an offset on its line, with the blanks before it."""
        if not self.text.startswith(self.marks, self._past_blanks(offset)):
            return ""
        return self.text[offset : self.end(offset)].rstrip()

    def is_blank(self, offset: int) -> bool:
        """Return whether the line of an offset is blank, or behind the end of the text."""
        start = self.start(offset)
        return offset > len(self.text) or self._past_blanks(start) == self.end(start)

    def is_comment(self, offset: int) -> bool:
        """Return whether the line of an offset is a comment alone."""
        return self.text.startswith(self.marks, self._past_blanks(self.start(offset)))

    def comments_above(self, offset: int) -> int:
        """Return the offset of the first comment line directly above the line of an offset."""
        start = self.start(offset)
        while start and self.is_comment(start - 1):
            start = self.start(start - 1)
        return start

    def has_gap_above(self, offset: int) -> bool:
        """Return whether a blank line is above a line and its comments."""
        top = self.comments_above(offset)
        return bool(top and self.is_blank(top - 1))

    def _past_blanks(self, offset: int) -> int:
        found = _BLANKS.match(self.text, offset)
        return found.end() if found else offset


class Editor(Lines):
    """The user's text while edits of it are planned.

    Attributes:
        known: The lines, without their margins, that are not the user's own.
    """

    def __init__(self, text: str, marks: tuple[str, ...], known: frozenset[str]) -> None:
        super().__init__(text, marks)
        self.known = known
        self._comments = [found.start() for found in _COMMENT.finditer(text)]
        self._present = Counter(self._comment_lines(text.splitlines()))

    def replace(
        self, start: int, end: int, text: str, reach: tuple[int, int] | None = None
    ) -> TextEdit:
        """Plan an edit.

        Raises:
            CannotEditError: It would remove a comment that the template does not have.
        """
        if self._has_comments(start, end):
            line, line_end = self.start(start), self.end(end)
            before = self.text[line:line_end]
            after = self.text[line:start] + text + self.text[end:line_end]
            if _lost_comments(before, after, self.known):
                raise CannotEditError
        self._present.subtract(self._comment_lines(self.text[start:end].splitlines()))
        self.note_comments(text.splitlines())
        return TextEdit(start, end, text, reach or (start, end))

    def _has_comments(self, start: int, end: int) -> bool:
        """Return whether a comment begins between the line of one offset and another offset."""
        line = self.start(start)
        return bisect_left(self._comments, line) < bisect_left(self._comments, end)

    def missing_comments(self, theirs: Lines, offset: int) -> list[str]:
        """Return the comments directly above an entry of the template's that the user lacks."""
        top = theirs.comments_above(offset)
        if not top or not theirs.begins_line(offset):
            return []
        lines = [line.strip() for line in theirs.text[top : theirs.start(offset)].splitlines()]
        return [line for line in lines if self._present[line] <= 0]

    def note_comments(self, lines: Iterable[str]) -> None:
        """Count the comments among lines as present, so that no second entry adds them again."""
        self._present.update(self._comment_lines(lines))

    def _comment_lines(self, lines: Iterable[str]) -> Iterator[str]:
        bare = (line.strip() for line in lines)
        return (line for line in bare if line.startswith(self.marks))


def write(text: str, text_edits: Sequence[TextEdit]) -> str:
    """Return a text with edits that do not overlap; those at one offset are made in their order."""
    parts, at = [], 0
    for text_edit in sorted(text_edits, key=lambda text_edit: (text_edit.start, text_edit.end)):
        parts += [text[at : text_edit.start], text_edit.text]
        at = text_edit.end
    return "".join([*parts, text[at:]])


def _lost_comments(before: str, after: str, known: frozenset[str]) -> bool:
    """Return whether lines lose a comment that the template does not have."""
    old, new = (Counter(_comments(text.splitlines())) for text in (before, after))
    return any(not _is_known(comment, known) for comment in old - new)


def _comments(lines: Iterable[str]) -> Iterator[str]:
    return (found[0] for line in _bare(lines) if (found := _COMMENT.search(line)))


def _bare(lines: Iterable[str]) -> list[str]:
    """Return lines without the commas at their ends, which an edit may add or remove."""
    return [line.rstrip(", ") for line in lines]


def _is_known(comment: str, known: frozenset[str]) -> bool:
    """Return whether a line of the template ends with a comment."""
    endings, end = _reversed(known), comment[::-1]
    at = bisect_left(endings, end)
    return at < len(endings) and endings[at].startswith(end)


@lru_cache(maxsize=4)
def _reversed(known: frozenset[str]) -> list[str]:
    """Return lines reversed and sorted, so that equal endings are next to each other."""
    return sorted(line[::-1] for line in _bare(known))
