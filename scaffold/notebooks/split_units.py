"""Units of a notebook as a plan lists them: where only parts of a unit move, each is one."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import replace

from scaffold.notebooks.analysis import Analysis
from scaffold.notebooks.statements import Statement
from scaffold.notebooks.units import Unit


def spell_lines(statement: Statement) -> str:
    """Return the cell of a statement, from 1, and its lines in it."""
    return f"{statement.cell_number}:{statement.first}-{statement.last}"


def split_units(
    analysis: Analysis, units: Sequence[Unit], lines: Sequence[Sequence[str]]
) -> list[Unit] | None:
    """Return the units that a plan lists; None if they are not the units or parts of them.

    Args:
        analysis: The notebook.
        units: Its units.
        lines: The lines of the statements of each unit in the plan, as `spell_lines` gives them.
    """
    numbers = defaultdict[str, deque[int]](deque)
    for at, statement in enumerate(analysis.statements):
        numbers[spell_lines(statement)].append(at)  # Several statements can be on one line.
    owners = {at: unit for unit in units for at in unit.statements}
    found: list[Unit] = []
    for row in lines:
        part = tuple(numbers[each].popleft() for each in row if numbers[each])
        unit = owners.get(part[0]) if part else None
        if unit is None or len(part) != len(row) or not {*part} <= {*unit.statements}:
            return None
        cells = tuple(dict.fromkeys(analysis.statements[at].cell for at in part))
        whole = part == unit.statements
        found.append(unit if whole else replace(unit, statements=part, cells=cells))
    listed = [at for unit in found for at in unit.statements]
    return found if sorted(listed) == sorted(owners) else None
