"""How far a learner is, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote
from typing import TYPE_CHECKING

from rich.markup import escape

from scaffold.report.console import output, print_line

if TYPE_CHECKING:
    from scaffold.workshop.progress import Result

_STYLES = {"blank": "dim", "failing": "yellow", "done": "green"}


def print_lessons(results: Sequence[Result]) -> None:
    """Print each lesson with its exercises, and what to do next."""
    width = max(len(result.exercise.name) for result in results)
    lesson = ""
    for result in results:
        if result.lesson.name != lesson:
            lesson = result.lesson.name
            output.print(f"[bold]{escape(lesson)}[/]  {escape(result.lesson.title)}")
        state = f"[{_STYLES[result.state]}]{result.state.ljust(7)}[/]"
        line = f"  {state}  {result.exercise.name.ljust(width)}  {result.exercise.file}"
        output.print(line.rstrip(), soft_wrap=True)
    _print_next(results)


def _print_next(results: Sequence[Result]) -> None:
    left = [result for result in results if result.state != "done"]
    print_line("")
    if not left:
        print_line(f"All {len(results)} exercises are done.")
        return
    print_line(f"{len(results) - len(left)} of {len(results)} exercises are done.")
    exercise = left[0].exercise
    hint = f"`scaffold workshop hint {exercise.name}`"
    if left[0].state == "failing":
        print_line(f"Next: `pytest {quote(left[0].open_test)}` says what is wrong; or {hint}.")
    else:
        print_line(f"Next: {hint}.")
