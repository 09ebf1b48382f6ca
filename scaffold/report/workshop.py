"""The report of `scaffold workshop status`."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote
from typing import TYPE_CHECKING

from scaffold.errors.wording import count
from scaffold.report.console import align, print_line

if TYPE_CHECKING:
    from scaffold.verbs.workshop import Result

_STYLES = {"todo": "dim", "failing": "yellow", "done": "green"}


def print_lessons(results: Sequence[Result]) -> None:
    """Print each lesson with its exercises, and the next step."""
    names = align(result.exercise.name for result in results)
    lesson = ""
    for name, result in zip(names, results, strict=True):
        if result.lesson.name != lesson:
            lesson = result.lesson.name
            print_line((lesson, "bold"), f"  {result.lesson.title}")
        state = result.state.ljust(7), _STYLES[result.state]
        print_line("  ", state, f"  {name}  {result.exercise.path}".rstrip())
    _print_next(results)


def _print_next(results: Sequence[Result]) -> None:
    left = [result for result in results if result.state != "done"]
    print_line("")
    if not left:
        print_line(f"All {count(len(results), 'exercise')} done")
        return
    print_line(f"{len(results) - len(left)} of {count(len(results), 'exercise')} done")
    exercise = left[0].exercise
    hint = f"`scaffold workshop hint {exercise.name}`"
    if left[0].state == "failing":
        test = quote(left[0].open_test)
        print_line(f"Next: run `pytest {test}` to see the failure, or {hint} for a hint")
    else:
        print_line(f"Next: run {hint}")
