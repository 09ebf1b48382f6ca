"""The reports of `scaffold workshop check` and `watch`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.report.console import print_line

if TYPE_CHECKING:
    from scaffold.verbs.workshop_check import Verdict

_STYLES = {"todo": "dim", "failing": "bold yellow", "done": "bold green"}
_KEYS = "n next, h hint, r run again, q quit"


def print_verdict(verdict: Verdict) -> None:
    """Print the state of an exercise, with the first failure."""
    exercise = verdict.exercise
    for line in verdict.output.splitlines():
        print_line(line)
    state = verdict.state, _STYLES[verdict.state]
    print_line(state, f"  {exercise.name}  {exercise.where}")
    if verdict.reason:
        print_line((verdict.reason, "red"))
    elif verdict.state == "todo":
        print_line(f"Write it, or run `scaffold workshop hint {exercise.name}`")


def print_watched(verdict: Verdict) -> None:
    """Print a verdict and the keys."""
    print_line("")
    print_verdict(verdict)
    print_line((f"Watching for saves: {_KEYS}", "dim"))


def print_all_done() -> None:
    """Print that no exercise is left."""
    print_line("All exercises done")
