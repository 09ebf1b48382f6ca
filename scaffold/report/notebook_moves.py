"""What a move of a notebook does, or did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from scaffold.errors.wording import agree, among, count
from scaffold.report.console import print_line
from scaffold.report.notebook import print_problems

if TYPE_CHECKING:
    from scaffold.verbs.notebook import PlannedMove


def print_move(planned: PlannedMove, *, dry_run: bool, skipped: Sequence[str]) -> None:
    """Print the files of a move, and where the statements are."""
    if not planned.changes:
        print_line("Nothing to do: the notebook is already moved")
        return
    for change in planned.changes:
        action = "create" if change.before is None else "update"
        print_line("  ", (action, "green"), f"  {change.path}")
    _print_counts(planned, dry_run=dry_run)
    print_problems(planned.problems)
    for path, names in planned.kept.items():
        print_line("  ", ("kept", "yellow"), f"  {path}: your {', '.join(names)}")
    for path in skipped:
        print_line("  ", ("skipped", "yellow"), f"  {path}: it changed during the command")
    for note in planned.notes:
        print_line("  ", ("note", "yellow"), f"  {note}")
    if not dry_run:
        print_line("")
        print_line(f"Not proved: run `scaffold notebook verify {planned.destination.notebook}`")
        print_line("With `--write-tests`, that also writes a test of the values")


def _print_counts(planned: PlannedMove, *, dry_run: bool) -> None:
    account = Counter(planned.result.account(planned.analysis).values())
    dropped = sum(each for place, each in account.items() if place.startswith("dropped"))
    staying = account["notebook"]
    moved = sum(account.values()) - dropped - staying
    modules = len(planned.result.modules)
    statements = among(moved, sum(account.values()), "statement")
    rest = [f"{staying:,} {agree(staying, 'stays', 'stay')} in the notebook"] if staying else []
    rest += [f"{count(dropped, 'import')} dropped"] if dropped else []
    verb = "Would move" if dry_run else "Moved"
    print_line("")
    into = f" into {count(modules, 'module')}" if modules else ""
    print_line("; ".join([f"{verb} {statements}{into}", *rest]))
    left = [unit for unit in planned.result.moved.units if unit.kind in {"block", "definition"}]
    for unit in left:
        if unit.reason and not unit.reason.startswith("it calls"):
            cells = ", ".join(map(str, unit.cell_numbers))
            print_line("  ", ("stays", "yellow"), f"  cell {cells}: {unit.reason}")
