"""What to know about a notebook before its code moves."""

from collections.abc import Iterator
from dataclasses import dataclass

from scaffold.notebooks.analysis import Analysis, is_out_of_order
from scaffold.notebooks.graph import is_star
from scaffold.notebooks.literals import find_absolute_paths, find_secrets


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to know.

    Attributes:
        kind: A word that names what it is.
        text: The same as a sentence.
        cell: Number of the code cell, from 1; None if it is about the whole notebook.
    """

    kind: str
    text: str
    cell: int | None = None


def find_problems(analysis: Analysis) -> list[Problem]:
    """Return the problems of a notebook: first of the whole, then by cell."""
    return [
        *_of_notebook(analysis),
        *_of_cells(analysis),
        *_of_names(analysis),
        *_of_texts(analysis),
    ]


def _of_notebook(analysis: Analysis) -> Iterator[Problem]:
    if not analysis.statements:
        yield Problem("empty", "No code cell contains code")
    if analysis.notebook.language not in {"python", "ipython"}:
        yield Problem("language", f"The code cells are {analysis.notebook.language}, not Python")
    if is_out_of_order(analysis.cells):
        yield Problem(
            "out of order",
            "The cells ran in another order; scaffold reads them from top to bottom",
        )


def _of_cells(analysis: Analysis) -> Iterator[Problem]:
    for each in analysis.cells:
        if each.problem:
            yield Problem("not parsed", f"Cannot be parsed: {each.problem}", each.index + 1)
        if each.cell.has_raised:
            yield Problem("raised", "Its stored output is an error", each.index + 1)
    for statement in analysis.statements:
        if is_star(statement):
            module = getattr(statement.nodes[0], "module", "") or "a module"
            yield Problem("star import", f"Imports all names of `{module}`", statement.cell_number)


def _of_names(analysis: Analysis) -> Iterator[Problem]:
    graph = analysis.graph
    for at, statement in enumerate(analysis.statements):
        if statement.kind in {"magic", "broken"}:
            continue
        for name in graph.early[at]:
            yield Problem("early", f"`{name}` is read before it is assigned", statement.cell_number)
        if not graph.has_star:
            for name in graph.undefined[at]:
                yield Problem("undefined", f"`{name}` is never assigned", statement.cell_number)


def _of_texts(analysis: Analysis) -> Iterator[Problem]:
    for statement in analysis.statements:
        for name in find_secrets(statement):
            yield Problem("secret", f"`{name}` looks like a secret", statement.cell_number)
        for path in find_absolute_paths(statement):
            yield Problem("absolute path", f"`{path}` is an absolute path", statement.cell_number)
