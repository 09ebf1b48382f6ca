"""Verify that a moved notebook does what its original did; the code of both runs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from scaffold.apply.journal import apply_changes
from scaffold.errors.exit_codes import ExitCode
from scaffold.files.tree import Change, File, read_paths
from scaffold.notebooks.cells import Cell
from scaffold.notebooks.verification.page import check_target, write_page
from scaffold.notebooks.verification.pairs import NotebookPair, find_pair
from scaffold.notebooks.verification.pinning import MARK, name_test, write_test
from scaffold.notebooks.verification.records import Limits
from scaffold.notebooks.verification.refusals import VerificationError
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
        write_tests: Write a test that pins the values, if the notebooks are equal.
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
    write_tests: bool = False


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """Result of a verification.

    Attributes:
        found: What the comparison found.
        pair: The notebooks.
        test: Path of the test that was written, in the project; empty if there is none.
    """

    found: Verification
    pair: NotebookPair
    test: str = ""

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the outcome."""
        return EXIT_CODES[self.found.outcome]

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        return {**summarize(self.found, self.pair), "test": self.test}


def verify_notebook(request: VerifyRequest, progress: Progress) -> VerifyResult:
    """Run the original twice and the moved notebook once, and compare them cell by cell.

    Args:
        request: The notebooks and the options.
        progress: Called with the run, the cell, the number of cells and the seconds.

    Raises:
        NotebookError: A notebook cannot be read, or contains no code.
        VerificationError: There is no counterpart or no interpreter, a kernel does not start, or
            the report or the test cannot be written.
    """
    pair = find_pair(request.path, request.original, request.result, request.project)
    before, after = pair.read_cells()
    if request.page is not None:
        check_target(request.page)
    test = _plan_test(pair) if request.write_tests else ""
    found = verify(_runs(request, pair, before, after, test), progress)
    if request.page is not None:
        request.page.write_text(write_page(found, pair, before), "utf-8")
    return VerifyResult(found, pair, _write_test(found, pair, test) if found.values else "")


def _plan_test(pair: NotebookPair) -> str:
    """Return the path of the test; a file of yours in its place is refused."""
    others = {path.name for path in (pair.project / "tests").rglob("test_*.py")}
    path = name_test(_notebook(pair), ())
    mine = read_paths(pair.project, [path]).get(path)
    if mine is None and PurePosixPath(path).name in others:
        path = name_test(_notebook(pair), sorted(others))
        mine = read_paths(pair.project, [path]).get(path)
    if mine is not None and MARK.encode() not in mine.content:
        raise VerificationError(f"`{path}` is not a test of this command", f"Rename `{path}`")
    return path


def _write_test(found: Verification, pair: NotebookPair, path: str) -> str:
    """Write the test through the journal, so that `scaffold undo` reverts it."""
    content = write_test(_notebook(pair), found.values).encode()
    before = read_paths(pair.project, [path]).get(path)
    if before is None or before.content != content:
        change = Change(path, before, File(content, "file"))
        apply_changes(pair.project, "notebook verify", [change])
    return path


def _notebook(pair: NotebookPair) -> str:
    return pair.result.relative_to(pair.project).as_posix()


def _runs(
    request: VerifyRequest,
    pair: NotebookPair,
    before: Sequence[Cell],
    after: Sequence[Cell],
    test: str,
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
        test=(test, write_test(_notebook(pair), {})) if test else None,
    )
