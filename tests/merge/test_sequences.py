"""Laws of comparing sequences, and what is shown of a difference."""

import random
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.merge.formats.yaml import Scalar
from scaffold.merge.structure.decisions import MISSING, Conflict
from scaffold.merge.structure.shown import show_place, show_value
from scaffold.merge.structure.values import DocPath, Item, steps
from scaffold.merge.text.merge_lines import merge_lines, split_lines
from scaffold.merge.text.myers import Run, changed_runs
from scaffold.merge.text.regions import compare

sequences = st.lists(st.integers(0, 3), max_size=9)


def changed(old: Sequence[int], new: Sequence[int], runs: list[Run]) -> list[int]:
    """Return the old sequence with the runs of the new one in it."""
    result, at = [], 0
    for run in runs:
        result += [*old[at : run.start], *new[run.new_start : run.new_end]]
        at = run.end
    return [*result, *old[at:]]


def in_common(old: Sequence[int], new: Sequence[int]) -> int:
    """Return the length of the longest common subsequence, by the textbook's table."""
    row = [0] * (len(new) + 1)
    for left in old:
        above, row = row, [0]
        for at, right in enumerate(new):
            row.append(above[at] + 1 if left == right else max(row[at], above[at + 1]))
    return row[-1]


@given(sequences, sequences)
def test_the_runs_turn_one_sequence_into_the_other_with_the_fewest_elements_touched(
    old: list[int], new: list[int]
) -> None:
    runs = changed_runs(old, new)
    assert changed(old, new, runs) == new
    assert sum(run.end - run.start for run in runs) == len(old) - in_common(old, new)
    assert sum(run.growth for run in runs) == len(new) - len(old)


@given(sequences, sequences)
def test_runs_are_in_order_with_something_between_them(old: list[int], new: list[int]) -> None:
    runs = changed_runs(old, new)
    assert all(run.start < run.end or run.new_start < run.new_end for run in runs)
    for before, after in pairwise(runs):
        assert after.start - before.end == after.new_start - before.new_end > 0


@given(sequences, sequences)
def test_what_only_comes_or_only_goes_stands_as_far_down_as_it_can(
    old: list[int], new: list[int]
) -> None:
    for run in changed_runs(old, new):
        if run.start == run.end and run.new_end < len(new):
            assert new[run.new_start] != new[run.new_end]
        if run.new_start == run.new_end and run.end < len(old):
            assert old[run.start] != old[run.end]


def test_one_of_many_alike_comes_and_goes_at_the_end_of_them() -> None:
    assert changed_runs("abbc", "abbbc") == [Run(3, 3, 3, 4)]
    assert changed_runs("abbbc", "abbc") == [Run(3, 4, 3, 3)]
    assert changed_runs("ab", "abab") == [Run(2, 2, 2, 4)]
    assert changed_runs("", "a") == [Run(0, 0, 0, 1)]
    assert changed_runs("a", "") == [Run(0, 1, 0, 0)]
    assert changed_runs("abc", "abc") == []


def test_sequences_with_hundreds_of_differences_are_told_apart_by_what_they_share() -> None:
    old = [*range(400), -1, -2, *range(1000, 1400), -3]
    new = [*range(2000, 2500), -1, -2, *range(3000, 3300), -3]
    assert changed_runs([9, *old, 9], [9, *new, 9]) == [
        Run(1, 401, 1, 501),
        Run(403, 803, 503, 803),
    ]


def test_the_same_line_hundreds_of_times_is_no_less_shared_than_others() -> None:
    old = [*range(10, 410), *[5] * 300]
    new = [*[5] * 300, *range(500, 900)]
    assert changed_runs(old, new) == [Run(0, 400, 0, 0), Run(700, 700, 300, 700)]


@pytest.fixture(scope="module")
def few_differences() -> Iterator[None]:
    """Divide sequences at unique elements from two differences on, as is done from hundreds on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scaffold.merge.text.myers._MOST_DIFFERENCES", 1)
        yield


@pytest.mark.usefixtures("few_differences")
@given(sequences, sequences)
def test_sequences_with_too_many_differences_are_compared_by_the_same_laws(
    old: list[int], new: list[int]
) -> None:
    runs = changed_runs(old, new)
    assert changed(old, new, runs) == new
    for before, after in pairwise(runs):
        assert after.start - before.end == after.new_start - before.new_end > 0
    for run in runs:
        if run.new_start == run.new_end and run.end < len(old):
            assert old[run.start] != old[run.end]


@pytest.mark.usefixtures("few_differences")
@pytest.mark.parametrize(
    ("old", "new", "runs"),
    [
        # Between the unique elements, what is equal at both ends is no difference.
        ("xabcy", "zabdcw", [Run(0, 1, 0, 1), Run(3, 3, 3, 4), Run(4, 5, 5, 6)]),
        ("xaaby", "zaacw", [Run(0, 1, 0, 1), Run(3, 5, 3, 5)]),
        # The insertion of `c` slides down to that of `a`, and both are one.
        ("cac", "acca", [Run(0, 1, 0, 0), Run(3, 3, 2, 4)]),
        # What both have once comes before what one of them repeats, and be that more.
        ("aabbx", "xaabb", [Run(0, 4, 0, 0), Run(5, 5, 1, 5)]),
        ("aabbx", "xab", [Run(0, 4, 0, 0), Run(5, 5, 1, 3)]),
        ("xab", "aabbx", [Run(0, 0, 0, 4), Run(1, 3, 5, 5)]),
        # What is unique between two unique elements divides what is between them.
        ("abxbay", "baxbaz", [Run(0, 1, 0, 0), Run(2, 2, 1, 2), Run(5, 6, 5, 6)]),
    ],
)
def test_unique_elements_divide_sequences_and_what_lies_between_them_is_compared_again(
    old: str, new: str, runs: list[Run]
) -> None:
    assert changed_runs(old, new) == runs


@pytest.mark.usefixtures("few_differences")
@pytest.mark.parametrize(
    ("deepest", "runs"),
    [(0, [Run(0, 6, 0, 6)]), (1, [Run(0, 2, 0, 2), Run(5, 6, 5, 6)])],
)
def test_sequences_are_divided_up_to_a_limit(
    monkeypatch: pytest.MonkeyPatch, deepest: int, runs: list[Run]
) -> None:
    monkeypatch.setattr("scaffold.merge.text.myers._DEEPEST", deepest)
    assert changed_runs("abxbay", "baxbaz") == runs


@pytest.mark.usefixtures("few_differences")
@pytest.mark.parametrize("seed", range(20))
def test_of_elements_that_both_sides_have_once_as_many_stay_as_can(seed: int) -> None:
    randomly = random.Random(seed)  # noqa: S311 - no secret
    old, new = (randomly.sample(range(12), 9) for _ in "ab")
    runs = changed_runs(old, new)
    assert changed(old, new, runs) == new
    assert sum(run.end - run.start for run in runs) == len(old) - in_common(old, new)


@given(sequences, sequences, sequences)
def test_regions_are_the_three_sequences_cut_at_the_same_places(
    base: list[int], ours: list[int], theirs: list[int]
) -> None:
    regions = list(compare(base, ours, theirs))
    assert [x for region in regions for x in region.base] == base
    assert [x for region in regions for x in region.ours] == ours
    assert [x for region in regions for x in region.theirs] == theirs
    assert all(region.base == region.ours == region.theirs for region in regions[::2])
    assert not any(region.base == region.ours == region.theirs for region in regions[1::2])


@given(sequences, sequences)
def test_a_side_that_changed_nothing_has_no_say(base: list[int], new: list[int]) -> None:
    for regions in (compare(base, base, new), compare(base, new, base), compare(base, new, new)):
        merged = [(region.merged, region.is_conflict) for region in regions]
        assert [element for run, _ in merged for element in run] == new
        assert not any(conflict for _, conflict in merged)


def test_changes_that_touch_are_one_region() -> None:
    regions = list(compare("abcd", "aXcd", "abYd"))
    assert [(r.base, r.ours, r.theirs) for r in regions] == [
        ("a", "a", "a"),
        ("bc", "Xc", "bY"),
        ("d", "d", "d"),
    ]
    assert [region.is_conflict for region in regions] == [False, True, False]
    assert regions[1].merged == "Xc"


def test_only_a_line_break_ends_a_line() -> None:
    assert split_lines(b"a\r\n\x0cb\rc\n\nd") == [b"a\r\n", b"\x0cb\rc\n", b"\n", b"d"]
    assert split_lines(b"") == []
    assert split_lines(b"\n") == [b"\n"]


def test_a_conflict_counts_lines_from_one_and_owners_lines_go_first() -> None:
    merged = merge_lines(
        b"a\nb\nc\nd\n", b"a\ns\nB\nc\nD\n", b"a\ns\n2\nc\n4\n", ours_name="o", theirs_name="t"
    )
    assert merged.content == (
        b"a\ns\n<<<<<<< o\nB\n||||||| base\nb\n=======\n2\n>>>>>>> t\n"
        b"c\n<<<<<<< o\nD\n||||||| base\nd\n=======\n4\n>>>>>>> t\n"
    )
    assert merged.conflicts == (3, 11)
    assert merged.ours_first == b"a\ns\nB\nc\nD\n"


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ((), "the file"),
        (("a",), "a"),
        (("a", "b"), "a.b"),
        (("a", Item("b"), "c"), "a[b].c"),
        ((Item("b"),), "[b]"),
        (("a", Item("b", 1)), "a[b 2]"),
        ((1, None), "1.null"),
        (("a", *steps([0, 1], ("a",))[1:]), "a[1]"),
        (("a", steps([{"n": [1], "m": 2}], ("a",))[0]), "a[m=2]"),
        (("a", steps([{"n": [1]}, {"n": [1]}], ("a",))[1]), "a[n 2]"),
        (("a", steps([{"n": [1], "m": {}}], ("a",))[0]), "a[0]"),
        (("a", steps([{"id": 5, "m": {}}], ("a",))[0]), "a[id=5]"),
        (("a", steps([{"id": "x\ny\u202e"}], ("a",))[0]), "a[x y\\u202e]"),
        (("a\nb",), "a b"),
    ],
)
def test_a_place_is_shown_as_people_write_it(place: DocPath, shown: str) -> None:
    assert show_place(place) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("ï", '"ï"'),
        (True, "true"),
        (False, "false"),
        (1.5, "1.5"),
        ([1, {"a": None}], '[1, {"a": null}]'),
        ({1: ["a"]}, '{"1": ["a"]}'),
        ("a\n\x7f\x9b", '"a\\n\\u007f\\u009b"'),
        (None, "null"),
        (2**63, "9223372036854775808"),
        (2**64, "0x10000000000000000"),
        (-(2**64), "-0x10000000000000000"),
        (date(2026, 1, 2), "2026-01-02"),
        (Scalar("tag:yaml.org,2002:null", ""), "null"),
        (Scalar("!t", ""), "!t"),
        (Scalar("!t", "w"), "!t w"),
        ([Scalar("tag:yaml.org,2002:int", "080")], "[080]"),
        ("a" * 58, f'"{"a" * 58}"'),
        ("a" * 59, f'"{"a" * 58}…'),
    ],
)
def test_a_value_is_shown_on_one_line_and_shortened_where_it_is_long(
    value: object, shown: str
) -> None:
    assert show_value(value) == shown


def test_a_conflict_says_what_stays_and_what_the_template_wants() -> None:
    place = ("a", "b")
    assert str(Conflict(place, 1, 2)) == "a.b: kept 1; the template has 2"
    assert str(Conflict(place, MISSING, 2)) == "a.b: kept removed; the template has 2"
    assert str(Conflict(place, 1)) == "a.b: kept 1; the template removes it"
    assert str(Conflict(place, reason="why")) == "a.b: why"
    assert str(Conflict(place, reason="why", summary="All of it.")) == "All of it."
