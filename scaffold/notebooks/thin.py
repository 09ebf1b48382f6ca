"""The thin notebook: what stays, and calls of what has moved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scaffold.notebooks.analysis import Analysis
from scaffold.notebooks.cells import CellEdit
from scaffold.notebooks.destinations import Destination
from scaffold.notebooks.import_cells import ImportChoice, choose_imports, is_future
from scaffold.notebooks.module_text import sort_imports
from scaffold.notebooks.move_records import Moved
from scaffold.notebooks.pieces import call_text, imports_for
from scaffold.notebooks.references import Reference, rewrite
from scaffold.notebooks.resolving import ImportLine
from scaffold.notebooks.units import Unit

_EMPTY = "# Imported where it is used."


@dataclass(slots=True)
class Thin:
    """The thin notebook.

    Attributes:
        edits: The cells that change, by their numbers among all cells.
        dropped: Statements that are neither in a module nor in the notebook, with reasons.
    """

    edits: dict[int, CellEdit] = field(default_factory=dict)
    dropped: dict[int, str] = field(default_factory=dict)


def build_thin(analysis: Analysis, moved: Moved, destination: Destination) -> Thin:
    """Return the edits that make a notebook thin."""
    return _Thinning(analysis, moved, destination).run()


class _Thinning:
    def __init__(self, analysis: Analysis, moved: Moved, destination: Destination) -> None:
        self._analysis = analysis
        self._moved = moved
        self._destination = destination
        self._unit_of = {at: unit for unit in moved.units for at in unit.statements}
        self._piece_of = {at: piece for piece in moved.pieces for at in piece.statements}
        self._imports = choose_imports(analysis, moved)
        self._thin = Thin()

    def run(self) -> Thin:
        texts = {cell.index: self._write_cell(cell.index) for cell in self._analysis.cells}
        merged: dict[int, list[int]] = {}
        for unit in self._moved.units:
            if len(unit.cells) > 1 and unit.statements[0] in self._piece_of:
                merged[unit.cells[-1]] = list(unit.cells[:-1])
        gone = {index for cells in merged.values() for index in cells}
        self._add_path(texts, gone)
        for cell in self._analysis.cells:
            number = cell.cell.number
            numbers = tuple(
                self._analysis.cells[index].cell.number for index in merged.get(cell.index, [])
            )
            if cell.index in gone:
                self._thin.edits[number] = CellEdit(None)
            elif texts[cell.index] != cell.cell.source or numbers:
                self._thin.edits[number] = CellEdit(texts[cell.index], numbers)
        return self._thin

    def _write_cell(self, index: int) -> str:
        """Return the new text of a cell, in which the units of cells that end in it count."""
        numbers = [n for n, each in enumerate(self._analysis.statements) if each.cell == index]
        if not numbers or not self._changes(numbers):
            return self._analysis.cells[index].cell.source
        imported: list[ImportLine] = []
        parts: list[str] = []
        for at in numbers:
            unit = self._unit_of[at]
            if unit.kind == "block" and unit.statements[0] in self._piece_of:
                if at == _last_of_cell(self._analysis, unit, index) and unit.cells[-1] == index:
                    parts.append(self._call(unit, imported))
            else:
                parts += self._keep(at, imported)
        texts = [part.strip("\n") for part in parts if part.strip()]
        head = "\n".join(sort_imports(dict.fromkeys(imported), self._destination.package))
        body = "\n".join(_spaced(texts))
        return self._below_future(index, head, body) or _EMPTY

    def _changes(self, numbers: Iterable[int]) -> bool:
        return any(
            at in self._piece_of
            or at in self._imports
            or self._rewritten(at) != self._analysis.statements[at].text
            for at in numbers
        )

    def _keep(self, at: int, imported: list[ImportLine]) -> list[str]:
        """Return what a statement leaves in the notebook."""
        statement, piece = self._analysis.statements[at], self._piece_of.get(at)
        unit = self._unit_of[at]
        if piece and unit.statements[0] in self._moved.blocks:
            return [self._call(unit, imported)]
        if piece and unit.kind == "parameter":
            imported += [self._line(piece.module, name, name) for name in statement.names.bound]
            return []
        if piece:
            imported.append(self._line(piece.module, piece.name, piece.bound))
            return []
        if at in self._imports:
            return self._keep_import(at, self._imports[at])
        text = self._rewritten(at)
        if text != statement.text:
            imported += [each for each in imports_for((), text) if each.bound == "partial"]
        return [text]

    def _keep_import(self, at: int, choice: ImportChoice) -> list[str]:
        if choice.reason:
            self._thin.dropped[at] = choice.reason
        return [choice.text] if choice.text else []

    def _call(self, unit: Unit, imported: list[ImportLine]) -> str:
        first = unit.statements[0]
        piece = self._piece_of[first]
        imported.append(self._line(piece.module, piece.name, piece.name))
        return call_text(self._moved.blocks[first], piece.name)

    def _line(self, module: str, name: str, bound: str) -> ImportLine:
        alias = bound if bound != name else ""
        return ImportLine(self._destination.import_name(module), name, alias)

    def _rewritten(self, at: int) -> str:
        return rewrite(self._analysis.statements[at], self._references(at))

    def _references(self, at: int) -> Mapping[str, Reference]:
        """Return the functions with new parameters that a statement mentions; names stay."""
        found = {}
        graph = self._analysis.graph
        for name in self._analysis.statements[at].names.used:
            # A function that stays may call one that is defined later.
            versions = graph.uses[at].get(name) or (*graph.versions.get(name, ()),)
            owners = {each.at for each in versions}
            if len(owners) == 1 and (owner := owners.pop()) in self._moved.references:
                found[name] = Reference(name, self._moved.references[owner].extras)
        return found

    def _add_path(self, texts: dict[int, str], gone: set[int]) -> None:
        """Add the line that makes the modules importable to the first cell of Python."""
        if not self._moved.pieces:
            return
        first = next(
            cell.index
            for cell in self._analysis.cells
            if cell.index not in gone
            and cell.statements
            and not (cell.masked.cell_magic or cell.problem)
        )
        texts[first] = self._below_future(first, self._path_lines(), texts[first])

    def _below_future(self, index: int, added: str, text: str) -> str:
        """Return a cell with lines added at its start; imports from `__future__` stay first."""
        future = "\n".join(
            each.text.strip("\n")
            for each in self._analysis.cells[index].statements
            if is_future(each)
        )
        rest = text.lstrip("\n").removeprefix(future).lstrip("\n")
        return "\n\n".join(each for each in (future, added, rest) if each)

    def _path_lines(self) -> str:
        names = self._analysis.names
        entry = self._destination.entry
        if "sys" in names - set(self._analysis.origins.names) or "Path" in names:
            return f'__import__("sys").path.insert(0, __import__("os").path.abspath("{entry}"))'
        return (
            "import sys\nfrom pathlib import Path\n\n"
            f'sys.path.insert(0, str(Path("{entry}").resolve()))'
        )


def _last_of_cell(analysis: Analysis, unit: Unit, index: int) -> int:
    return max(at for at in unit.statements if analysis.statements[at].cell == index)


def _spaced(texts: Sequence[str]) -> list[str]:
    """Return parts of a cell, with an empty line before those that start with a comment."""
    spaced: list[str] = []
    for number, text in enumerate(texts):
        if number and text.startswith(("#", "%", "!")):
            spaced.append("")
        spaced.append(text)
    return spaced
