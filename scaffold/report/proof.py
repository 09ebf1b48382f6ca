"""The report of a proof: what the checks of a project say about a change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scaffold.errors.wording import count
from scaffold.report.console import align, print_line, print_note

if TYPE_CHECKING:
    from scaffold.verbs.proved_change import Broken, CheckRun, Proof

# Lines of a failed check, and names of tests; `--json` has all of them.
_MOST_LINES = 10
_MOST_NAMED = 50


def print_proof(proof: Proof, refusal: str, conflicts: int = 0) -> None:
    """Print the runs of the checks, what the change breaks, and the outcome.

    Args:
        proof: The proof.
        refusal: What to print if the change breaks something, such as `Not updated`.
        conflicts: Conflicts of the change, which can be the cause.
    """
    print_line("")
    print_line(f"Checks in {proof.environment} (Python {proof.python}), before -> after:")
    names = align(run.check for run in proof.before)
    for name, before, after in zip(names, proof.before, proof.after, strict=True):
        print_line("  ", (name, "green"), f"  {_describe(before)} -> {_describe(after)}")
    for note in proof.notes:
        print_line(("note", "yellow"), f": {note}")
    _print_broken("broken", proof.verdict.broken)
    _print_broken("flaky", proof.verdict.flaky)
    _print_others(proof)
    _print_outcome(proof, refusal, conflicts)


def _describe(run: CheckRun) -> str:
    """Return the result of a check in words: `84 passed, 1 failed, 12 s`."""
    seconds = f"{run.seconds:.0f} s"
    if run.exit_code is None:
        return f"no result, {seconds}"
    if run.tests:
        counts = run.as_json()["tests"].items()
        words = [f"{number:,} {status}" for status, number in counts if number]
        return ", ".join([*words, seconds])
    if run.tests is not None:
        return f"no tests, {seconds}"
    return f"{'passed' if run.is_green else f'failed with {run.exit_code}'}, {seconds}"


def _print_broken(label: str, found: Sequence[Broken]) -> None:
    for each in found[:_MOST_NAMED]:
        name = f"{each.test}{' (new)' if each.is_new else ''}" if each.test else each.check
        lines = each.message.splitlines()
        first = f": {lines[0]}" if len(lines) == 1 else ""
        print_line((label, "red" if label == "broken" else "yellow"), f" {name}{first}")
        for text in lines[-_MOST_LINES:] if len(lines) > 1 else ():
            print_line("  ", (text, "dim"))
    if len(found) > _MOST_NAMED:
        print_line((label, "red"), f" {len(found) - _MOST_NAMED} more; `--json` lists them")


def _print_others(proof: Proof) -> None:
    verdict = proof.verdict
    told = (
        (verdict.red_before, "failed before the change, too", "test or check"),
        (verdict.gone, "passed before the change and no longer exist", "test"),
        (verdict.skipped, "passed before the change and would be skipped", "test"),
    )
    for names, what, noun in told:
        if names:
            more = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
            print_line(("note", "yellow"), f": {noun} `{names[0]}`{more} {what}")


def _print_outcome(proof: Proof, refusal: str, conflicts: int) -> None:
    if proof.holds:
        print_line("Proved: no check that passed before fails")
        return
    tests = sum(bool(each.test) for each in proof.verdict.broken)
    checks = len(proof.verdict.broken) - tests
    parts = [count(tests, "test")] if tests else []
    parts += [count(checks, "check")] if checks else []
    print_line((refusal, "red"), f": {' and '.join(parts)} would fail")
    if conflicts:
        print_note(f"{count(conflicts, 'conflict')} can be the cause")
    print_note(
        "Fix this in the project first, or run the command without `--prove` and fix it then"
    )
