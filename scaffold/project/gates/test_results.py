"""Runs the tests of a scratch copy before and after a change, and compares their results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scaffold.files.tree import Change
from scaffold.project.gates.after_moves import move_test
from scaffold.project.proof.check_runs import CheckRun, Status
from scaffold.project.proof.chosen_checks import Check
from scaffold.project.proof.scratch_project import ScratchProject
from scaffold.project.proof.verdict import compare, is_anything_green


@dataclass(frozen=True, slots=True)
class Results:
    """How the results of tests differ.

    Attributes:
        message: The numbers before and after.
        problems: What is worse.
    """

    message: str
    problems: list[str]


def compare_results(
    scratch: ScratchProject, changes: Sequence[Change], limit: float, moved: Mapping[str, str]
) -> Results:
    """Run the tests without changes and with them.

    Args:
        scratch: The scratch copy.
        changes: The planned changes.
        limit: Seconds after which pytest is ended.
        moved: New path of each file that moves.
    """
    command = (*scratch.environment.python, "-m", "pytest")
    check = Check("tests", command, frozenset({0, 5}))
    scratch.lay_out(())
    before = scratch.run(check, limit)
    if not is_anything_green([before]):
        return Results(f"no test passes before the change: {_count(before)}", [])
    scratch.lay_out(changes)
    after = scratch.run(check, limit)
    tests = {move_test(name, moved): each for name, each in (before.tests or {}).items()}
    before = replace(before, tests=tests)
    verdict = compare([before], [after])
    if verdict.broken:
        scratch.lay_out(changes)
        verdict = compare([before], [after], [scratch.run(check, limit)])
    broken = [f"`{each.test or each.check}` would fail: {each.message}" for each in verdict.broken]
    gone = [f"`{name}` would not run" for name in (*verdict.gone, *verdict.skipped)]
    return Results(f"{_count(before)} before, {_count(after)} after", broken + gone)


def _count(run: CheckRun) -> str:
    counts = {str(status): len(run.list_tests(status)) for status in Status}
    return ", ".join(f"{n:,} {status}" for status, n in counts.items() if n) or "no tests"
