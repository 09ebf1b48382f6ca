"""What was guessed of a repository, and what adopting it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from scaffold.report.console import notes, output, print_line
from scaffold.report.updates import print_actions, print_skipped, print_unsettled, summarize

if TYPE_CHECKING:
    from rich.console import Console

    from scaffold.adoption import PlannedAdoption
    from scaffold.guess import Guess


def print_guesses(guesses: Sequence[Guess]) -> None:
    """Print what was guessed, before a person is asked to confirm it."""
    _print_answers(notes, guesses)


def print_adoption(planned: PlannedAdoption, *, dry_run: bool, skipped: Sequence[str]) -> None:
    """Print the answers with their reasons, the plan, and what became of it."""
    from scaffold.plan_adoption import STAYS  # Other commands need no plan of an adoption.

    _print_answers(output, planned.answers)
    print_line("")
    print_actions(planned.plan)
    verb = "Would bring" if dry_run else "Brought"
    print_line(f"\n{verb} {planned.path} to {planned.target}. {summarize(planned.plan)}")
    print_unsettled([each for each in planned.plan.unsettled if each.notes != (STAYS,)])
    print_skipped(skipped)
    if planned.kept:
        print_line(f"Left alone, now and by updates: {', '.join(planned.kept)}")
    if not dry_run:
        print_line("`scaffold undo` takes it back.")


def _print_answers(console: Console, answers: Sequence[Guess]) -> None:
    width = max((len(answer.key) for answer in answers), default=0)
    for answer in answers:
        line = f"{escape(_show(answer.value))}  [dim]({escape(answer.reason)})[/]"
        console.print(f"  [green]{answer.key.ljust(width)}[/]  {line}", soft_wrap=True)


def _show(value: Any) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)
