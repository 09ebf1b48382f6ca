"""What the benchmarks say of figures; the figures themselves are not tested."""

import sys
from pathlib import Path

import pytest

from benchmarks.adoption_cost import write_repository
from benchmarks.comparison import Comparison, Row, format_table, take_turns
from benchmarks.dependencies import Outcome, summarize
from benchmarks.jinja_script import render
from benchmarks.notebook_mutants import share
from benchmarks.placeholders import NAME, count_placeholders, write_jinja_template
from benchmarks.processes import cpu_seconds, undisturbed_environment
from benchmarks.speed import PROMISES, format_results


def test_the_ratio_is_the_median_of_the_pairs_whatever_one_of_them_does() -> None:
    comparison = Comparison("work", here=[1.0, 9.0, 2.0], peer=[2.0, 1.0, 4.0])
    assert comparison.ratios == [0.5, 9.0, 0.5]
    assert comparison.ratio == 0.5


@pytest.mark.parametrize(("seconds", "met"), [(0.7, True), (0.75, True), (0.8, False)])
def test_a_promise_is_kept_up_to_its_limit(seconds: float, met: bool) -> None:
    row = Comparison("work", here=[seconds], peer=[1.0], at_most=0.75).as_row()
    assert row.met is met


def test_the_table_marks_what_is_missed_and_leaves_the_rest_open() -> None:
    rows = [Row("kept", "1", "2", met=True), Row("missed", "1", "2", met=False)]
    table = format_table([*rows, Row("open", "1", "2")]).splitlines()
    marks = [line.split("|")[-2].strip() for line in table]
    assert [marks[0], *marks[2:]] == ["met", "yes", "NO", ""]
    assert len({len(line) for line in table}) == 1


def test_both_take_turns_after_a_round_that_is_not_counted() -> None:
    turns: list[str] = []

    def here() -> float:
        turns.append("here")
        return float(len(turns))

    def peer() -> float:
        turns.append("peer")
        return float(len(turns))

    comparison = take_turns("work", here, peer, rounds=2)
    assert turns == ["here", "peer"] * 3
    assert comparison.here == [3.0, 5.0]
    assert comparison.peer == [4.0, 6.0]


def test_commands_may_write_bytecode_whatever_this_process_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in undisturbed_environment()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no wait4 on Windows")
def test_a_command_that_fails_is_not_measured() -> None:
    with pytest.raises(RuntimeError, match="the reason"):
        cpu_seconds(lambda _: [sys.executable, "-c", "raise SystemExit('the reason')"])


def test_a_template_with_placeholders_gives_the_files_of_the_project(tmp_path: Path) -> None:
    files = {"a.txt": f"{NAME} and {{{{ it }}}}", f"{NAME}/b.yml": "{% x %} {# y #}\r\n"}
    render(write_jinja_template(tmp_path / "template", files), tmp_path / "made")
    made = {path: (tmp_path / "made" / NAME / path).read_bytes().decode() for path in files}
    assert made == {**files, f"{NAME}/b.yml": "{% x %} {# y #}\n"}  # Jinja has one line ending.
    assert count_placeholders(files) == 2


def test_a_broken_promise_of_speed_is_marked() -> None:
    seconds = {"python -c pass": [0.1]}
    seconds |= {
        name: [1.0] for promise in PROMISES for name in (promise.name, promise.peer) if name
    }
    marks = [line.split("|")[4].strip() for line in format_results(seconds).splitlines()[-7:]]
    assert marks == ["NO", "yes", "NO", "NO", "NO", "yes", "NO"]


def test_peers_that_are_not_there_are_left_out_of_the_promises_of_speed() -> None:
    seconds = {"python -c pass": [0.1], "24 renders in one process": [0.4]}
    assert format_results(seconds).count(" yes ") == 1


def test_changes_are_shared_evenly_where_notebooks_have_room_for_them() -> None:
    assert share([0, 500, 3], 300) == [0, 297, 3]
    assert share([10, 500, 400], 300) == [10, 145, 145]
    assert share([2, 1], 300) == [2, 1]


def test_conversions_are_counted_by_kind_without_those_that_have_nothing_to_convert() -> None:
    outcomes = [
        Outcome("one", "Pipfile", "equal", ""),
        Outcome("two", "Pipfile", "NotResolved", ""),
        Outcome("three", "conda", "equal", ""),
        Outcome("four", "PEP 621", "nothing to do", ""),
        Outcome("five", "", "NoDeclaration", ""),
    ]
    assert [" ".join(line.split()) for line in summarize(outcomes)] == [
        "Pipfile 1 of 2 convertible equal, 1 NotResolved",
        "conda 1 of 1 convertible equal",
        "all 2 of 3 convertible equal, 1 NotResolved",
    ]


@pytest.mark.slow
def test_the_repository_of_a_seed_has_three_thousand_files(tmp_path: Path) -> None:
    write_repository(tmp_path / "large", 1)
    paths = (tmp_path / "large").rglob("*")
    files = [path for path in paths if path.is_file() and ".git" not in path.parts]
    assert len(files) == 3_000
