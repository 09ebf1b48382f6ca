"""Run all attacks and count those that are held: `python -m tests.attacks`."""

import sys

import pytest

from tests.attacks.table import read_attacks
from tests.conftest import REPOSITORY


class Counter:
    """Counts the tests that pass, and all others."""

    def __init__(self) -> None:
        """Start with none."""
        self.passed: set[str] = set()
        self.others: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the outcome of a test."""
        if report.when == "call" and report.passed:
            self.passed.add(report.nodeid)
        elif not report.passed:
            self.others.add(report.nodeid)


def main(arguments: list[str]) -> int:
    """Run the attacks of the table and those of the modules that have more."""
    table, counter = read_attacks(), Counter()
    tests = [*sorted({*table.held.values()}), *table.more]
    paths = [str(REPOSITORY / test) for test in tests]
    code = pytest.main(["--quiet", "--rootdir", str(REPOSITORY), *arguments, *paths], [counter])
    held = counter.passed - counter.others
    known = sum(test in held for test in table.held.values())
    more = sum(test.startswith(table.more) for test in held - {*table.held.values()})
    sys.stdout.write(
        f"attacks held: {known} of {len(table.held)} in the list, {more} more; "
        f"{len(counter.others)} not held. {len(table.in_projects)} are tests of generated "
        f"projects, {len(table.said)} are documented.\n"
    )
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
