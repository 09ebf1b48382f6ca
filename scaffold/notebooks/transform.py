"""Turn the units of a notebook into functions in modules, and a notebook that calls them. Pure."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from scaffold.notebooks import naming
from scaffold.notebooks.analysis import Analysis
from scaffold.notebooks.blocks import Block, is_call_only, shape_block
from scaffold.notebooks.definitions import Definitions, settle_definitions
from scaffold.notebooks.destinations import Destination
from scaffold.notebooks.naming import BlockFacts, describe, propose_name, unique
from scaffold.notebooks.outline import Place
from scaffold.notebooks.pieces import Piece, block_text, definition_text, imports_for
from scaffold.notebooks.references import Reference, rewrite
from scaffold.notebooks.resolving import ImportLine, Resolved, Resolver
from scaffold.notebooks.session import find_staying_imports
from scaffold.notebooks.syntax import called_names
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
        resolver: Says what names mean.
    """

    units: list[Unit] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    blocks: dict[int, Block] = field(default_factory=dict)
    references: dict[int, Reference] = field(default_factory=dict)
    resolver: Resolver | None = None

    def piece_of(self, statement: int) -> Piece | None:
        """Return the piece that a statement became a part of."""
        return next((each for each in self.pieces if statement in each.statements), None)


def transform(
    analysis: Analysis,
    units: Sequence[Unit],
    destination: Destination,
    choices: Mapping[int, Choice] | None = None,
    known_modules: frozenset[str] = frozenset(),
) -> Moved:
    """Move units into modules.

    Args:
        analysis: The notebook.
        units: Its units.
        destination: Where modules go.
        choices: What the plan says, by the number of the unit.
        known_modules: Top-level names that are modules beside the notebook.
    """
    return _Transformation(analysis, units, destination, choices or {}, known_modules).run()


class _Transformation:
    """Works through the units in order; each sees what the ones before it left."""

    def __init__(
        self,
        analysis: Analysis,
        units: Sequence[Unit],
        destination: Destination,
        choices: Mapping[int, Choice],
        known_modules: frozenset[str],
    ) -> None:
        self._analysis = analysis
        self._destination = destination
        self._choices = choices
        self._units = [
            replace(unit, stage=choices[n].stage) if n in choices and choices[n].stage else unit
            for n, unit in enumerate(units)
        ]
        candidates = [
            unit.statements[0]
            for unit in self._units
            if unit.kind == "definition" and unit.stage != "notebook" and not self._raised(unit)
        ]
        staying = find_staying_imports(analysis, known_modules)
        self._definitions: Definitions = settle_definitions(analysis, candidates, staying)
        self._resolver = Resolver(analysis.graph, self._definitions.extras, staying)
        self._taken = {*analysis.names, *dir(__import__("builtins"))}
        self._present: set[str] = set()
        self._later = _read_later(analysis)
        self._moved = Moved(resolver=self._resolver)

    def run(self) -> Moved:
        self._name_definitions()
        for number, unit in enumerate(self._units):
            self._moved.units.append(self._move(number, unit))
        return self._moved

    def _raised(self, unit: Unit) -> bool:
        return any(self._analysis.cells[cell].cell.has_raised for cell in unit.cells)

    def _choice(self, number: int) -> Choice:
        return self._choices.get(number, Choice())

    def _module(self, number: int, unit: Unit) -> str:
        suffix = "_parameters" if unit.kind == "parameter" else ""
        return self._choice(number).module or self._destination.module(unit.stage, suffix)

    def _name_definitions(self) -> None:
        """Give each version of a function its own name in its module."""
        used: dict[str, set[str]] = {}
        for number, unit in enumerate(self._units):
            at = unit.statements[0]
            if unit.kind != "definition" or at not in self._definitions.extras:
                continue
            bound = next(iter(self._analysis.statements[at].names.binds))
            taken = used.setdefault(self._module(number, unit), set())
            name = unique(self._choice(number).name or bound, taken)
            taken.add(name)
            self._moved.references[at] = Reference(name, self._definitions.extras[at])

    def _move(self, number: int, unit: Unit) -> Unit:
        bound = {
            name for at in unit.statements for name in self._analysis.statements[at].names.bound
        }
        if unit.kind == "definition" and unit.statements[0] in self._definitions.extras:
            self._add_definition(number, unit)
        elif unit.kind == "parameter" and unit.stage != "notebook" and not self._raised(unit):
            self._add_parameters(number, unit, bound)
        elif unit.kind in {"block", "definition"} and unit.stage != "notebook":
            return self._add_block(number, unit, bound)
        elif unit.kind != "import":
            self._present |= bound
            reason = unit.reason or self._reason_to_stay(unit)
            return replace(unit, reason=reason)
        self._present |= bound if unit.kind != "import" else set()
        return unit

    def _reason_to_stay(self, unit: Unit) -> str:
        raised = self._raised(unit)
        return "the stored output of its cell is an error" if raised else "the plan leaves it"

    def _add_definition(self, number: int, unit: Unit) -> None:
        at = unit.statements[0]
        statement = self._analysis.statements[at]
        meanings = self._definitions.meanings[at]
        reference = self._moved.references[at]
        text = rewrite(statement, self._references(meanings))
        doc = describe(self._facts(unit, Block()), reference.name)
        named = naming.humanize(reference.name)
        place = self._analysis.places[statement.cell]
        doc = doc if place.text or place.is_first else named
        text = definition_text(statement, text, reference.name, reference.extras, doc)
        early = [each.at for name, each in meanings.items() if name in statement.names.reads]
        self._moved.pieces.append(
            Piece(
                (at,),
                unit.stage,
                self._module(number, unit),
                reference.name,
                next(iter(statement.names.binds)),
                text,
                imports_for(_imports(meanings), text),
                tuple(each for each in _needs(meanings) if each != at),
                tuple(each for each in early if each >= 0 and each != at),
                parameters=reference.extras,
            )
        )

    def _references(self, meanings: Mapping[str, Resolved]) -> dict[str, Reference]:
        return {
            name: self._moved.references[each.at]
            for name, each in meanings.items()
            if each.meaning == "definition"
        }

    def _add_parameters(self, number: int, unit: Unit, bound: set[str]) -> None:
        text = "\n".join(self._analysis.statements[at].text for at in unit.statements)
        module = self._module(number, unit)
        names = sorted(bound)
        self._moved.pieces.append(
            Piece(unit.statements, unit.stage, module, ", ".join(names), ", ".join(names), text)
        )

    def _add_block(self, number: int, unit: Unit, bound: set[str]) -> Unit:
        reason = self._raised(unit) and "the stored output of its cell is an error"
        called = is_call_only(self._analysis, unit.statements, self._resolver)
        if reason or (called and not self._choice(number).name):
            self._present |= bound
            return replace(unit, reason=reason or f"it calls `{called}`")
        block = shape_block(
            self._analysis,
            unit.statements,
            self._resolver,
            self._moved.references,
            self._present,
            self._later[unit.cells[-1]],
        )
        if block.reason:
            self._present |= bound
            why = self._definitions.reasons.get(unit.statements[0], "")
            return replace(unit, reason=block.reason if not why else f"{why}, and {block.reason}")
        self._present |= set(block.outputs)
        self._add_function(number, unit, block)
        return unit

    def _add_function(self, number: int, unit: Unit, block: Block) -> None:
        facts = self._facts(unit, block)
        name = self._choice(number).name or self._propose(unit, facts)
        self._taken.add(name)
        text = block_text(block, name, describe(facts, name), ())
        self._moved.blocks[unit.statements[0]] = block
        self._moved.pieces.append(
            Piece(
                unit.statements,
                unit.stage,
                self._module(number, unit),
                name,
                name,
                text,
                imports_for(_imports(block.meanings), text),
                _needs(block.meanings),
                parameters=block.parameters,
                outputs=block.outputs,
            )
        )

    def _propose(self, unit: Unit, facts: BlockFacts) -> str:
        if unit.kind == "definition":
            bound = next(iter(self._analysis.statements[unit.statements[0]].names.binds))
            return unique(f"make_{bound.lower()}", self._taken)
        return propose_name(facts, self._taken)

    def _facts(self, unit: Unit, block: Block) -> BlockFacts:
        statements = [self._analysis.statements[at] for at in unit.statements]
        place = self._analysis.places[unit.cells[0]]
        first_of_cell = statements[0].first == 1 or all(
            each.kind in {"import", "comment", "magic"}
            for each in self._analysis.statements
            if each.cell == unit.cells[0] and each.first < statements[0].first
        )
        calls = called_names([node for each in statements for node in each.nodes])
        changed = [name for each in statements for name in (*each.names.bound, *each.names.changes)]
        comments = naming.comments_of(_head_comment(statements[0].text))
        return BlockFacts(
            unit.stage,
            calls,
            block.outputs,
            [name for name in dict.fromkeys(changed) if not name.startswith("_")],
            comments,
            place if first_of_cell else Place(place.headings, "", False),
        )


def _head_comment(text: str) -> str:
    """Return the comment lines right above the first statement."""
    lines = text.strip("\n").split("\n")
    end = next((n for n, line in enumerate(lines) if not line.lstrip().startswith("#")), 0)
    return "\n".join(lines[:end])


def _imports(meanings: Mapping[str, Resolved]) -> list[ImportLine]:
    return [line for each in meanings.values() for line in each.imports]


def _needs(meanings: Mapping[str, Resolved]) -> tuple[int, ...]:
    return tuple(
        dict.fromkeys(each.at for each in meanings.values() if each.meaning == "definition")
    )


def _read_later(analysis: Analysis) -> list[frozenset[str]]:
    """Return, for each code cell, the names that any later cell mentions."""
    later: frozenset[str] = frozenset()
    found = []
    for cell in reversed(analysis.cells):
        found.append(later)
        for statement in cell.statements:
            loads = {
                node.id
                for top in statement.nodes
                for node in ast.walk(top)
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
            }
            later |= loads | statement.names.reads.keys()
    return found[::-1]
