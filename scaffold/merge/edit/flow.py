"""Add and remove entries that are between brackets, with commas between them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scaffold.merge.edit.block import remove_lines
from scaffold.merge.edit.editor import CannotEditError, Editor, Lines, TextEdit
from scaffold.merge.edit.nodes import Entry, Node, Source, Words, shift

_COMMA = re.compile(r"\s*,")


def remove_from_flow(editor: Editor, parent: Node, numbers: Sequence[int]) -> TextEdit:
    """Plan to remove entries in a row: their lines, where nothing else is on them.

    Raises:
        CannotEditError: A comment of the user's would go, too; or only some have own lines.
    """
    entries = [parent.entries[number] for number in numbers]
    ends = [_behind_comma(editor, entry) for entry in entries]
    before = parent.entries[numbers[0] - 1] if numbers[0] else None
    last = numbers[-1] + 1
    behind = parent.entries[last] if last < len(parent.entries) else None
    reach = (before.end - 1 if before else parent.start, behind.start + 1 if behind else parent.end)
    own = {
        editor.begins_line(entry.start) and not editor.is_followed(end)
        for entry, end in zip(entries, ends, strict=True)
    }
    if len(own) > 1:
        raise CannotEditError
    if own.pop():
        return _cut_lines(editor, entries, ends, before)
    has_comma = ends[-1] > entries[-1].end
    if behind and has_comma:
        return _cut_up_to_next(editor, entries[0], behind, reach)
    if before:
        return _cut_last(editor, entries[-1], before, reach)
    return editor.replace(entries[0].start, ends[-1], "", reach)


def _cut_lines(
    editor: Editor, entries: Sequence[Entry], ends: Sequence[int], before: Entry | None
) -> TextEdit:
    r"""Cut the lines of entries: `[\n  a,\n  b\n]` becomes `[\n  a\n]` without `b`."""
    starts = (entry.start for entry in entries)
    cut = remove_lines(editor, list(zip(starts, ends, strict=True)))
    if not before or ends[-1] > entries[-1].end:
        return cut
    # The last entry had no comma behind it, so the new last entry gets none either.
    between = editor.text[_behind_comma(editor, before) : cut.start]
    return TextEdit(before.end, cut.end, between + cut.text, (before.end - 1, cut.reach[1]))


def _cut_up_to_next(
    editor: Editor, entry: Entry, behind: Entry, reach: tuple[int, int]
) -> TextEdit:
    """Cut from an entry up to another one: `[a, b, c]` becomes `[a, c]` without `b`."""
    return editor.replace(entry.start, behind.start, "", reach)


def _cut_last(editor: Editor, entry: Entry, before: Entry, reach: tuple[int, int]) -> TextEdit:
    """Cut up to the last entry, but no comma behind it: `[a, b,]` becomes `[a,]` without `b`."""
    return editor.replace(before.end, entry.end, "", reach)


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
        if not self.parent.entries or not self.editor.begins_line(self._beside):
            return False
        if not self.at:
            return True
        before = self.parent.entries[self.at - 1]
        return not self.editor.is_followed(_behind_comma(self.editor, before))

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
        self.editor.note_comments("\n".join(words.lines()))
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
            lines = (line + gap for entry in entries for line in entry.lines(","))
            return self.editor.replace(self._beside, self._beside, "".join(lines))
        before = self.parent.entries[self.at - 1]
        end = _behind_comma(self.editor, before)
        has_comma = end > before.end
        end = self.editor.end(end)
        # Only the last entry may have no comma: it has none if the former last entry had none.
        commas = [","] * (len(entries) - 1) + ["," if has_comma else ""]
        lines = (
            line
            for entry, comma in zip(entries, commas, strict=True)
            for line in entry.lines(comma)
        )
        added = "".join(gap + line for line in lines)
        if has_comma:
            return self.editor.replace(end, end, added)
        return self.editor.replace(before.end, end, f",{text[before.end : end]}{added}")
