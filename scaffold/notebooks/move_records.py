"""What a plan chooses, and what a move makes of the units of a notebook."""

from dataclasses import dataclass, field

from scaffold.notebooks.blocks import Block
from scaffold.notebooks.pieces import Piece
from scaffold.notebooks.references import Reference
from scaffold.notebooks.resolving import Resolver
from scaffold.notebooks.units import Unit


@dataclass(frozen=True, slots=True)
class Choice:
    """What a plan says about a unit, where it differs from the proposal; empty is no choice."""

    stage: str = ""
    name: str = ""
    module: str = ""


@dataclass(slots=True)
class Moved:
    """The result.

    Attributes:
        units: The units, each with the reason if it stays.
        pieces: The functions, classes and parameters of the modules.
        blocks: The blocks that became functions, by the number of their first statement.
        references: How to refer to definitions, by statement.
        resolver: Resolves names.
    """

    units: list[Unit] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    blocks: dict[int, Block] = field(default_factory=dict)
    references: dict[int, Reference] = field(default_factory=dict)
    resolver: Resolver | None = None

    @property
    def definitions(self) -> frozenset[int]:
        """The statements that define functions and classes which moved as they are."""
        return frozenset(self.references)

    def piece_of(self, statement: int) -> Piece | None:
        """Return the piece that a statement became a part of."""
        return next((each for each in self.pieces if statement in each.statements), None)
