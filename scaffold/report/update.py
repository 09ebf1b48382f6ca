"""The reports of updates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scaffold.errors.wording import agree, among, count, version
from scaffold.report.console import print_line
from scaffold.report.news import print_news
from scaffold.report.proof import print_proof

# Of files that are left out, the rest is counted: a folder of the user's can concern dozens.
_MOST_LEFT_OUT = 5

if TYPE_CHECKING:
    from scaffold.plan.actions import Action, FileAction, Plan
    from scaffold.plan.seeded import TakenFolder
    from scaffold.verbs.planned_update import Ignored, UpdateResult


# Actions whose names are verbs, as results.
_RESULTS = {"create": "created", "update": "updated", "merge": "merged", "delete": "deleted"}


def print_update(result: UpdateResult) -> None:
    """Print the actions of an update and a summary."""
    planned = result.planned
    print_news(planned.news)
    if planned.is_empty:
        print_line(f"Already up to date ({version(planned.target)})")
    else:
        print_actions(planned.plan)
        print_line("")
        print_line(_headline(result) + _summary(planned.plan))
    if planned.moved_to and not planned.is_empty:
        address = planned.project.address
        print_line(("template", "green"), f" {address}: the template of the project from now on")
    print_taken(planned.taken)
    print_left_out(planned.left_out)
    print_notes(planned.plan)
    print_unsettled(planned.plan.unsettled)
    print_ignored(planned.ignored)
    print_skipped(result.skipped)
    if result.proof:
        print_proof(result.proof, "Not updated", count_conflicts(planned.plan))


def count_conflicts(plan: Plan) -> int:
    """Return how many files of a plan have conflicts."""
    return sum(number for action, number in plan.counts.items() if action == "conflict")


def _headline(result: UpdateResult) -> str:
    old, new = version(result.planned.project.reference), version(result.planned.target)
    if old == new:
        return "Would update the answers" if result.is_preview else "Updated the answers"
    return f"Would update {old} -> {new}" if result.is_preview else f"Updated {old} -> {new}"


def print_taken(folders: Sequence[TakenFolder], *, aside: bool = False) -> None:
    """Print which folders have become the user's, and how to update them nevertheless."""
    for each in folders:
        files = among(each.changed, each.total, "file")
        changed = f"{files} {agree(each.changed, 'is', 'are')} edited or deleted"
        print_line(
            ("yours", "green"),
            f" {each.path}/: {changed}, so updates leave it alone; "
            f"to update it, run `scaffold update --with {each.path}`",
            aside=aside,
        )


def print_left_out(files: Sequence[tuple[str, str]], *, aside: bool = False) -> None:
    """Print the files that the template changed and the update leaves as they are."""
    for path, reason in files[:_MOST_LEFT_OUT]:
        print_line(("left out", "green"), f" {path}: {reason}", aside=aside)
    more = len(files) - _MOST_LEFT_OUT
    if more > 0:
        print_line(("left out", "green"), f" {more} more; `--json` lists them", aside=aside)


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
    """Print the files that need attention; on stderr if stdout is for a patch."""
    for action in actions:
        for note in action.notes:
            parts = (action.action.value, "yellow"), f" {action.path}: {note}"
            print_line(*parts, aside=aside)


def print_ignored(files: Sequence[Ignored], *, aside: bool = False) -> None:
    """Print the new files that Git ignores, one line per rule."""
    by_rule: dict[str, list[str]] = {}
    for file in files:
        by_rule.setdefault(file.reason, []).append(file.path)
    for reason, (first, *others) in by_rule.items():
        more = f" and {len(others)} more" if others else ""
        parts = ("not committed", "yellow"), f" {first}{more}: {reason}"
        print_line(*parts, aside=aside)


def print_skipped(paths: Sequence[str]) -> None:
    """Print the files that changed after the plan was made."""
    for path in paths:
        print_line(("skipped", "yellow"), f" {path}: the file changed during the update")


def print_actions(plan: Plan) -> None:
    """Print the files that are written, removed or need attention, one line each."""
    for action in plan.actions:
        if action.changes_something or action in plan.unsettled:
            moved = f" (from {action.moved_from})" if action.moved_from else ""
            name = str(action.action).ljust(len("not restored"))
            print_line("  ", (name, "green"), f"  {action.path}{moved}")


def summarize(plan: Plan) -> str:
    """Return the number of files per action, as in `2 created, 1 merged`."""
    return ", ".join(_count(action, number) for action, number in plan.counts.items())


def _count(action: Action, number: int) -> str:
    if action == "conflict":
        return count(number, action)
    return f"{number:,} {_RESULTS.get(action, action)}"


def _summary(plan: Plan) -> str:
    counts = summarize(plan)
    return f": {counts}" if counts else ""
