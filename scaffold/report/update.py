"""What an update does, did, and leaves to look at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scaffold.report.console import print_line

if TYPE_CHECKING:
    from scaffold.plan.update import FileAction, Plan
    from scaffold.project.ignored import Ignored
    from scaffold.verbs.planned_update import UpdateResult


def print_update(result: UpdateResult) -> None:
    """Print the plan of an update as a table, and its result."""
    planned = result.planned
    if planned.is_empty:
        print_line(f"Nothing to do: the project is at {planned.target}.")
    else:
        print_actions(planned.plan)
        verb = "Would bring" if result.dry_run else "Brought"
        print_line("")
        print_line(f"{verb} the project to {planned.target}. {summarize(planned.plan)}")
    print_notes(planned.plan)
    print_unsettled(planned.plan.unsettled)
    print_ignored(planned.ignored)
    print_skipped(result.skipped)


def print_notes(plan: Plan) -> None:
    """Print the decisions that need no attention, one line per decision."""
    paths: dict[tuple[str, str], list[str]] = {}
    for action in plan.actions:
        for note in action.notes if action not in plan.unsettled else ():
            paths.setdefault((str(action.action), note), []).append(action.path)
    for (name, note), (first, *others) in paths.items():
        more = f" and {len(others)} more" if others else ""
        print_line((name, "green"), f" {first}{more}: {note}")


def print_unsettled(actions: Sequence[FileAction], *, aside: bool = False) -> None:
    """Print what you have to look at; on stderr if stdout is for a patch."""
    for action in actions:
        for note in action.notes:
            parts = (action.action.value, "yellow"), f" {action.path}: {note}"
            print_line(*parts, aside=aside)


def print_ignored(files: Sequence[Ignored], *, aside: bool = False) -> None:
    """Print the files that Git would ignore, one line per rule."""
    by_rule: dict[str, list[str]] = {}
    for file in files:
        by_rule.setdefault(file.reason, []).append(file.path)
    for reason, (first, *others) in by_rule.items():
        more = f" and {len(others)} more" if others else ""
        parts = ("not committed", "yellow"), f" {first}{more}: {reason}"
        print_line(*parts, aside=aside)


def print_skipped(paths: Sequence[str]) -> None:
    """Print files that changed between the plan and its making."""
    for path in paths:
        print_line(("left alone", "yellow"), f" {path}: it changed meanwhile")


def print_actions(plan: Plan) -> None:
    """Print what is written, removed or left to look at, one line each."""
    for action in plan.actions:
        if action.changes_something or action in plan.unsettled:
            moved = f" (from {action.moved_from})" if action.moved_from else ""
            verb = str(action.action).ljust(len("stays deleted"))
            print_line("  ", (verb, "green"), f"  {action.path}{moved}")


def summarize(plan: Plan) -> str:
    """Return how many files meet which fate."""
    return ", ".join(f"{count} {fate}" for fate, count in plan.counts.items()) + "."
