"""Compares the checks of a project before and after a change. Pure.

Blamed on the change is what fails after it and did not fail before: tests that passed, tests that
are new, and checks that succeeded. A test that fails only once is flaky.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scaffold.project.proof.check_runs import CheckRun, Status, TestRun

# Addresses of objects in the names of parametrized tests differ in each run.
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{4,}")


@dataclass(frozen=True, slots=True)
class Broken:
    """A check or a test that a change breaks.

    Attributes:
        check: Name of the check.
        test: Name of the test; empty if the check as a whole fails.
        message: What the test or the check says.
        is_new: Whether the change brings the test.
    """

    check: str
    test: str
    message: str
    is_new: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What identifies it in another run."""
        return self.check, _ADDRESS.sub("0x", self.test)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comparison found.

    Attributes:
        broken: What the change breaks.
        flaky: What failed after the change, but not when it was run again.
        red_before: What failed before the change: names of tests and of checks.
        gone: Tests that passed before the change and do not exist after it.
        skipped: Tests that passed before the change and are skipped after it.
    """

    broken: tuple[Broken, ...] = ()
    flaky: tuple[Broken, ...] = ()
    red_before: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


def is_anything_green(runs: Iterable[CheckRun]) -> bool:
    """Return whether a check, or a test of one, succeeded: else there is nothing to prove."""
    return any(_count_green(run) for run in runs)


def _count_green(run: CheckRun) -> int:
    return int(run.is_green) if run.tests is None else len(run.list_tests(Status.PASSED))


def find_broken(before: CheckRun, after: CheckRun) -> list[Broken]:
    """Return what a change breaks in one check, given its runs before and after the change."""
    if _lost_all_results(before, after):
        return [Broken(after.check, "", after.message or "no test ran")]
    known = _Known(before.tests or {}, (after.tests or {}).keys())
    found = [
        Broken(after.check, name, test.message, is_new=known.is_new(name))
        for name, test in (after.tests or {}).items()
        if test.status is Status.FAILED and not known.was_red(name)
    ]
    if not found and before.is_green and not after.is_green:
        return [Broken(after.check, "", after.message)]
    return found


def _lost_all_results(before: CheckRun, after: CheckRun) -> bool:
    return bool(before.list_tests(Status.PASSED)) and not after.tests


class _Known:
    """The tests before a change, found by the names after it."""

    def __init__(self, before: Mapping[str, TestRun], after: Iterable[str]) -> None:
        self._before = {_ADDRESS.sub("0x", name): test for name, test in before.items()}
        still = {_ADDRESS.sub("0x", name) for name in after}
        red = {name for name, test in self._before.items() if test.status is Status.FAILED}
        self._moved_red = {_without_module(name) for name in red - still if "::" in name}

    def is_new(self, name: str) -> bool:
        name = _ADDRESS.sub("0x", name)
        return name not in self._before and not any(self._tests_of(name))

    def was_red(self, name: str) -> bool:
        """Return whether a test failed before, in its module or in another, or as a module."""
        name = _ADDRESS.sub("0x", name)
        module = name.partition("::")[0]
        for known in (name, module):
            if known in self._before:
                return self._before[known].status is Status.FAILED
        tests = [*self._tests_of(name)]
        if tests:
            return all(test.status is Status.FAILED for test in tests)
        return "::" in name and _without_module(name) in self._moved_red

    def _tests_of(self, module: str) -> Iterator[TestRun]:
        """Yield the tests of a module, if the name is that of one."""
        inside = f"{module}::"
        return (test for name, test in self._before.items() if name.startswith(inside))


def _without_module(name: str) -> str:
    return name.partition("::")[2]


def compare(
    before: Sequence[CheckRun], after: Sequence[CheckRun], again: Sequence[CheckRun] = ()
) -> Verdict:
    """Compare the runs of checks.

    Args:
        before: A run of each check before the change.
        after: A run of each check after the change, in the same order.
        again: A second run after the change of the checks that the change seems to break.
    """
    pairs = [*zip(before, after, strict=True)]
    first = [each for pair in pairs for each in find_broken(*pair)]
    earlier = {run.check: run for run in before}
    repeated = {run.check: find_broken(earlier[run.check], run) for run in again}
    flaky = [each for each in first if not _is_repeated(each, repeated.get(each.check))]
    lost = [(run, later) for run, later in pairs if later.tests is not None]
    return Verdict(
        broken=tuple(each for each in first if each not in flaky),
        flaky=tuple(flaky),
        red_before=tuple(name for run in before for name in _list_red(run)),
        gone=tuple(name for pair in lost for name in _passed_then(*pair, None)),
        skipped=tuple(name for pair in lost for name in _passed_then(*pair, Status.SKIPPED)),
    )


def _is_repeated(broken: Broken, again: Sequence[Broken] | None) -> bool:
    """Return whether something is broken in a second run, too; None means that there is none."""
    if again is None:
        return True
    if not broken.test:  # All of the check: a second run may name tests of it.
        return bool(again)
    return bool({broken.key, (broken.check, "")} & {each.key for each in again})


def _list_red(run: CheckRun) -> list[str]:
    return run.list_tests(Status.FAILED) or ([] if run.is_green else [run.check])


def _passed_then(before: CheckRun, after: CheckRun, status: Status | None) -> Iterator[str]:
    """Yield the tests that passed and then have a status; None means that they are gone."""
    found = {_ADDRESS.sub("0x", name): test.status for name, test in (after.tests or {}).items()}
    for name in before.list_tests(Status.PASSED):
        module = name.partition("::")[0]
        if found.get(_ADDRESS.sub("0x", name)) is status and (status or module not in found):
            yield name
