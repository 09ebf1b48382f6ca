"""Group statements into units: what moves together, or stays in the notebook together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from scaffold.notebooks import looks
from scaffold.notebooks.analysis import Analysis
from scaffold.notebooks.evidence import Evidence
from scaffold.notebooks.literals import find_parameters, find_secrets
from scaffold.notebooks.staying import explain, is_short_literal

UnitKind = Literal["import", "definition", "parameter", "block", "notebook"]
_WEAK = 0.4


@dataclass(frozen=True, slots=True)
class Unit:
    """Statements that move, or stay, as one.

    Attributes:
        kind: Where they go: imports go where they are used, definitions and parameters
            move as they are, a block becomes a function, and the rest stays in the notebook.
        statements: Numbers of the statements.
        cells: Positions of their code cells, from 0.
        stage: Their stage.
        confidence: How certain the stage is, from 0 to 1.
        evidence: What speaks for it, strongest first.
        tied: Stages for which as much speaks.
        reason: Why they stay in the notebook; empty if they move.
    """

    kind: UnitKind
    statements: tuple[int, ...]
    cells: tuple[int, ...]
    stage: str
    confidence: float = 1.0
    evidence: tuple[Evidence, ...] = ()
    tied: tuple[str, ...] = ()
    reason: str = ""

    @property
    def cell_numbers(self) -> tuple[int, ...]:
        """The numbers of its code cells as people count them, from 1."""
        return tuple(cell + 1 for cell in self.cells)


def group_units(analysis: Analysis) -> list[Unit]:
    """Return the units of a notebook, in order; each statement is in exactly one."""
    stages = _smooth(analysis)
    parameters = find_parameters(analysis.graph)
    units: list[Unit] = []
    for cell in sorted({statement.cell for statement in analysis.statements}):
        numbers = [n for n, each in enumerate(analysis.statements) if each.cell == cell]
        units += _merge_staying(_group_cell(analysis, numbers, stages, set(parameters)))
    return [_leave_literals(analysis, unit) for unit in _merge_cells(analysis, units)]


def _leave_literals(analysis: Analysis, unit: Unit) -> Unit:
    """Return a block that only assigns short literals as one that stays in the notebook."""
    statements = [analysis.statements[at] for at in unit.statements]
    if unit.kind != "block" or not all(map(is_short_literal, statements)):
        return unit
    return replace(unit, kind="notebook", stage="notebook", reason="it only assigns literals")


def _smooth(analysis: Analysis) -> list[str]:
    """Return the stage of each statement, after weak ones have joined their neighbors."""
    stages = [judgment.stage for judgment in analysis.judgments]
    for at, statement in enumerate(analysis.statements):
        judged = analysis.judgments[at]
        is_seed = looks.is_seed(statement)
        if statement.kind != "code" or (judged.confidence >= _WEAK and not is_seed):
            continue
        around = [at + 1, at - 1] if not looks.kind_of(statement, analysis.origins) else []
        for other in around[:1] if is_seed else around:
            if _is_neighbor(analysis, at, other):
                stages[at] = stages[other]
                break
    return stages


def _is_neighbor(analysis: Analysis, at: int, other: int) -> bool:
    if not 0 <= other < len(analysis.statements):
        return False
    mine, theirs = analysis.statements[at], analysis.statements[other]
    judged = analysis.judgments[other]
    same = mine.cell == theirs.cell and theirs.kind == "code"
    return same and judged.stage != "notebook" and judged.confidence >= _WEAK


def _group_cell(
    analysis: Analysis, numbers: Sequence[int], stages: Sequence[str], parameters: set[int]
) -> Iterator[Unit]:
    """Yield the units of one cell. Imports and definitions do not end a block."""
    block: list[int] = []
    pending: list[int] = []
    aside: list[Unit] = []
    for at in numbers:
        kind = _kind(analysis, at, stages, parameters)
        if kind in {"import", "definition"}:
            aside.append(_unit(analysis, kind, [at], stages))
        elif (kind == "block" and not block) or (
            kind == "block" and _joins(analysis, block, at, stages)
        ):
            block += [*pending, at]
            pending = []
        elif block and _can_wait(analysis, at, kind):
            pending.append(at)
        else:
            yield from _flush(analysis, block, pending, aside, stages)
            block, pending, aside = ([at], [], []) if kind == "block" else ([], [], [])
            if kind != "block":
                yield _unit(analysis, kind, [at], stages)
    yield from _flush(analysis, block, pending, aside, stages)


def _joins(analysis: Analysis, block: Sequence[int], at: int, stages: Sequence[str]) -> bool:
    """Return whether a statement goes on with a block; one that fails in a run is apart."""
    apart = any(_fails(analysis, each) for each in (block[-1], at))
    return stages[at] == stages[block[0]] and not apart


def _fails(analysis: Analysis, at: int) -> bool:
    return bool(analysis.graph.early[at] or analysis.graph.undefined[at])


def _merge_staying(units: Iterable[Unit]) -> list[Unit]:
    """Merge units of a cell that stay in the notebook and follow each other."""
    merged: list[Unit] = []
    for unit in units:
        last = merged[-1] if merged else None
        if last and last.kind == unit.kind == "notebook":
            reasons = dict.fromkeys([*last.reason.split(", "), unit.reason])
            merged[-1] = replace(
                last, statements=last.statements + unit.statements, reason=", ".join(reasons)
            )
        else:
            merged.append(unit)
    return merged


def _flush(
    analysis: Analysis,
    block: Sequence[int],
    pending: Sequence[int],
    aside: Sequence[Unit],
    stages: Sequence[str],
) -> Iterator[Unit]:
    yield from aside
    if block and all(looks.is_seed(analysis.statements[at]) for at in block):
        setup = _unit(analysis, "notebook", block, stages)
        yield replace(setup, reason="it sets up the session")
    elif block:
        yield _unit(analysis, "block", block, stages)
    for at in pending:
        yield _unit(analysis, "notebook", [at], stages)


def _can_wait(analysis: Analysis, at: int, kind: UnitKind) -> bool:
    """Return whether a print can be part of a block, if the block goes on after it."""
    statement = analysis.statements[at]
    return kind == "notebook" and _explored_as(analysis, at) == "look" and not statement.is_shown


def _explored_as(analysis: Analysis, at: int) -> str:
    """Return what a statement is that only explores, such as `plot`; empty for others."""
    first = next(iter(analysis.judgments[at].evidence), None)
    return first.what if first and first.kind == "kind" else ""


def _kind(analysis: Analysis, at: int, stages: Sequence[str], parameters: set[int]) -> UnitKind:
    statement = analysis.statements[at]
    if statement.kind in {"import", "definition"}:
        return "import" if statement.kind == "import" else "definition"
    if find_secrets(statement):
        return "notebook"
    if at in parameters and not _explored_as(analysis, at):
        return "parameter"
    return "notebook" if stages[at] == "notebook" else "block"


def _unit(
    analysis: Analysis, kind: UnitKind, numbers: Sequence[int], stages: Sequence[str]
) -> Unit:
    judged = [analysis.judgments[at] for at in numbers]
    stage = {"parameter": "utils", "notebook": "notebook"}.get(kind, stages[numbers[0]])
    agreeing = [each for each in judged if each.stage == stage]
    best = max(agreeing, key=lambda each: each.confidence, default=judged[0])
    confidence = 0.9 if kind == "parameter" else _mean(agreeing or judged)
    first = analysis.statements[numbers[0]]
    reason = ""
    if stage == "notebook" and kind != "import":
        reason = explain(first, _explored_as(analysis, numbers[0]))
    return Unit(
        kind,
        tuple(numbers),
        (first.cell,),
        stage,
        confidence,
        best.evidence,
        best.tied,
        reason,
    )


def _mean(judged: Sequence[object]) -> float:
    values = [float(getattr(each, "confidence", 0.0)) for each in judged]
    return round(sum(values) / len(values), 2)


def _merge_cells(analysis: Analysis, units: Sequence[Unit]) -> list[Unit]:
    """Merge blocks of one stage in cells that follow each other with no text between them."""
    merged: list[Unit] = []
    for unit in units:
        last = merged[-1] if merged else None
        if last and _follows(analysis, last, unit, units):
            evidence = max(last, unit, key=lambda each: each.confidence)
            merged[-1] = replace(
                evidence,
                statements=last.statements + unit.statements,
                cells=last.cells + unit.cells,
                confidence=round((last.confidence + unit.confidence) / 2, 2),
            )
        else:
            merged.append(unit)
    return merged


def _follows(analysis: Analysis, last: Unit, unit: Unit, units: Sequence[Unit]) -> bool:
    if last.kind != "block" or unit.kind != "block" or last.stage != unit.stage:
        return False
    one, two = analysis.cells[last.cells[-1]], analysis.cells[unit.cells[0]]
    # Between them is nothing, neither text nor a cell that is empty or of another kind.
    if two.cell.number - one.cell.number != 1 or two.cell.has_raised or one.cell.has_raised:
        return False
    if any(_fails(analysis, at) for at in (*last.statements, *unit.statements)):
        return False
    whole = Counter(cell for each in units for cell in each.cells)
    fills = whole[one.index] == 1 and whole[two.index] == 1
    return fills and not analysis.statements[last.statements[-1]].is_shown
