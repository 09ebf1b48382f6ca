"""Plan to add statements to a TOML text: tables and keys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scaffold.merge.edit.editor import Editor, Lines, Planned, TextEdit
from scaffold.merge.edit.expected import anchors
from scaffold.merge.formats.toml.statement_places import Places
from scaffold.merge.formats.toml.toml_statements import Statement, TomlPath
from scaffold.merge.structure.decisions import Edit
from scaffold.merge.structure.values import Item, Step


@dataclass(frozen=True, slots=True)
class Addition:
    """What is added to one table or array of tables.

    Attributes:
        ours: The statements of the user's text.
        editor: That text.
        theirs: The statements of the template's text.
        lines: That text.
    """

    ours: Places
    editor: Editor
    theirs: Places
    lines: Lines

    def plan(self, edits: Sequence[Edit]) -> Iterator[Planned]:
        """Plan to add tables and keys to one container, spelled as in the template's."""
        keys: dict[TomlPath, list[Edit]] = {}
        tables: list[Edit] = []
        for edit in edits:
            path = self.theirs.path(edit.place)
            new = [self.theirs.statements[number] for number in self.theirs.below(path)]
            if new and all(statement.node for statement in new):
                keys.setdefault(new[0].section, []).append(edit)
            elif new and all(statement.section[: len(path)] == path for statement in new):
                tables.append(edit)
        # Keys first: at the end of a section, they come before the tables below it.
        for section, added in keys.items():
            yield from self._add_keys(section, added)
        if tables and isinstance(tables[0].step, Item):
            yield from self._add_items(tables)
        else:
            yield from self._add_tables(tables)

    def _add_keys(self, section: TomlPath, edits: list[Edit]) -> Iterator[Planned]:
        """Plan to add the keys of one section of the template's to the user's of that name.

        All of them are added to one section: TOML does not allow a table that dotted keys define to
        continue in another section.
        """
        parent = self.ours.path(edits[0].parent)
        target = parent[: len(section)]
        header = self.ours.header(target)
        title = self.theirs.header(section)
        if title and not header:
            words = self.lines.text[title.start : title.end]
            end = len(self.editor.text.rstrip("\n"))
            lines = [f"\n{words}", *map(self._key_lines, edits)]
            yield Planned(self._insert(end, lines), tuple(edits))
            return
        last = self._keys_in(parent, target)
        for at, added in anchors(list(last), edits).items():
            lines = [*map(self._key_lines, added)]
            before = [*last.values()][at - 1] if at else header
            if before:
                text_edit = self._insert(self.editor.end(before.end), lines)
            else:
                text_edit = self._insert_first(lines, has_keys=bool(last))
            yield Planned(text_edit, tuple(added))

    def _keys_in(self, parent: TomlPath, target: TomlPath) -> dict[Step, Statement]:
        """Return the keys of a table in one section, each with the last statement below it."""
        found = [self.ours.statements[number] for number in self.ours.below(parent)]
        keys = [each for each in found if each.node and each.section == target]
        steps = dict.fromkeys(each.path[len(parent)] for each in keys)
        return {step: self.ours.statements[self.ours.below((*parent, step))[-1]] for step in steps}

    def _key_lines(self, edit: Edit) -> str:
        return "\n".join(self._lines_of(edit))

    def _lines_of(self, edit: Edit) -> Iterator[str]:
        for number in self.theirs.below(self.theirs.path(edit.place)):
            found = self.theirs.statements[number]
            missing = self.editor.missing_comments(self.lines, found.start)
            self.editor.note_comments(missing)
            yield from missing
            yield self.lines.text[self.lines.start(found.start) : self.lines.end(found.end)]

    def _insert_first(self, lines: Sequence[str], *, has_keys: bool) -> TextEdit:
        """Plan to insert lines above everything that is not a comment."""
        statements, text = self.ours.statements, self.editor.text
        first = statements[0].start if statements else len(text)
        start = self.editor.comments_above(first) or self.editor.start(first)
        gap = "\n" if statements and not has_keys else ""
        return self.editor.replace(start, start, "\n".join(lines) + "\n" + gap)

    def _add_items(self, edits: list[Edit]) -> Iterator[Planned]:
        """Plan to add tables to an array of tables."""
        place = edits[0].parent
        parent = self.ours.path(place)
        for at, added in anchors(list(self.ours.held.at(place)), edits).items():
            tables = [self._tables(edit) for edit in added]
            if at:
                last = self.ours.statements[self.ours.below((*parent, at - 1))[-1]]
                lines = [f"\n{table}" for table in tables]
                text_edit = self._insert(_end_of(self.editor, last), lines)
            else:
                first = self.ours.statements[self.ours.below((*parent, 0))[0]].start
                top = self.editor.comments_above(first) or self.editor.start(first)
                text_edit = self.editor.replace(
                    top, top, "".join(f"{table}\n\n" for table in tables)
                )
            yield Planned(text_edit, tuple(added))

    def _add_tables(self, edits: list[Edit]) -> Iterator[Planned]:
        """Plan to add tables, each behind the one that it follows in the template."""
        wanted = {edit.step: edit for edit in edits}
        parent = self.ours.path(edits[0].parent) if edits else ()
        last = self.ours.last_in(parent)
        end = _end_of(self.editor, last) if last else len(self.editor.text.rstrip("\n"))
        first: list[Edit] = []
        found: dict[int, list[Edit]] = {}
        at = None
        for step in edits[0].neighbours if edits else ():
            if step in wanted:
                (first if at is None else found.setdefault(at, [])).append(wanted[step])
            elif last := self.ours.last_in((*parent, str(step))):
                at = _end_of(self.editor, last)
        if first:
            found[end] = [*found.get(end, ()), *first]
        for place, added in found.items():
            lines = [f"\n{self._tables(edit)}" for edit in added]
            yield Planned(self._insert(place, lines), tuple(added))

    def _tables(self, edit: Edit) -> str:
        """Return the text of whole tables, with the comments above each."""
        runs: list[list[int]] = []
        for number in self.theirs.below(self.theirs.path(edit.place)):
            if runs and runs[-1][-1] == number - 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        texts = []
        for run in runs:
            first, last = self.theirs.statements[run[0]], self.theirs.statements[run[-1]]
            start = self.lines.comments_above(first.start) or self.lines.start(first.start)
            texts.append(self.lines.text[start : _end_of(self.lines, last)])
        return "\n\n".join(texts)

    def _insert(self, at: int, lines: Sequence[str]) -> TextEdit:
        """Plan to insert lines behind the end of a line."""
        text = "\n".join(lines)
        if not self.editor.text:
            # The next insertion depends on where this one ends.
            return self.editor.replace(0, 0, text.removeprefix("\n") + "\n", reach=(-1, 1))
        return self.editor.replace(at, at, "\n" + text)


def _end_of(lines: Lines, statement: Statement) -> int:
    r"""Return the end of a statement's last line, or of the comments directly below it.

    Comments with a statement directly below them belong to that one: the end is 5 in
    `a = 1\n# of b\nb = 2`, and 12 in `a = 1\n# of a\n\nb = 2`.
    """
    end = at = lines.end(statement.end)
    while at < len(lines.text) and lines.is_comment(at + 1):
        at = lines.end(at + 1)
    return at if lines.is_blank(at + 1) else end
