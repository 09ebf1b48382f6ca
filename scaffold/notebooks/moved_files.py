"""All files that a move writes, as text by path."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scaffold.notebooks.analysis import Analysis
from scaffold.notebooks.destinations import Destination
from scaffold.notebooks.import_cells import is_future
from scaffold.notebooks.literals import read_literals
from scaffold.notebooks.module_text import ModuleParts, build_modules
from scaffold.notebooks.move_records import Choice, Moved
from scaffold.notebooks.parameters import write_config, write_module
from scaffold.notebooks.shared_helpers import digest_pieces, share
from scaffold.notebooks.thin import Thin, build_thin
from scaffold.notebooks.transform import transform
from scaffold.notebooks.units import Unit, group_units


@dataclass(frozen=True, slots=True)
class Helpers:
    """Functions and classes that other notebooks have, by the digests of `shared_helpers`.

    Attributes:
        known: Modules of the project that have them.
        common: Those of notebooks that are moved together.
    """

    known: Mapping[str, str] = field(default_factory=dict)
    common: frozenset[str] = frozenset()


_NO_HELPERS = Helpers()


@dataclass(frozen=True, slots=True)
class MoveResult:
    """The result of a move, before anything is written.

    Attributes:
        units: The units, as they were grouped.
        moved: Pieces and blocks.
        modules: The modules of functions, in parts.
        texts: Other files, by path: the parameters, and the module that reads them.
        thin: The edits of the notebook.
        notebook: The content of the thin notebook.
    """

    units: tuple[Unit, ...]
    moved: Moved
    modules: tuple[ModuleParts, ...]
    texts: Mapping[str, str]
    thin: Thin
    notebook: bytes

    @property
    def helpers(self) -> frozenset[str]:
        """Digests of its functions and classes."""
        return frozenset(digest_pieces(self.moved.pieces, self.moved.definitions).values())

    def account(self, analysis: Analysis) -> dict[int, str]:
        """Return where each statement is now: a module, the notebook, or why it was dropped."""
        places = {at: piece.module for piece in self.moved.pieces for at in piece.statements}
        dropped = {at: f"dropped: {reason}" for at, reason in self.thin.dropped.items()}
        return {
            at: places.get(at) or dropped.get(at) or "notebook"
            for at in range(len(analysis.statements))
        }


def move(
    analysis: Analysis,
    destination: Destination,
    choices: Mapping[int, Choice] | None = None,
    known_modules: frozenset[str] = frozenset(),
    helpers: Helpers = _NO_HELPERS,
    units: Sequence[Unit] | None = None,
) -> MoveResult:
    """Move the code of a notebook into modules; nothing is written."""
    units = group_units(analysis) if units is None else units
    moved = transform(analysis, units, destination, choices, known_modules)
    moved.pieces = share(
        moved.pieces, moved.definitions, destination, helpers.known, helpers.common
    )
    kinds = {unit.statements: unit.kind for unit in moved.units}
    parameters = [each for each in moved.pieces if kinds[each.statements] == "parameter"]
    others = [each for each in moved.pieces if each not in parameters]
    future = _future_imports(analysis)
    texts: dict[str, str] = {}
    if parameters:
        values = {
            name: value
            for piece in parameters
            for at in piece.statements
            for name, value in read_literals(analysis.statements[at]).items()
        }
        module = parameters[0].module
        texts[destination.config] = write_config(analysis, parameters, destination)
        texts[module] = write_module(values, module, destination.config, destination.notebook)
    modules = build_modules(others, destination, future)
    thin = build_thin(analysis, moved, destination)
    content = analysis.notebook.write(thin.edits)
    return MoveResult(tuple(units), moved, tuple(modules), texts, thin, content)


def _future_imports(analysis: Analysis) -> list[str]:
    return [
        line
        for statement in analysis.statements
        if is_future(statement)
        for line in (statement.text.strip(), "")
    ]
