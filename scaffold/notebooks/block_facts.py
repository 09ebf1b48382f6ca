"""What is known about a block when it gets a name, and what later cells mention."""

import ast
from collections.abc import Sequence

from scaffold.notebooks.analysis import Analysis
from scaffold.notebooks.docstrings import comments_of
from scaffold.notebooks.naming import BlockFacts
from scaffold.notebooks.outline import Place
from scaffold.notebooks.subjects import find_columns, find_subject
from scaffold.notebooks.syntax import called_names
from scaffold.notebooks.units import Unit


def find_facts(analysis: Analysis, unit: Unit, outputs: Sequence[str]) -> BlockFacts:
    """Return what the name and the docstring of a function are made of."""
    statements = [analysis.statements[at] for at in unit.statements]
    place = analysis.places[unit.cells[0]]
    first_of_cell = statements[0].first == 1 or all(
        each.kind in {"import", "comment", "magic"}
        for each in analysis.statements
        if each.cell == unit.cells[0] and each.first < statements[0].first
    )
    calls = called_names([node for each in statements for node in each.nodes])
    changed = [name for each in statements for name in (*each.names.bound, *each.names.changes)]
    comments = comments_of(_head_comment(statements[0].text))
    return BlockFacts(
        unit.stage,
        calls,
        outputs,
        [name for name in dict.fromkeys(changed) if not name.startswith("_")],
        comments,
        place if first_of_cell else Place(place.headings, "", False),
        find_subject(analysis, unit.statements[-1]),
        find_columns(statements),
    )


def _head_comment(text: str) -> str:
    """Return the comment lines right above the first statement."""
    lines = text.strip("\n").split("\n")
    end = next((n for n, line in enumerate(lines) if not line.lstrip().startswith("#")), 0)
    return "\n".join(lines[:end])


def read_later(analysis: Analysis) -> list[frozenset[str]]:
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
