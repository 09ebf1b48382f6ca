"""Notebooks and what is known about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.errors.wording import count
from scaffold.report.console import Part, align, print_line

if TYPE_CHECKING:
    from scaffold.notebooks.inspection import Inspection
    from scaffold.notebooks.problems import Problem
    from scaffold.notebooks.units import Unit

_STYLES = {
    "data": "cyan",
    "models": "green",
    "evaluation": "magenta",
    "inference": "yellow",
    "utils": "blue",
    "notebook": "dim",
}
_WIDEST = 44
_MOST_EVIDENCE = 3


def print_inspection(inspection: Inspection) -> None:
    """Print the units of a notebook with their stages, and the problems."""
    units = [unit for unit in inspection.units if unit.kind != "import"]
    cells = align(_cells(unit) for unit in units)
    texts = align(_text(inspection, unit) for unit in units)
    for unit, cell, text in zip(units, cells, texts, strict=True):
        stage: Part = (unit.stage.ljust(10), _STYLES.get(unit.stage, ""))
        print_line(f"  {cell}  ", stage, f"  {unit.confidence:.2f}  {text}  ", (_why(unit), "dim"))
    _print_counts(inspection)
    print_problems(inspection.problems)


def print_problems(problems: tuple[Problem, ...]) -> None:
    """Print the problems of a notebook, each with its cell."""
    if problems:
        print_line("")
    for each in problems:
        where = "" if each.cell is None else f"cell {each.cell}: "
        print_line("  ", ("note", "yellow"), f"  {where}{each.text}")


def _print_counts(inspection: Inspection) -> None:
    moving = sum(unit.kind in {"definition", "block", "parameter"} for unit in inspection.units)
    staying = sum(unit.kind == "notebook" for unit in inspection.units)
    cells = len(inspection.analysis.cells)
    print_line("")
    print_line(
        f"{count(cells, 'code cell')}: {count(moving, 'unit')} for the stages, "
        f"{count(staying, 'unit')} for the notebook"
    )


def _cells(unit: Unit) -> str:
    first, last = unit.cell_numbers[0], unit.cell_numbers[-1]
    return f"[{first}]" if first == last else f"[{first}-{last}]"


def _text(inspection: Inspection, unit: Unit) -> str:
    statement = inspection.analysis.statements[unit.statements[0]]
    lines = [line.strip() for line in statement.text.split("\n")]
    code = [line for line in lines if line and not line.startswith("#")]
    first = (code or lines)[0]
    return first if len(first) <= _WIDEST else f"{first[: _WIDEST - 3]}..."


def _why(unit: Unit) -> str:
    if unit.reason:
        return unit.reason
    tied = f"tied with {', '.join(unit.tied)}: " if unit.tied else ""
    agreeing = [each.what for each in unit.evidence if each.stage == unit.stage]
    return tied + ", ".join(dict.fromkeys(agreeing[:_MOST_EVIDENCE]))
