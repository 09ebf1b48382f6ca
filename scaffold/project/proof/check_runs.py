"""What one run of a check came to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """The result of one test."""

    PASSED = "passed"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TestRun:
    """The result of a test.

    Attributes:
        status: Whether it passed; a module that cannot be collected failed.
        message: First line of the failure; empty if there is none.
    """

    __test__ = False  # Pytest would collect a class of this name.

    status: Status
    message: str = ""


@dataclass(frozen=True, slots=True)
class CheckRun:
    """One run of a check.

    Attributes:
        check: Name of the check: `lint`, `types`, `tests` or the command.
        is_green: Whether the command succeeded.
        exit_code: Its exit code; None if it was ended at the time limit.
        message: Last lines of its output.
        tests: Results of tests by name; None if the command wrote none.
        seconds: How long it took.
    """

    check: str
    is_green: bool
    exit_code: int | None = 0
    message: str = ""
    tests: Mapping[str, TestRun] | None = None
    seconds: float = field(default=0, compare=False)

    def list_tests(self, status: Status) -> list[str]:
        """Return the names of the tests with a status."""
        return [name for name, test in (self.tests or {}).items() if test.status is status]

    def as_json(self) -> dict[str, Any]:
        """Return the run as JSON values; numbers of tests instead of the tests."""
        counts = {str(status): len(self.list_tests(status)) for status in Status}
        return {
            "exit_code": self.exit_code,
            "green": self.is_green,
            "tests": None if self.tests is None else counts,
            "seconds": round(self.seconds, 1),
        }
