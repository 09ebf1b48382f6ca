"""What was guessed of a repository, and what adopting it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scaffold.report.console import align, print_line
from scaffold.report.updates import print_actions, print_skipped, print_unsettled, summarize

if TYPE_CHECKING:
    from scaffold.adoption import PlannedAdoption
    from scaffold.guess import Guess


def print_guesses(guesses: Sequence[Guess]) -> None:
    """Print what was guessed, before a person is asked to confirm it."""
    _print_answers(guesses, aside=True)


def print_adoption(planned: PlannedAdoption, *, dry_run: bool, skipped: Sequence[str]) -> None:
    """Print the answers with their reasons, the plan, and what became of it."""
    from scaffold.plan_adoption import STAYS  # Other commands need no plan of an adoption.

    _print_answers(planned.answers, aside=False)
    print_line("")
    print_actions(planned.plan)
    verb = "Would bring" if dry_run else "Brought"
    print_line("")
    print_line(f"{verb} {planned.path} to {planned.target}. {summarize(planned.plan)}")
    print_unsettled([each for each in planned.plan.unsettled if each.notes != (STAYS,)])
    print_skipped(skipped)
    if planned.kept:
        print_line(f"Left alone, now and by updates: {', '.join(planned.kept)}")
    if not dry_run:
        print_line("`scaffold undo` takes it back.")


def _print_answers(answers: Sequence[Guess], *, aside: bool) -> None:
    keys = align(answer.key for answer in answers)
    for key, answer in zip(keys, answers, strict=True):
        reason = f"({answer.reason})"
        parts = ("  ", (key, "green"), f"  {_show(answer.value)}  ", (reason, "dim"))
        print_line(*parts, aside=aside)


def _show(value: Any) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)
