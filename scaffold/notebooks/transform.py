"""Turn the units of a notebook into functions in modules, and a notebook that calls them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from scaffold.notebooks.analysis import Analysis
from scaffold.notebooks.block_facts import find_facts, read_later
from scaffold.notebooks.blocks import Block, shape_block
from scaffold.notebooks.definition_names import name_definitions
from scaffold.notebooks.definitions import Definitions, settle_definitions
from scaffold.notebooks.destinations import Destination
from scaffold.notebooks.docstrings import describe
from scaffold.notebooks.move_records import Choice, Moved
from scaffold.notebooks.naming import BlockFacts, propose_name, unique
from scaffold.notebooks.pieces import Piece, block_text, definition_text, imports_for
from scaffold.notebooks.plain_calls import find_only_call
from scaffold.notebooks.references import Reference, rewrite
from scaffold.notebooks.resolving import ImportLine, Resolved, Resolver
from scaffold.notebooks.session import find_staying_imports
from scaffold.notebooks.stage_choices import choose_stage, put_beside
from scaffold.notebooks.units import Unit

_RAISED = "the stored output of its cell is an error"


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
            choose_stage(unit, choices[n].stage) if n in choices and choices[n].stage else unit
            for n, unit in enumerate(units)
        ]
        candidates = [
            unit.statements[0]
            for unit in self._units
            if unit.kind == "definition" and unit.stage != "notebook" and not self._raised(unit)
        ]
        # Where the stages can be imported, so can the rest of their package.
        beside = known_modules - {destination.package.partition(".")[0]}
        staying = find_staying_imports(analysis, beside)
        self._definitions: Definitions = settle_definitions(analysis, candidates, staying)
        self._resolver = Resolver(analysis.graph, self._definitions.extras, staying)
        self._taken = {*analysis.names, *dir(__import__("builtins"))}
        self._present: set[str] = set()
        self._later = read_later(analysis)
        extras = self._definitions.extras
        names = name_definitions(analysis, self._units, extras, choices, destination)
        self._suffixes = names.suffixes
        self._moved = Moved(resolver=self._resolver, references=names.references)

    def run(self) -> Moved:
        for number, unit in enumerate(self._units):
            self._moved.units += self._move(number, unit)
        return self._moved

    def _raised(self, unit: Unit) -> bool:
        return any(self._analysis.cells[cell].cell.has_raised for cell in unit.cells)

    def _choice(self, number: int) -> Choice:
        return self._choices.get(number, Choice())

    def _module(self, number: int, unit: Unit) -> str:
        kind = "_parameters" if unit.kind == "parameter" else ""
        suffix = self._suffixes.get(unit.statements[0], kind)
        return self._choice(number).module or self._destination.module(unit.stage, suffix)

    def _move(self, number: int, unit: Unit) -> list[Unit]:
        bound = {
            name for at in unit.statements for name in self._analysis.statements[at].names.bound
        }
        if unit.kind == "import":
            return [unit]
        if unit.kind == "definition" and unit.statements[0] in self._definitions.extras:
            if not self._choice(number).module:
                reads = self._analysis.statements[unit.statements[0]].names.reads
                meanings = self._definitions.meanings[unit.statements[0]]
                bases = [meanings[name].at for name in reads if name in meanings]
                unit = put_beside(unit, filter(None, map(self._moved.piece_of, bases)))
            self._add_definition(number, unit)
        elif unit.kind == "parameter" and unit.stage != "notebook" and not self._raised(unit):
            self._add_parameters(number, unit, bound)
        elif unit.kind in {"block", "definition"} and unit.stage != "notebook":
            return self._add_block(number, unit)
        else:
            return [self._stay(unit, unit.reason or self._reason_to_stay(unit))]
        self._present |= bound
        return [unit]

    def _reason_to_stay(self, unit: Unit) -> str:
        return _RAISED if self._raised(unit) else "the plan leaves it"

    def _add_definition(self, number: int, unit: Unit) -> None:
        at = unit.statements[0]
        statement = self._analysis.statements[at]
        meanings = self._definitions.meanings[at]
        reference = self._moved.references[at]
        text = rewrite(statement, self._references(meanings))
        place = self._analysis.places[statement.cell]
        doc = describe(find_facts(self._analysis, unit, ())) if place.text else ""
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
        module, names = self._module(number, unit), ", ".join(sorted(bound))
        self._moved.pieces.append(Piece(unit.statements, unit.stage, module, names, names, text))

    def _add_block(self, number: int, unit: Unit) -> list[Unit]:
        """Move a block; where the whole cannot move, its parts do that can."""
        called = find_only_call(self._analysis, unit.statements, self._resolver)
        if called and not self._choice(number).name:
            return [self._stay(unit, f"it calls `{called}`")]
        if self._raised(unit):
            return [self._stay(unit, _RAISED)]
        parts: list[Unit] = []
        left = unit.statements
        while left:
            size, block = self._longest(left)
            part = self._part(unit, left[:size])
            if block.reason:
                why = self._definitions.reasons.get(left[0], "")
                reason = block.reason if not why else f"{why}, and {block.reason}"
                parts.append(self._stay(part, reason))
            else:
                self._add_function(number, part, block)
                parts.append(part)
            left = left[size:]
        return parts

    def _longest(self, numbers: tuple[int, ...]) -> tuple[int, Block]:
        """Return how many of some statements can move as one, and the block that they are."""
        first = Block()
        for size in range(len(numbers), 0, -1):
            first = shape_block(
                self._analysis,
                numbers[:size],
                self._resolver,
                self._moved.references,
                self._present,
                self._later[self._analysis.statements[numbers[size - 1]].cell],
            )
            if not first.reason:
                return size, first
        return 1, first

    def _part(self, unit: Unit, numbers: tuple[int, ...]) -> Unit:
        cells = tuple(dict.fromkeys(self._analysis.statements[at].cell for at in numbers))
        return replace(unit, statements=numbers, cells=cells)

    def _stay(self, unit: Unit, reason: str) -> Unit:
        for at in unit.statements:
            self._present |= set(self._analysis.statements[at].names.bound)
        return replace(unit, reason=reason)

    def _add_function(self, number: int, unit: Unit, block: Block) -> None:
        self._present |= set(block.outputs)
        facts = find_facts(self._analysis, unit, block.outputs)
        name = self._choice(number).name or self._propose(unit, facts)
        self._taken.add(name)
        self._moved.blocks[unit.statements[0]] = block
        text = block_text(block, name, describe(facts), ())
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


def _imports(meanings: Mapping[str, Resolved]) -> list[ImportLine]:
    return [line for each in meanings.values() for line in each.imports]


def _needs(meanings: Mapping[str, Resolved]) -> tuple[int, ...]:
    return tuple(
        dict.fromkeys(each.at for each in meanings.values() if each.meaning == "definition")
    )
