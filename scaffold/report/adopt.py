"""The reports of `scaffold adopt`: the detected answers and the result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scaffold.errors.wording import version
from scaffold.report.console import align, confirm, print_line
from scaffold.report.explanation import print_structure
from scaffold.report.proof import print_proof
from scaffold.report.update import (
    count_conflicts,
    print_actions,
    print_ignored,
    print_skipped,
    print_unsettled,
    summarize,
)

if TYPE_CHECKING:
    from scaffold.verbs.adopt import AdoptResult
    from scaffold.verbs.gated_adoption import GateRun
    from scaffold.verbs.planned_adoption import Guess, PlannedAdoption


def print_guesses(guesses: Sequence[Guess]) -> None:
    """Print the detected answers before the prompts."""
    _print_answers(guesses, aside=True)


def print_adoption(result: AdoptResult) -> None:
    """Print the answers with their reasons, the actions and a summary."""
    planned = result.planned
    if result.project and result.is_adopted_already:
        release = version(result.project.reference)
        at = f"`{result.project.path}` is already a project (release {release})"
        print_line(f"Nothing to do: {at}")
        return
    if result.found:
        print_structure(result.found)
        print_line("")
    _print_answers(planned.answers, aside=False)
    print_line("")
    print_actions(planned.plan)
    _print_kept(planned)
    _print_not_created(planned.not_created)
    print_gates(result.gates)
    verb = "Would adopt" if result.is_preview else "Adopted"
    counts = f": {summarize(planned.plan)}" if planned.plan.actions else ""
    print_line("")
    print_line(f"{verb} `{planned.path}` at release {version(planned.target)}{counts}")
    print_unsettled(planned.plan.unsettled)
    print_skipped(result.skipped)
    print_ignored(planned.ignored)
    if planned.kept:
        print_line("Updates skip kept and not created files (see `kept` in the answers file)")
    if result.proof:
        print_proof(result.proof, "Not adopted", count_conflicts(planned.plan))
    if not result.is_preview:
        print_line("Run `scaffold undo` to revert the adoption")


def confirm_gates(question: str) -> bool:
    """Ask whether to run the repository's code; without a terminal the answer is no."""
    return confirm(question)


def print_gates(runs: Sequence[GateRun]) -> None:
    """Print what each gate found."""
    if runs:
        print_line("")
        print_line("Gates, on a scratch copy:")
    for shown, run in zip(align(run.gate for run in runs), runs, strict=True):
        color = {"passed": "green", "failed": "red"}.get(run.outcome, "yellow")
        print_line("  ", (shown, "green"), "  ", (str(run.outcome), color), f": {run.message}")


def _print_kept(planned: PlannedAdoption) -> None:
    from scaffold.plan.actions import Action  # Imported here: other commands do not need it.
    from scaffold.plan.adoption import STAYS

    for action in planned.plan.actions:
        if action.action is Action.KEPT:
            notes = [note.removeprefix(f"{STAYS}: ") for note in action.notes if note != STAYS]
            note = f" ({notes[0]})" if notes else ""
            _print_row("kept", action.path + note)


def _print_not_created(not_created: Sequence[tuple[str, str]]) -> None:
    if not_created:
        print_line("")
        print_line("Not created:")
    paths = align(path for path, _ in not_created)
    for shown, (_, reason) in zip(paths, not_created, strict=True):
        print_line("  ", shown, "  ", (reason, "dim"))


def _print_row(label: str, text: str) -> None:
    print_line("  ", (label.ljust(len("not restored")), "green"), f"  {text}")


def _print_answers(answers: Sequence[Guess], *, aside: bool) -> None:
    keys = align(answer.key for answer in answers)
    for key, answer in zip(keys, answers, strict=True):
        reason = f"({answer.reason})"
        parts = ("  ", (key, "green"), f"  {_show(answer.value)}  ", (reason, "dim"))
        print_line(*parts, aside=aside)


def _show(value: Any) -> str:
    if isinstance(value, dict) and "command" in value:  # Of an image, the rest is in its file.
        return " ".join(map(str, value["command"]))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_show(each)}" for key, each in value.items()) or "none"
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)
