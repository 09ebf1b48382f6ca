"""Read a whole notebook: its cells, statements, graph and stages. Pure, and nothing runs."""

from collections.abc import Sequence
from dataclasses import dataclass

from scaffold.notebooks.cells import Notebook
from scaffold.notebooks.classify import Judgment, classify
from scaffold.notebooks.evidence import Table
from scaffold.notebooks.graph import Graph, build_graph
from scaffold.notebooks.notebook_files import NotebookError
from scaffold.notebooks.origins import Origins, find_origins
from scaffold.notebooks.outline import Place, find_places
from scaffold.notebooks.statements import ReadCell, Statement, read_cell

# Each statement is compared with all others, so that twice as many take four times as long.
_MOST_STATEMENTS = 2_000


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is known about a notebook.

    Attributes:
        notebook: The notebook.
        cells: Its code cells.
        statements: The statements of all cells, in order.
        graph: Which names come from where.
        places: The markdown above each code cell.
        judgments: The stage of each statement.
        origins: Full names of what is imported.
    """

    notebook: Notebook
    cells: tuple[ReadCell, ...]
    statements: tuple[Statement, ...]
    graph: Graph
    places: tuple[Place, ...]
    judgments: tuple[Judgment, ...]
    origins: Origins

    @property
    def names(self) -> frozenset[str]:
        """All names that the notebook binds or reads."""
        return frozenset(
            name for each in self.statements for name in (*each.names.bound, *each.names.used)
        )


def analyze(notebook: Notebook, table: Table) -> Analysis:
    """Find out what each statement of a notebook does, and to which stage it belongs.

    Raises:
        NotebookError: It has more statements than can be compared with each other.
    """
    cells = tuple(read_cell(cell, index) for index, cell in enumerate(notebook.code))
    statements = tuple(statement for cell in cells for statement in cell.statements)
    if len(statements) > _MOST_STATEMENTS:
        sentence = f"The notebook has more than {_MOST_STATEMENTS:,} statements"
        raise NotebookError(sentence, "Split it into smaller notebooks")
    graph = build_graph(statements)
    places = tuple(find_places(notebook.cells))
    judgments = tuple(classify(statements, graph, places, table))
    return Analysis(notebook, cells, statements, graph, places, judgments, find_origins(statements))


def is_out_of_order(cells: Sequence[ReadCell]) -> bool:
    """Return whether the execution counts say that cells ran in another order."""
    counts = [each.cell.execution_count for each in cells if each.cell.execution_count]
    return counts != sorted(counts)
