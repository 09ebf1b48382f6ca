"""What the checks of a project say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scaffold.report.console import print_line

if TYPE_CHECKING:
    from scaffold.doctor.diagnosis import Diagnosis, Examined


def print_diagnosis(diagnosis: Diagnosis, mended: Sequence[str]) -> None:
    """Print what was mended, what was found and what to do, and why checks were skipped."""
    from scaffold.doctor.findings import Skipped  # It is loaded by whoever made the diagnosis.

    for path in mended:
        print_line(("mended", "green"), f"  {path}")
    for check in diagnosis.examined:
        if check.found:
            _print_found(check)
    for check in diagnosis.examined:
        if isinstance(check.outcome, Skipped):
            print_line(f"skipped {check.code}: {check.outcome.reason}", style="dim")
    _print_sum(diagnosis)


def _print_found(check: Examined) -> None:
    print_line(("failed", "yellow"), f"  {check.code}: {check.title}")
    for finding in check.found:
        gap = " " if finding.place else ""
        print_line("  ", (finding.place, "bold"), f"{gap}{finding.message}")
    for name, text in (("why", check.why), ("how", check.how)):
        if text:
            print_line(f"  {name}: {text}")
    print_line("")


def _print_sum(diagnosis: Diagnosis) -> None:
    from scaffold.doctor.findings import Skipped

    passed = sum(check.outcome == () for check in diagnosis.examined)
    skipped = sum(isinstance(check.outcome, Skipped) for check in diagnosis.examined)
    checks = f"{_count(passed, 'check')} passed"
    checks += f", {skipped} {'was' if skipped == 1 else 'were'} skipped" if skipped else ""
    found = len(diagnosis.findings)
    if not found:
        print_line(f"{checks}; nothing was found.")
        return
    repairs = len(diagnosis.repairs)
    hint = f" `scaffold doctor --fix` mends {repairs} of them." if repairs else ""
    were = "was" if found == 1 else "were"
    print_line(f"{checks}; {_count(found, 'thing')} {were} found.{hint}")


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
