"""Add and remove entries that are between brackets, with commas between them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scaffold.merge.edit.block import remove_lines
from scaffold.merge.edit.editor import CannotEditError, Editor, Lines, TextEdit
from scaffold.merge.edit.nodes import Entry, Node, Source, Words, shift

_COMMA = re.compile(r"\s*,")


def remove_run(editor: Editor, parent: Node, numbers: Sequence[int]) -> TextEdit:
    """Plan to remove entries in a row: their lines, where nothing else is on them.

    Between brackets, that includes the commas that are no longer needed.

    Raises:
        CannotEditError: A comment of the user's would go, too.
    """
    entries = [parent.entries[number] for number in numbers]
    before = parent.entries[numbers[0] - 1] if numbers[0] else None
    behind = parent.entries[numbers[-1] + 1 :]
    if all(_has_own_lines(editor, entry) for entry in entries):
        return _cut_lines(editor, entries, before)
    start, end = entries[0].start, entries[-1].end
    if behind:  # `[a, b, c]` becomes `[a, c]` without `b`.
        return editor.replace(start, behind[0].start, "")
    if before:  # `[a, b,]` becomes `[a,]` without `b`.
        return editor.replace(before.end, end, "")
    # What is added in place of the only entries needs to know whether they are there.
    reach = (parent.start, parent.end)
    return editor.replace(start, _behind_comma(editor, entries[-1]), "", reach)


def _has_own_lines(editor: Editor, entry: Entry) -> bool:
    """Return whether nothing but an entry, its comma and a comment is on its lines."""
    return editor.begins_line(entry.start) and not editor.is_followed(_behind_comma(editor, entry))


def _cut_lines(editor: Editor, entries: Sequence[Entry], before: Entry | None) -> TextEdit:
    r"""Cut the lines of entries: `[\n  a,\n  b\n]` becomes `[\n  a\n]` without `b`."""
    spans = [(entry.start, _behind_comma(editor, entry)) for entry in entries]
    cut = remove_lines(editor, spans)
    if not before or spans[-1][1] > entries[-1].end:
        return cut
    # The last entry had no comma behind it, so the new last entry gets none either.
    between = editor.text[_behind_comma(editor, before) : cut.start]
    return TextEdit(before.end, cut.end, between + cut.text, (before.end, cut.end))


def _behind_comma(lines: Lines, entry: Entry) -> int:
    """Return the offset behind the comma that follows an entry, or behind the entry itself.

    For `a` of `[a , b]` that is 4, for `b` it is 6.
    """
    comma = _COMMA.match(lines.text, entry.end)
    return comma.end() if comma else entry.end


@dataclass(frozen=True, slots=True)
class Flow:
    """Where between brackets entries are added: before the entry of a number, or behind the last.

    Attributes:
        editor: The user's text.
        parent: The container.
        at: The number.
    """

    editor: Editor
    parent: Node
    at: int

    @property
    def _beside(self) -> int:
        """Return the offset of the entry next to the new ones, whose layout they get."""
        entries = self.parent.entries
        return entries[max(self.at, 1) - 1].start if entries else self.parent.start

    @property
    def _has_own_lines(self) -> bool:
        """Return whether the entries get lines of their own, as the one next to them has."""
        if self.at:
            return _has_own_lines(self.editor, self.parent.entries[self.at - 1])
        return bool(self.parent.entries) and self.editor.begins_line(self._beside)

    def word(self, source: Source) -> Words:
        """Return an entry spelled as in the template; its comments, where it gets its own lines.

        Raises:
            CannotEditError: It is not written between brackets, or cannot be indented.
        """
        entry, theirs = source.entry, source.lines
        if entry.node.entries and not entry.node.flow:
            raise CannotEditError
        start = entry.node.start if isinstance(self.parent.value, list) else entry.start
        by = self.editor.indentation(self._beside) - theirs.indentation(start)
        body = shift(theirs.text[start : entry.end], by)
        if not self._has_own_lines:
            return Words(body)
        comments = self.editor.missing_comments(theirs, entry.start)
        words = Words(body, comments, theirs.beside(_behind_comma(theirs, entry)))
        self.editor.note_comments(words.lines())
        return words

    def insert(self, entries: Sequence[Words]) -> TextEdit:
        """Plan to add entries.

        `[a, c]` becomes `[a, b, c]`, and `[]` becomes `[b]`; on lines of their own, see below.
        """
        if self._has_own_lines:
            return self._insert_lines(entries)
        words = ", ".join(entry.body for entry in entries)
        if not self.parent.entries:
            place = self.parent.start + 1
            return self.editor.replace(place, place, words)
        if not self.at:
            return self.editor.replace(self._beside, self._beside, words + ", ")
        place = self.parent.entries[self.at - 1].end
        return self.editor.replace(place, place, ", " + words)

    def _insert_lines(self, entries: Sequence[Words]) -> TextEdit:
        r"""Plan to add entries on their own lines: `[\n  a\n]` becomes `[\n  a,\n  b\n]`."""
        text, gap = self.editor.text, "\n" + " " * self.editor.column(self._beside)
        if not self.at:
            above = (line + gap for entry in entries for line in entry.lines(","))
            return self.editor.replace(self._beside, self._beside, "".join(above))
        before = self.parent.entries[self.at - 1]
        end = _behind_comma(self.editor, before)
        has_comma = end > before.end
        end = self.editor.end(end)
        # Only the last entry may have no comma: it has none if the former last entry had none.
        *others, last = entries
        lines = [line for entry in others for line in entry.lines(",")]
        lines += last.lines("," if has_comma else "")
        added = "".join(gap + line for line in lines)
        if has_comma:
            return self.editor.replace(end, end, added)
        return self.editor.replace(before.end, end, f",{text[before.end : end]}{added}")
