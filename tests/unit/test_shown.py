"""What is shown while a command works, and what is printed of a proof and of left-out files."""

import io
from collections.abc import Callable, Sequence

import pytest
import typer
from rich.console import Console

from scaffold.errors import ScaffoldError
from scaffold.project.proof.check_runs import CheckRun, Status, TestRun
from scaffold.project.proof.proving import Proof
from scaffold.project.proof.verdict import Broken, Verdict
from scaffold.report import console
from scaffold.report.proof import print_proof
from scaffold.report.update import print_left_out

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Return what is written on a terminal."""
    shown = io.StringIO()
    monkeypatch.setattr(
        console,
        "_notes",
        Console(file=shown, force_terminal=True, _environ={"TERM": "xterm", "COLUMNS": "80"}),
    )
    return shown


def test_a_step_has_a_spinner_on_a_terminal(terminal: io.StringIO) -> None:
    with console.progress("Copying"):
        pass
    assert "Copying" in terminal.getvalue()


def test_a_step_is_one_line_elsewhere(capsys: Captured) -> None:
    with console.progress("Copying"):
        pass
    with console.live_status() as update:
        assert update is None
    assert capsys.readouterr().err == "Copying\n"


def test_a_long_step_shows_its_seconds_on_a_terminal(terminal: io.StringIO) -> None:
    with console.timed_progress("Running the tests"):
        pass
    assert "Running the tests (0 s)" in terminal.getvalue()


@pytest.mark.parametrize(
    ("ended", "lines"), [(9.0, ["Tests"]), (70.4, ["Tests", "Tests: finished after 70 s"])]
)
def test_a_log_says_how_long_a_slow_step_took(
    ended: float, lines: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    times = iter([0.0, ended])
    monkeypatch.setattr("scaffold.report.console.time.monotonic", lambda: next(times))
    with console.timed_progress("Tests"):
        pass
    assert capsys.readouterr().err.splitlines() == lines


def test_a_line_that_changes_is_shown_on_a_terminal(terminal: io.StringIO) -> None:
    with console.live_status() as update:
        assert update is not None
        update("cell 3 of 4")
    assert "cell 3 of 4" in terminal.getvalue()


def test_a_question_is_asked_until_its_answer_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    answers, refused = iter(["one", "two"]), list[str]()

    def prompt(_question: str, *, value_proc: Callable[[str], str], err: bool) -> str:
        assert err
        for answer in answers:
            try:
                return value_proc(answer)
            except typer.BadParameter as error:
                refused.append(error.message)
        raise AssertionError

    def check(text: str) -> None:
        if text == "one":
            raise ScaffoldError("Not one", "Try two")

    monkeypatch.setattr("typer.prompt", prompt)
    assert console.ask("Which", check) == "two"
    assert refused == ["Not one. Try two"]


def proof(
    before: Sequence[CheckRun], after: Sequence[CheckRun], verdict: Verdict, *notes: str
) -> Proof:
    return Proof("`.venv`", "3.12.1", tuple(before), tuple(after), verdict, notes)


def results_of(**results: Status) -> dict[str, TestRun]:
    return {name: TestRun(status) for name, status in results.items()}


def test_each_check_is_printed_with_its_results_before_and_after(capsys: Captured) -> None:
    before = [
        CheckRun("lint", True, seconds=1.2),
        CheckRun("types", False, 2, seconds=3),
        CheckRun("tests", True, tests=results_of(a=Status.PASSED, b=Status.SKIPPED), seconds=4),
        CheckRun("docs", True, tests={}, seconds=5),
    ]
    after = [*before[:3], CheckRun("docs", False, None, seconds=600)]
    print_proof(proof(before, after, Verdict(), "`data` was not copied"), "Not updated")
    assert capsys.readouterr().out.splitlines() == [
        "",
        "Checks in `.venv` (Python 3.12.1), before -> after:",
        "  lint   passed, 1 s -> passed, 1 s",
        "  types  failed with 2, 3 s -> failed with 2, 3 s",
        "  tests  1 passed, 1 skipped, 4 s -> 1 passed, 1 skipped, 4 s",
        "  docs   no tests, 5 s -> no result, 600 s",
        "note: `data` was not copied",
        "Proved: no check that passed before fails",
    ]


def test_what_is_broken_is_printed_with_its_last_lines_and_the_likely_cause(
    capsys: Captured,
) -> None:
    verdict = Verdict(
        broken=(
            Broken("tests", "test_a", "assert 0"),
            Broken("tests", "test_b", "", is_new=True),
            Broken("lint", "", "".join(f"line {n}\n" for n in range(12))),
        ),
        flaky=(Broken("tests", "test_c", "once"),),
        red_before=("docs",),
        gone=("test_d", "test_e", "test_f"),
        skipped=("test_g",),
    )
    print_proof(proof([], [], verdict), "Not updated", conflicts=1)
    printed = capsys.readouterr()
    assert printed.out.splitlines()[2:] == [
        "broken test_a: assert 0",
        "broken test_b (new)",
        "broken lint",
        *(f"  line {n}" for n in range(2, 12)),
        "flaky test_c: once",
        "note: test or check `docs` failed before the change, too",
        "note: test `test_d` and 2 more passed before the change and no longer exist",
        "note: test `test_g` passed before the change and would be skipped",
        "Not updated: 2 tests and 1 check would fail",
    ]
    assert printed.err.splitlines()[0] == "1 conflict can be the cause"


def test_of_many_broken_tests_some_are_named(capsys: Captured) -> None:
    broken = tuple(Broken("tests", f"test_{n}", "") for n in range(53))
    print_proof(proof([], [], Verdict(broken=broken)), "Not updated")
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == [
        "broken 3 more; `--json` lists them",
        "Not updated: 53 tests would fail",
    ]


def test_of_many_files_that_an_update_leaves_out_some_are_named(capsys: Captured) -> None:
    files = [(f"src/{n}.py", "yours") for n in range(200)]
    print_left_out(files)
    *named, last = capsys.readouterr().out.splitlines()
    assert named[0] == "left out src/0.py: yours"
    assert last == f"left out {200 - len(named)} more; `--json` lists them"
    print_left_out(files[: len(named)])
    assert "more" not in capsys.readouterr().out
