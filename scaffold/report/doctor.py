"""What the checks of a project say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.markup import escape

from scaffold.report.console import output, print_line

if TYPE_CHECKING:
    from scaffold.doctor.diagnosis import Diagnosis, Examined


def print_diagnosis(diagnosis: Diagnosis, mended: Sequence[str]) -> None:
    """Print what was mended, what was found and what to do, and why checks were skipped."""
    from scaffold.doctor.findings import Skipped  # It is loaded by whoever made the diagnosis.

    for path in mended:
        output.print(f"[green]mended[/]  {escape(path)}", soft_wrap=True)
    for check in diagnosis.examined:
        if check.found:
            _print_found(check)
    for check in diagnosis.examined:
        if isinstance(check.outcome, Skipped):
            text = f"skipped {check.code}: {check.outcome.reason}"
            output.print(escape(text), style="dim", soft_wrap=True)
    _print_sum(diagnosis)


def _print_found(check: Examined) -> None:
    output.print(f"[yellow]failed[/]  {check.code}: {escape(check.title)}", soft_wrap=True)
    for finding in check.found:
        place = f"[bold]{escape(finding.place)}[/] " if finding.place else ""
        output.print(f"  {place}{escape(finding.message)}", soft_wrap=True)
    for name, text in (("why", check.why), ("how", check.how)):
        if text:
            output.print(f"  {name}: {escape(text)}", soft_wrap=True)
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
