"""Blamed on a change is what fails after it and did not fail before it, twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.project.proof.check_runs import CheckRun, Status, TestRun
from scaffold.project.proof.verdict import Verdict, compare, find_broken, is_anything_green

PASSED, FAILED, SKIPPED = Status.PASSED, Status.FAILED, Status.SKIPPED


def run(tests: dict[str, Status] | None = None, *, check: str = "tests", code: int = 0) -> CheckRun:
    """Return a run of a check; it is red if a test failed or the exit code says so."""
    results = None if tests is None else {name: TestRun(each) for name, each in tests.items()}
    is_green = code == 0 and FAILED not in (tests or {}).values()
    return CheckRun(check, is_green, code or int(not is_green), "last line", results)


def broken(before: CheckRun, after: CheckRun) -> list[tuple[str, bool]]:
    return [(each.test or each.check, each.is_new) for each in find_broken(before, after)]


def test_a_test_that_passed_and_fails_is_broken() -> None:
    before = run({"t.py::a": PASSED, "t.py::b": PASSED})
    assert broken(before, run({"t.py::a": FAILED, "t.py::b": PASSED})) == [("t.py::a", False)]


def test_what_failed_before_is_not_broken() -> None:
    before = run({"t.py::a": FAILED, "t.py::b": PASSED})
    assert broken(before, run({"t.py::a": FAILED, "t.py::b": PASSED})) == []


def test_a_new_test_that_fails_is_broken() -> None:
    assert broken(run({"t.py::a": PASSED}), run({"t.py::a": PASSED, "u.py::n": FAILED})) == [
        ("u.py::n", True)
    ]


def test_a_failing_test_that_moves_to_another_module_is_not_broken() -> None:
    before = run({"t.py::a": FAILED, "t.py::b": PASSED})
    assert broken(before, run({"u.py::a": FAILED, "t.py::b": PASSED})) == []
    still = run({"t.py::a": FAILED, "u.py::a": FAILED})
    assert broken(before, still) == [("u.py::a", True)]


def test_a_module_that_cannot_be_collected_is_broken_if_a_test_of_it_passed() -> None:
    after = run({"t.py": FAILED, "u.py::c": PASSED})
    other = {"u.py::c": PASSED}
    assert broken(run({"t.py::a": PASSED, "t.py::b": FAILED, **other}), after) == [("t.py", False)]
    assert broken(run({"t.py::a": FAILED, **other}), after) == []
    assert broken(run(other), after) == [("t.py", True)]


def test_tests_of_a_module_that_could_not_be_collected_are_not_broken() -> None:
    before = run({"t.py": FAILED, "u.py::c": PASSED})
    assert broken(before, run({"t.py::a": FAILED, "t.py::b": PASSED, "u.py::c": PASSED})) == []


def test_addresses_in_the_names_of_tests_do_not_count() -> None:
    before = run({"t.py::a[<x at 0x7f01aa>]": FAILED, "t.py::b[0x7f01bb]": PASSED})
    after = run({"t.py::a[<x at 0x7f02aa>]": FAILED, "t.py::b[0x7f02bb]": PASSED})
    assert broken(before, after) == []
    assert compare([before], [after]).gone == ()


@pytest.mark.parametrize("after", [None, {}])
def test_a_check_whose_tests_no_longer_run_is_broken(after: dict[str, Status] | None) -> None:
    found = find_broken(run({"t.py::a": PASSED}), run(after, code=4))
    assert [(each.check, each.test, each.message) for each in found] == [("tests", "", "last line")]


def test_a_check_that_succeeded_and_fails_is_broken_with_its_message() -> None:
    found = find_broken(run(check="lint"), run(check="lint", code=1))
    assert [(each.check, each.test, each.message) for each in found] == [("lint", "", "last line")]


def test_a_check_that_fails_before_and_after_is_not_broken() -> None:
    before, after = run(check="lint", code=1), run(check="lint", code=2)
    assert find_broken(before, after) == []
    assert compare([before], [after]).red_before == ("lint",)


def test_a_command_that_fails_although_its_tests_pass_is_broken() -> None:
    tests = {"t.py::a": PASSED}
    assert broken(run(tests), run(tests, code=2)) == [("tests", False)]


def test_what_fails_once_of_two_runs_is_flaky() -> None:
    before = run({"t.py::a": PASSED, "t.py::b": PASSED})
    after = run({"t.py::a": FAILED, "t.py::b": FAILED})
    found = compare([before], [after], [run({"t.py::a": PASSED, "t.py::b": FAILED})])
    assert [each.test for each in found.flaky] == ["t.py::a"]
    assert [each.test for each in found.broken] == ["t.py::b"]


def test_a_crash_in_one_of_two_runs_clears_no_test() -> None:
    before, after = run({"t.py::a": PASSED}), run({"t.py::a": FAILED})
    crash = run(None, code=139)
    assert [each.test for each in compare([before], [after], [crash]).broken] == ["t.py::a"]
    assert [each.check for each in compare([before], [crash], [after]).broken] == ["tests"]


def test_tests_that_go_or_are_skipped_are_named() -> None:
    before = run({"t.py::a": PASSED, "t.py::b": PASSED, "t.py::c": SKIPPED})
    found = compare([before], [run({"t.py::b": SKIPPED})])
    assert (found.gone, found.skipped, found.broken) == (("t.py::a",), ("t.py::b",), ())


def test_tests_of_a_module_that_cannot_be_collected_are_not_gone() -> None:
    found = compare([run({"t.py::a": PASSED})], [run({"t.py": FAILED})])
    assert found.gone == ()


def test_skipped_tests_and_failing_checks_prove_nothing() -> None:
    assert not is_anything_green([run({"t.py::a": SKIPPED}), run({}), run(check="x", code=1)])
    assert is_anything_green([run({"t.py::a": FAILED, "t.py::b": PASSED})])
    assert is_anything_green([run(check="lint")])


NAMES = st.builds(
    "{}.py{}".format, st.sampled_from("tuv"), st.sampled_from(["", "::a", "::b", "::a[0x12ab34]"])
)
RUNS = st.one_of(
    st.builds(run, st.dictionaries(NAMES, st.sampled_from(Status)), code=st.sampled_from([0, 1])),
    st.builds(run, st.none(), code=st.sampled_from([0, 1, 139])),
)


@given(RUNS)
def test_a_change_that_changes_no_result_breaks_nothing(same: CheckRun) -> None:
    found = compare([same], [same], [same])
    assert (found.broken, found.flaky, found.gone, found.skipped) == ((), (), (), ())


@given(RUNS, RUNS)
def test_only_what_fails_after_and_not_before_is_broken(before: CheckRun, after: CheckRun) -> None:
    for each in find_broken(before, after):
        if each.test:
            assert each.test in after.list_tests(FAILED)
            assert each.test not in before.list_tests(FAILED)
        else:
            assert before.is_green or before.list_tests(PASSED)


@given(RUNS, RUNS)
def test_each_test_that_passed_and_fails_is_named(before: CheckRun, after: CheckRun) -> None:
    named = {each.test for each in find_broken(before, after)}
    assert {*before.list_tests(PASSED)} & {*after.list_tests(FAILED)} <= named


@given(RUNS, RUNS)
def test_a_check_that_turns_red_is_never_overlooked(before: CheckRun, after: CheckRun) -> None:
    if before.is_green and not after.is_green:
        assert find_broken(before, after)


@given(RUNS, RUNS, RUNS)
def test_a_second_run_only_moves_from_broken_to_flaky(
    before: CheckRun, after: CheckRun, again: CheckRun
) -> None:
    first, found = compare([before], [after]), compare([before], [after], [again])
    assert sorted(first.broken, key=str) == sorted([*found.broken, *found.flaky], key=str)
    assert {*found.flaky} & {*found.broken} == set()


@given(RUNS, RUNS)
def test_a_second_run_that_equals_the_first_clears_nothing(
    before: CheckRun, after: CheckRun
) -> None:
    assert compare([before], [after], [after]).flaky == ()


def test_an_empty_comparison_finds_nothing() -> None:
    assert compare([], []) == Verdict()
