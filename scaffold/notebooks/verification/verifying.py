"""Verify that a moved notebook does what its original did."""

import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from scaffold.notebooks.cells import Cell
from scaffold.notebooks.verification.bench import bench
from scaffold.notebooks.verification.boundaries import (
    Boundary,
    find_boundaries,
    find_later_reads,
)
from scaffold.notebooks.verification.comparison import Baseline, Comparer
from scaffold.notebooks.verification.execution import Runner, Watch
from scaffold.notebooks.verification.interpreter import check_interpreter, find_interpreter
from scaffold.notebooks.verification.mutants import MutantTrial, MutantTrials
from scaffold.notebooks.verification.pinning import (
    Values,
    cell_that_runs,
    choose_values,
    read_failure,
    read_values,
)
from scaffold.notebooks.verification.records import CellToRun, Limits, RunRecord
from scaffold.notebooks.verification.refusals import VerificationError
from scaffold.notebooks.verification.verdicts import Compared, Item, Verdict


class Outcome(StrEnum):
    """What a verification came to."""

    EQUAL = "equal"
    DIFFERS = "differs"
    NOT_PROVED = "not proved"


@dataclass(frozen=True, slots=True)
class Request:
    """What to verify, and how.

    Attributes:
        original: Code cells of the original notebook.
        result: Code cells of the moved one.
        project: Folder that the notebooks run in a copy of.
        original_at: Folder that the original starts in, relative to the project.
        result_at: Folder that the result starts in, relative to the project.
        python: Interpreter, or virtual environment; None looks for that of the project.
        limits: Time limits.
        seed: Seed of all generators.
        cut_off: Whether to run without network.
        mutants: How many changes of moved lines to try.
        test: Path and text of a test that is to pin the values; it has none yet.
    """

    original: Sequence[Cell]
    result: Sequence[Cell]
    project: Path
    original_at: str = "."
    result_at: str = "."
    python: Path | None = None
    limits: Limits = field(default_factory=Limits)
    seed: int = 0
    cut_off: bool = True
    mutants: int = 0
    test: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found.

    Attributes:
        compared: The boundaries.
        runs: The runs by name.
        python: Version of the interpreter.
        seed: Seed of all generators.
        mutants: What the comparison notices; None if that was not tried.
        values: Values that a test can pin, by cell of the result; empty if none was asked for.
        unpinned: Why the test did not run; empty if it did, or if none was asked for.
    """

    compared: Sequence[Compared]
    runs: dict[str, RunRecord]
    python: str
    seed: int
    mutants: MutantTrials | None = None
    values: Values = field(default_factory=dict)
    unpinned: str = ""

    @property
    def outcome(self) -> Outcome:
        """The outcome; equal needs an original that ran to its end, and no difference."""
        found = self.boundary_counts
        if found[Verdict.DIFFERS]:
            return Outcome.DIFFERS
        incomplete = found[Verdict.BASELINE_FAILED]
        return Outcome.EQUAL if found[Verdict.EQUAL] and not incomplete else Outcome.NOT_PROVED

    @property
    def boundary_counts(self) -> Counter[Verdict]:
        """Numbers of boundaries by verdict."""
        return Counter(each.verdict for each in self.compared)

    @property
    def item_counts(self) -> Counter[Verdict]:
        """Numbers of compared items by verdict."""
        return Counter(item.verdict for each in self.compared for item in each.items)

    def list_items(self, verdict: Verdict) -> list[tuple[Boundary, Item]]:
        """Return the items with a verdict, each only at the first boundary that has it."""
        found = dict[tuple[str, str, str], tuple[Boundary, Item]]()
        for each in self.compared:
            for item in each.items:
                if item.verdict == verdict:
                    place = "" if item.kind in ("variable", "state", "file") else str(each.boundary)
                    found.setdefault((item.kind, item.name, place), (each.boundary, item))
        return list(found.values())


# Told about progress: which run, which of how many cells, seconds since the run began.
Progress = Callable[[str, int, int, float], None]


def verify(
    request: Request, progress: Progress = lambda _run, _cell, _cells, _seconds: None
) -> Verification:
    """Run the original twice and the result once, and compare them at every boundary.

    This runs the code of both notebooks.

    Raises:
        VerificationError: There is no interpreter or no `ipykernel`, or a kernel does not start.
    """
    program = find_interpreter(request.project, request.python, os.environ)
    python = check_interpreter(program)
    with bench(request.project) as place:
        deadline = time.monotonic() + request.limits.total
        runner = Runner(place, python.path, request.limits, deadline, request.seed, request.cut_off)
        return _Trial(request, runner, progress).carry_out(python.version)


@dataclass(frozen=True, slots=True)
class _Trial:
    request: Request
    runner: Runner
    progress: Progress

    def carry_out(self, version: str) -> Verification:
        request = self.request
        boundaries = find_boundaries(request.original, request.result)
        sources = [cell.source for cell in request.original]
        comparer = Comparer(self.runner.bench.store, find_later_reads(sources))
        runs = self._run_all(boundaries)
        baseline, result = Baseline(runs["original 1"], runs["original 2"]), runs["result"]
        compared = [comparer.compare(each, baseline, result) for each in boundaries]
        found = Verification(compared, runs, version, request.seed)
        if found.outcome is not Outcome.EQUAL:
            return found
        if request.test:
            values, reason = self._observe(request.test, compared)
            found = replace(found, values=values, unpinned=reason)
        return (
            self._try_mutants(found, comparer, boundaries, baseline) if request.mutants else found
        )

    def _observe(self, test: tuple[str, str], compared: Sequence[Compared]) -> tuple[Values, str]:
        """Return the values to pin, computed by two runs of the test, and why the test failed."""
        path, text = test
        cells, changed = [cell_that_runs(path)], {path: text.encode()}
        first, second = (
            self.runner.run(cells, ".", self._watch(name, 1), changed=changed)
            for name in ("test 1", "test 2")
        )
        values = choose_values(read_values(first), read_values(second), compared)
        return values, read_failure(first)

    def _try_mutants(
        self,
        found: Verification,
        comparer: Comparer,
        boundaries: Sequence[Boundary],
        baseline: Baseline,
    ) -> Verification:
        def notices(record: RunRecord) -> bool:
            return _differs(comparer, boundaries, baseline, record)

        cells = self._result_cells(boundaries, baseline.first)
        trial = MutantTrial(self.runner, cells, self.request.result_at, notices)
        tried = trial.try_all(
            found.runs["result"],
            baseline.first,
            self.request.mutants,
            lambda name: self._watch(name, len(cells)),
        )
        return replace(found, mutants=tried)

    def _run_all(self, boundaries: Sequence[Boundary]) -> dict[str, RunRecord]:
        request, runs = self.request, dict[str, RunRecord]()
        cells = [CellToRun(cell.source, cell.has_raised) for cell in request.original]
        for name in ("original 1", "original 2"):
            runs[name] = self._run(name, cells, request.original_at)
        after = self._result_cells(boundaries, runs["original 1"])
        runs["result"] = self._run("result", after, request.result_at)
        return runs

    def _result_cells(self, boundaries: Sequence[Boundary], first: RunRecord) -> list[CellToRun]:
        raising = _find_raising(first, boundaries)
        cells = enumerate(self.request.result)
        return [CellToRun(cell.source, place in raising) for place, cell in cells]

    def _run(self, name: str, cells: Sequence[CellToRun], at: str) -> RunRecord:
        record = self.runner.run(cells, at, self._watch(name, len(cells)))
        if record.reason == "unstarted":
            raise VerificationError(f"The kernel did not start: {record.note}")
        return record

    def _watch(self, name: str, cells: int) -> Watch:
        return lambda cell, seconds: self.progress(name, cell, cells, seconds)


def _find_raising(record: RunRecord, boundaries: Sequence[Boundary]) -> frozenset[int]:
    """Return the cells of the result that may raise, as their counterparts did."""
    raised = {place for place, cell in enumerate(record.cells) if cell.error}
    return frozenset(
        place
        for boundary in boundaries
        if raised & {*boundary.original}
        for place in boundary.result
    )


def _differs(
    comparer: Comparer, boundaries: Sequence[Boundary], baseline: Baseline, record: RunRecord
) -> bool:
    """Return whether the last boundary that a run has reached differs."""
    last = len(record.cells) - 1
    ended = (each for each in boundaries if each.result[-1] == last)
    return any(
        comparer.compare(each, baseline, record).verdict is Verdict.DIFFERS for each in ended
    )
