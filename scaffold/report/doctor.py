"""The findings of `scaffold doctor`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scaffold.errors.wording import count
from scaffold.report.console import print_line

if TYPE_CHECKING:
    from scaffold.doctor.diagnosis import Diagnosis, Examined


def print_diagnosis(
    diagnosis: Diagnosis, fixed: Sequence[str], known: int = 0, gone: int = 0
) -> None:
    """Print the fixed files, the findings with their fixes, and the skipped checks."""
    from scaffold.doctor.findings import Skipped  # Already loaded with the diagnosis.

    for path in fixed:
        print_line(("fixed", "green"), f"  {path}")
    for check in diagnosis.examined:
        if check.found:
            _print_found(check)
    for check in diagnosis.examined:
        if isinstance(check.outcome, Skipped):
            print_line(f"skipped {check.code}: {check.outcome.reason}", style="dim")
    if known:
        print_line(f"skipped {count(known, 'finding')} of the baseline", style="dim")
    if gone:
        message = f"{count(gone, 'finding')} of the baseline fixed: run `scaffold doctor"
        print_line(f"{message} --write-baseline` to remove them", style="dim")
    _print_sum(diagnosis)


def _print_found(check: Examined) -> None:
    is_note = all(finding.severity == "note" for finding in check.found)
    word = ("note", "cyan") if is_note else ("failed", "yellow")
    print_line(word, f"  {check.code}: {check.title}")
    for finding in check.found:
        gap = " " if finding.place else ""
        label = "note: " if finding.severity == "note" and not is_note else ""
        print_line("  ", (finding.place, "bold"), f"{gap}{label}{finding.message}")
    for name, text in (("why", check.why), ("fix", check.how)):
        if text:
            print_line(f"  {name}: {text}")
    print_line("")


def _print_sum(diagnosis: Diagnosis) -> None:
    from scaffold.doctor.findings import Skipped

    passed = sum(check.outcome == () for check in diagnosis.examined)
    skipped = sum(isinstance(check.outcome, Skipped) for check in diagnosis.examined)
    left_out = f"{skipped} skipped" if skipped else ""
    notes = sum(finding.severity == "note" for finding in diagnosis.findings)
    found = len(diagnosis.findings) - notes
    noted = count(notes, "note") if notes else ""
    if not diagnosis.findings:
        print_line(f"All {count(passed, 'check')} passed" + (f" ({left_out})" if left_out else ""))
        return
    checks = ", ".join(filter(None, [noted, f"{count(passed, 'check')} passed", left_out]))
    print_line(f"Found {count(found, 'problem')} ({checks})")
    if diagnosis.repairs:
        print_line(f"Run `scaffold doctor --fix` to fix {len(diagnosis.repairs)} of them")
