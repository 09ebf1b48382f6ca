"""What `scaffold notebook inspect` shows: units with stages, and problems. Nothing runs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.notebooks.analysis import Analysis, analyze
from scaffold.notebooks.notebook_files import find_root, read_notebook, read_project_table
from scaffold.notebooks.problems import Problem, find_problems
from scaffold.notebooks.units import Unit, group_units


@dataclass(frozen=True, slots=True)
class Inspection:
    """A notebook as it was read.

    Attributes:
        path: The file.
        analysis: Its statements and stages.
        units: Its units, in order.
        problems: What to know before its code moves.
    """

    path: Path
    analysis: Analysis
    units: tuple[Unit, ...]
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the inspection as JSON values."""
        return {
            "notebook": str(self.path),
            "code_cells": len(self.analysis.cells),
            "units": [self._unit(unit) for unit in self.units],
            "problems": [
                {"kind": each.kind, "cell": each.cell, "text": each.text} for each in self.problems
            ],
        }

    def _unit(self, unit: Unit) -> dict[str, Any]:
        statements = [self.analysis.statements[at] for at in unit.statements]
        return {
            "kind": unit.kind,
            "cells": list(unit.cell_numbers),
            "lines": [[each.cell_number, each.first, each.last] for each in statements],
            "binds": list(dict.fromkeys(name for each in statements for name in each.names.bound)),
            "stage": unit.stage,
            "confidence": unit.confidence,
            "tied": list(unit.tied),
            "evidence": [
                {"stage": each.stage, "kind": each.kind, "what": each.what, "weight": each.weight}
                for each in unit.evidence
            ],
            "reason": unit.reason,
        }


def inspect(path: Path) -> Inspection:
    """Inspect a notebook.

    Raises:
        NotebookError: It cannot be read.
    """
    notebook = read_notebook(path)
    analysis = analyze(notebook, read_project_table(find_root(path)))
    return Inspection(path, analysis, tuple(group_units(analysis)), tuple(find_problems(analysis)))
