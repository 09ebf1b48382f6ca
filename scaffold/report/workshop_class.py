"""The report of `scaffold workshop class`."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scaffold.errors.wording import count
from scaffold.report.console import align, print_line, print_note

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.verbs.class_board import Row
    from scaffold.verbs.class_send import SendResult
    from scaffold.verbs.workshop_class import NewClassResult

_SIGNS = {"todo": "·", "written": "w", "broken": "b", "failing": "f", "done": "d"}
_STYLES = {"todo": "dim", "written": "cyan", "broken": "red", "failing": "yellow", "done": "green"}


def print_class(made: NewClassResult) -> None:
    """Print how many projects were created, and what could not be done."""
    number = count(len(made.created), "project")
    total = count(len(made.classroom.learners), "learner")
    if made.dry_run:
        print_line(f"Would create {number} for {total}")
        return
    print_line(f"Created {number}; the class has {total}")
    for identifier, reason in made.failed.items():
        print_line(("failed", "bold red"), f"  {identifier}  {reason}", aside=True)
    if made.failed:
        print_line("Run the command again to retry", aside=True)
    if made.left:
        print_note(f"No longer in the roster, projects kept: {', '.join(made.left)}")
    print_line(f"Pages to join: {made.classroom.folder / 'join'}")


@contextmanager
def listing_problems() -> Iterator[None]:
    """Print every problem of a roster before its error."""
    from scaffold.verbs.workshop_class import RosterError

    try:
        yield
    except RosterError as error:
        for problem in error.problems:
            print_line(problem, aside=True)
        raise


def print_board(rows: Sequence[Row]) -> None:
    """Print a line for each learner: the states of the exercises, the last save and problems."""
    from scaffold.verbs.class_board import describe_fetch, summarize

    now = time.time()
    names = align(row.learner.name for row in rows)
    for name, row in zip(names, rows, strict=True):
        hand = ("hand ", "bold magenta") if row.hand is not None else "     "
        cells = [(_SIGNS[each.state], _STYLES[each.state]) for each in row.work]
        print_line(hand, name, "  ", *cells, f"  {_describe_saved(row, now):11}", *_problems(row))
    if any(row.work for row in rows):
        print_line("")
        print_line("  ".join(f"{sign} {state}" for state, sign in _SIGNS.items()))
    print_line(summarize(rows))
    fetched = describe_fetch(rows, now)
    if fetched:
        print_line(f"{fetched} To fetch, use `--fetch`.")


def print_stuck(rows: Sequence[Row]) -> None:
    """Print who needs help, and with which exercise."""
    from scaffold.verbs.class_board import describe_age

    now = time.time()
    names = align(row.learner.name for row in rows)
    for name, row in zip(names, rows, strict=True):
        hand = "" if row.hand is None else f"hand up {describe_age(now - row.hand)}, "
        current = row.current.exercise.name if row.current else ""
        print_line(name, f"  {hand}{_describe_saved(row, now)}  {current}", *_problems(row))
    if not rows:
        print_line("No one needs help")


def print_sent(sent: SendResult) -> None:
    """Print how many projects were updated, and every learner who did not get the update."""
    numbers = {
        state: sent.count(state) for state in dict.fromkeys(s.delivery for s in sent.sendings)
    }
    shown = ", ".join(f"{number} {state}" for state, number in numbers.items())
    print_line(f"Would update: {shown}" if sent.dry_run else f"Updated: {shown}")
    for each in sent.sendings:
        if each.reason or each.conflicts:
            style = "red" if each.delivery != "sent" else "dim"
            files = f" ({', '.join(each.conflicts)})" if each.conflicts else ""
            print_line((each.delivery, style), f"  {each.learner.name}  {each.reason}{files}")


def _describe_saved(row: Row, now: float) -> str:
    from scaffold.verbs.class_board import describe_age

    return "not started" if row.saved is None else describe_age(now - row.saved)


def _problems(row: Row) -> list[tuple[str, str]]:
    from scaffold.verbs.class_board import list_faults

    faults = list_faults(row)
    return [(f"  {'; '.join(faults)}", "red")] if faults else []


def save_board(rows: Sequence[Row], page: Path, refresh: int | None) -> None:
    """Write the board as a page; say where, the first time."""
    from scaffold.verbs import class_board

    is_new = not page.exists()
    class_board.save_board(tuple(rows), page, refresh)
    if is_new or refresh is None:
        print_note(f"Wrote {page}")


def wait(seconds: int) -> None:
    """Wait until the next refresh."""
    time.sleep(seconds)
