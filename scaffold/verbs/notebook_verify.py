"""Verify that a moved notebook does what its original did; the code of both runs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scaffold.errors.exit_codes import ExitCode
from scaffold.notebooks.cells import Cell
from scaffold.notebooks.verification.page import check_target, write_page
from scaffold.notebooks.verification.pairs import NotebookPair, find_pair
from scaffold.notebooks.verification.records import Limits
from scaffold.notebooks.verification.summary import EXIT_CODES, summarize
from scaffold.notebooks.verification.verifying import Progress, Request, Verification, verify

__all__ = ["Limits", "VerifyRequest", "VerifyResult", "verify_notebook"]


@dataclass(frozen=True, slots=True)
class VerifyRequest:
    """Request to verify a move.

    Attributes:
        path: The moved notebook, or its original.
        original: The original; None looks for it.
        result: The moved notebook; None looks for it.
        project: Project folder, of which a copy is used; None looks for it.
        python: Interpreter or virtual environment; None looks for that of the project.
        limits: Time limits.
        seed: Seed of the random generators.
        network: Allow access to the network.
        mutants: Number of mutants that test the comparison.
        page: HTML file to write a report to.
    """

    path: Path
    original: Path | None = None
    result: Path | None = None
    project: Path | None = None
    python: Path | None = None
    limits: Limits = field(default_factory=Limits)
    seed: int = 0
    network: bool = False
    mutants: int = 0
    page: Path | None = None


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """Result of a verification.

    Attributes:
        found: What the comparison found.
        pair: The notebooks.
    """

    found: Verification
    pair: NotebookPair

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the outcome."""
        return EXIT_CODES[self.found.outcome]

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        return summarize(self.found, self.pair)


def verify_notebook(request: VerifyRequest, progress: Progress) -> VerifyResult:
    """Run the original twice and the moved notebook once, and compare them cell by cell.

    Args:
        request: The notebooks and the options.
        progress: Called with the run, the cell, the number of cells and the seconds.

    Raises:
        NotebookError: A notebook cannot be read, or contains no code.
        VerificationError: There is no counterpart or no interpreter, a kernel does not start, or
            the report cannot be written.
    """
    pair = find_pair(request.path, request.original, request.result, request.project)
    before, after = pair.read_cells()
    if request.page is not None:
        check_target(request.page)
    found = verify(_runs(request, pair, before, after), progress)
    if request.page is not None:
        request.page.write_text(write_page(found, pair, before), "utf-8")
    return VerifyResult(found, pair)


def _runs(
    request: VerifyRequest, pair: NotebookPair, before: Sequence[Cell], after: Sequence[Cell]
) -> Request:
    return Request(
        before,
        after,
        pair.project,
        pair.original_at,
        pair.result_at,
        request.python,
        request.limits,
        request.seed,
        cut_off=not request.network,
        mutants=request.mutants,
    )
