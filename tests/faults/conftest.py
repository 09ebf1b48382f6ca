"""The figures of all trials, below the results of the tests."""

from collections import Counter

import pytest

from tests.faults.trials import FIGURES


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the trials came to, wherever they ran."""
    total: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                total.update({n: v for n, v in report.user_properties if n in FIGURES})
    if total:
        words = ", ".join(f"{total[name]:,} {name}" for name in FIGURES)
        terminalreporter.write_sep("-", f"faults: {words}")
