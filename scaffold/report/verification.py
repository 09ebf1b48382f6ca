"""What verifying a notebook found, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scaffold.errors.wording import count
from scaffold.report.console import live_status, print_line, print_note

if TYPE_CHECKING:
    from scaffold.notebooks.verification.pairs import NotebookPair
    from scaffold.notebooks.verification.verdicts import Verdict
    from scaffold.notebooks.verification.verifying import Progress, Verification

_STYLES = {"equal": "green", "differs": "red", "unstable": "yellow", "baseline failed": "red"}
_MOST = 20
_SLOW_SECONDS = 5.0


@contextmanager
def verifying() -> Iterator[Progress]:
    """Show how far a verification is: run, cell and seconds; on a pipe, a line per slow cell."""
    with live_status() as update:
        yield _Shown(update).show


class _Shown:
    """Remembers what was shown last."""

    def __init__(self, update: Callable[[str], None] | None) -> None:
        self._update = update
        self._run, self._cell, self._since = "", 0, 0.0

    def show(self, run: str, cell: int, cells: int, seconds: float) -> None:
        """Show a cell of a run, and the seconds since the run began."""
        text = f"{run.capitalize()}: cell {cell + 1} of {cells}"
        if self._update is not None:
            self._update(f"{text}, {seconds:.0f} s")
            return
        if run != self._run:
            print_note(f"Running {run}: {count(cells, 'cell')}")
        elif cell != self._cell and seconds - self._since >= _SLOW_SECONDS:
            took = seconds - self._since
            print_note(f"{run}: cell {self._cell + 1} of {cells} took {took:.0f} s")
        if run != self._run or cell != self._cell:
            self._run, self._cell, self._since = run, cell, seconds


def print_verification(found: Verification, pair: NotebookPair) -> None:
    """Print what differs, what could not be compared, and the outcome with its counts."""
    from scaffold.notebooks.verification.summary import describe_end, describe_network
    from scaffold.notebooks.verification.verdicts import Verdict

    for verdict in (Verdict.DIFFERS, Verdict.UNSTABLE, Verdict.NOT_COMPARABLE):
        _print_items(found, verdict)
    for name, run in found.runs.items():
        if describe_end(run):
            print_line("note", f": {name} {describe_end(run)} ({count(len(run.cells), 'cell')})")
    network = {describe_network(run) for run in found.runs.values()}
    if network != {"off"}:
        print_line("note: network ", ", ".join(sorted(network)))
    _print_mutants(found)
    _print_outcome(found, pair)


def print_pinned(found: Verification, test: str) -> None:
    """Print where the test is that pins the values, or why there is none."""
    values = sum(map(len, found.values.values()))
    if test:
        print_line(f"Wrote `{test}`, which pins {count(values, 'value')}")
    elif found.unpinned:
        print_line("No test written: it fails in the project's environment: ", found.unpinned)
    elif found.outcome.value == "equal":
        print_line("No test written: no value is the same in two runs outside of a kernel")
    else:
        print_line("No test written: only equal notebooks have values to pin")


def _print_items(found: Verification, verdict: Verdict) -> None:
    from scaffold.notebooks.verification.summary import describe_item, name_cells

    items = found.list_items(verdict)
    for boundary, item in items[:_MOST]:
        style = _STYLES.get(verdict.value, "dim")
        print_line((verdict.value, style), f"  {name_cells(boundary)}: {describe_item(item)}")
    if len(items) > _MOST:
        print_line(f"... {len(items) - _MOST} more {verdict.value} (see `--json`)", style="dim")


def _print_mutants(found: Verification) -> None:
    trials = found.mutants
    if trials is None:
        return
    for each in trials.survivors:
        place = f"{each.path}:{each.line}"
        print_line(("unnoticed", "yellow"), f"  {place}: {each.before} -> {each.after}")
    noticed = trials.tried - len(trials.survivors)
    print_line(f"Mutants: {noticed} of {trials.tried} noticed, {trials.possible} possible")
    if trials.note:
        print_line(f"note: {trials.note}")


def _print_outcome(found: Verification, pair: NotebookPair) -> None:
    counts = found.boundary_counts
    boundaries = ", ".join(f"{number} {each.value}" for each, number in counts.items())
    items = ", ".join(f"{number} {each.value}" for each, number in found.item_counts.items())
    style = _STYLES.get(found.outcome.value, "yellow")
    print_line((found.outcome.value.capitalize(), style), f": `{pair.result.name}`")
    print_line(f"  boundaries  {boundaries}")
    print_line(f"  compared    {items or 'nothing'}")
