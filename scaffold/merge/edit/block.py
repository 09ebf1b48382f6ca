"""Add and remove entries that have lines of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from scaffold.merge.edit.editor import Editor, TextEdit
from scaffold.merge.edit.nodes import Node, Source, Words, shift

Span = tuple[int, int]


def remove_lines(editor: Editor, spans: Sequence[Span]) -> TextEdit:
    r"""Remove the lines of spans, and the known comments directly above each.

    Where a blank line is left on both sides, one of them goes: of `a\n\nb\n\nc`, without `b`,
    stays `a\n\nc`.

    Args:
        editor: The user's text.
        spans: Offsets on the first and last line of each, in the order of the text.

    Raises:
        CannotEditError: A comment of the user's would go, too.
    """
    text = editor.text
    bottom = editor.end(spans[-1][1]) + 1
    # From the end: whether the line below a span is blank depends on the spans removed there.
    kept: list[str] = []
    top, is_blank_below = bottom, editor.is_blank(bottom)
    for start, end in reversed(spans):
        below = editor.end(end) + 1
        if below < top:
            kept.append(text[below:top])
            is_blank_below = editor.is_blank(below)
        top = editor.start(start)
        while top and _is_known_comment(editor, top - 1):
            top = editor.start(top - 1)
        if is_blank_below and top and editor.is_blank(top - 1):
            top = editor.start(top - 1)
    return editor.replace(top, min(bottom, len(text)), "".join(reversed(kept)))


def _is_known_comment(editor: Editor, offset: int) -> bool:
    line = editor.text[editor.start(offset) : editor.end(offset)].strip()
    return line.startswith(editor.marks) and line in editor.known


@dataclass(frozen=True, slots=True)
class Block:
    """Where in a container entries are added: before the entry of a number, or behind the last.

    Attributes:
        editor: The user's text.
        parent: The container.
        at: The number.
    """

    editor: Editor
    parent: Node
    at: int

    @property
    def _indent(self) -> str:
        """Return what the lines of the container begin with."""
        return " " * sum(self.editor.column(entry.start) for entry in self.parent.entries[:1])

    def word(self, source: Source) -> Words:
        """Return an entry spelled as in the template.

        Raises:
            CannotEditError: It cannot be indented as this container requires.
        """
        entry, theirs = source.entry, source.lines
        start, bullet = entry.start, ""
        if isinstance(self.parent.value, list):
            start, bullet = entry.node.start, self._bullet()
        by = len(self._indent) + len(bullet) - theirs.column(start)
        body = bullet + shift(theirs.text[start : entry.end], by)
        above = self.editor.missing_comments(theirs, entry.start)
        words = Words(body, above, theirs.beside(entry.end), theirs.has_gap_above(entry.start))
        self.editor.note_comments(words.lines())
        return words

    def insert(self, entries: Sequence[Words]) -> TextEdit:
        r"""Plan to add entries behind the one before them, or above the first and its comments.

        `a: 1\nc: 3\n` becomes `a: 1\nb: 2\nc: 3\n` where `at` is 1.
        """
        first = self.parent.entries[:1]
        lines = "\n".join(map(self._lines, entries))
        if self.at:
            return self._insert_behind(self.parent.entries[self.at - 1].end, lines)
        # A new first entry gets no blank line above it.
        lines = lines.removeprefix("\n")
        if not self.editor.text:
            return self.editor.replace(0, 0, lines + "\n")
        if not first:
            return self._insert_behind(self.parent.start, lines)
        top, start = (
            find(first[0].start) for find in (self.editor.comments_above, self.editor.start)
        )
        if top == 0 < start and entries[0].above and self._is_list_of_lines:
            # In an ignore file, a comment at the top heads the rules below it, as the new one does.
            return self.editor.replace(0, 0, lines + "\n\n")
        place = top or start
        return self.editor.replace(place, place, lines + "\n")

    @property
    def _is_list_of_lines(self) -> bool:
        return isinstance(self.parent.value, list) and not self._bullet()

    def _lines(self, entry: Words) -> str:
        lines = "\n".join(self._indent + line for line in entry.lines())
        return "\n" + lines if entry.has_gap else lines

    def _insert_behind(self, offset: int, lines: str) -> TextEdit:
        place = self.editor.end(offset)
        return self.editor.replace(place, place, "\n" + lines)

    def _bullet(self) -> str:
        """Return the bullet of the list's first item, such as `- `; empty where items have none."""
        first = self.parent.entries[:1]
        return "".join(self.editor.text[entry.start : entry.node.start] for entry in first)
