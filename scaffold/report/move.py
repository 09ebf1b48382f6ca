"""What a move of modules into stages does, or did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scaffold.errors.wording import count
from scaffold.report.adopt import print_gates
from scaffold.report.console import print_json, print_line, print_note, print_text

if TYPE_CHECKING:
    from scaffold.verbs.move import MoveResult, Remark
    from scaffold.verbs.stage_moves import WrittenPlan

_LABELS = {
    "blocker": ("breaks", "red"),
    "dynamic": ("breaks", "red"),
    "warning": ("warning", "yellow"),
    "text": ("text", "cyan"),
}
_WIDTH = len("warning")
# `--json` has all of them.
_MOST_TEXTS = 20


def print_stage_moves(result: MoveResult) -> None:
    """Print the files of a move, what to know about them, and the outcome."""
    planned = result.planned
    if not planned.changes:
        print_line("Nothing to do: everything is already in its stage")
        return
    moved = planned.relocation.files
    for old, new in moved.items():
        _print_row("move", "green", f"{old} -> {new}")
    new_paths = set(moved.values())
    for change in planned.changes:
        if change.path not in new_paths and change.after is not None:
            _print_row("create" if change.before is None else "update", "green", change.path)
    _print_remarks(planned.remarks)
    print_gates(result.gates)
    _print_outcome(result)


def print_stage_plan(written: WrittenPlan, *, dry_run: bool, as_json: bool) -> None:
    """Print a plan of moves, or where it is."""
    if as_json:
        print_json({"plan": written.path, "text": written.text, "dry_run": dry_run})
    elif dry_run:
        print_text(written.text)
    else:
        found = f"{written.moves:,} of {written.moves + written.others:,}"
        print_line(f"Wrote {written.path} (modules and packages to move: {found})")
        print_line(f"Edit it, commit, then run `scaffold adopt --stages {written.path}` again")


def _print_row(label: str, color: str, text: str) -> None:
    print_line("  ", (label.ljust(_WIDTH), color), f"  {text}")


def _print_remarks(remarks: Sequence[Remark]) -> None:
    texts = [each for each in remarks if each.kind == "text"]
    shown = [each for each in remarks if each.kind != "text"] + texts[:_MOST_TEXTS]
    for each in shown:
        place = f"{each.path}:{each.line}" if each.line else each.path
        _print_row(*_LABELS[each.kind], f"{place}: {each.text}")
    if len(texts) > _MOST_TEXTS:
        _print_row("text", "cyan", f"{len(texts) - _MOST_TEXTS} more; `--json` lists them")


def _print_outcome(result: MoveResult) -> None:
    planned = result.planned
    for path in result.skipped:
        _print_row("skipped", "yellow", f"{path}: it changed during the command")
    print_line("")
    for run in result.gates:
        for why in run.refused.values():
            print_line(("Not moved", "red"), f": {why}")
    if result.is_refused:
        return
    verb = "Would move" if result.dry_run else "Moved"
    updated = sum(
        each.before is not None and each.after is not None
        for each in planned.changes
        if each.path not in planned.relocation.files
    )
    print_line(
        f"{verb} {count(len(planned.relocation.files), 'file')} and "
        f"{'update' if result.dry_run else 'updated'} {count(updated, 'other file')}"
    )
    if any(each.kind == "text" for each in planned.remarks):
        print_note("Texts are not changed: `text` lists where they have old names")
    if not result.dry_run:
        print_line("Run `scaffold undo` to revert the move")
