"""Cells of a notebook as values, whatever file format they come from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

CellKind = Literal["code", "markdown", "raw"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes:
        number: Position among all cells, from 0.
        kind: What the cell contains.
        source: Its text, as it is stored.
        id: Its identifier; empty in formats that have none.
        execution_count: When it last ran; None if it never ran.
        has_raised: Whether its stored output is an error, or its tags expect one.
        has_result: Whether the value of its last expression is among its stored outputs.
    """

    number: int
    kind: CellKind
    source: str
    id: str = ""
    execution_count: int | None = None
    has_raised: bool = False
    has_result: bool = False


@dataclass(frozen=True, slots=True)
class CellEdit:
    """A new form of a cell.

    Attributes:
        source: The new text; None removes the cell.
        merged: Numbers of the cells whose outputs come before those of this cell.
    """

    source: str | None
    merged: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Notebook:
    """All cells of a notebook, and how to write it with some of them changed.

    Attributes:
        cells: The cells, in order.
        suffix: Suffix of its file, `.ipynb` or `.py`.
        write: Return the file's content with edits by cell number; all other bytes stay.
        language: Language of the code cells, in lower case.
    """

    cells: tuple[Cell, ...]
    suffix: str
    write: Callable[[Mapping[int, CellEdit]], bytes]
    language: str = "python"

    @property
    def code(self) -> tuple[Cell, ...]:
        """The code cells, in order."""
        return tuple(cell for cell in self.cells if cell.kind == "code")
