"""What two runs of the original and one of the result left behind is compared item by item."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scaffold.notebooks.cells import Cell
from scaffold.notebooks.verification.bench import Bench, bench
from scaffold.notebooks.verification.boundaries import Boundary
from scaffold.notebooks.verification.comparison import Baseline, Comparer
from scaffold.notebooks.verification.execution import Runner
from scaffold.notebooks.verification.kernel.freezing import digest_of
from scaffold.notebooks.verification.kernel.probe import UNTOUCHED
from scaffold.notebooks.verification.mutants import MutantTrial, MutantTrials
from scaffold.notebooks.verification.page import check_target, write_page
from scaffold.notebooks.verification.pairs import NotebookPair
from scaffold.notebooks.verification.records import CellRecord, CellToRun, Limits, RunRecord
from scaffold.notebooks.verification.refusals import VerificationError
from scaffold.notebooks.verification.summary import describe_item, name_cells
from scaffold.notebooks.verification.value_differences import Difference
from scaffold.notebooks.verification.verdicts import Compared, Item, Verdict
from scaffold.notebooks.verification.verifying import Verification
from scaffold.report import verification as report

ONLY = Boundary((0,), (0,))
Variables = Mapping[str, tuple[str, str]]


def run(
    variables: Variables | None = None,
    files: Mapping[str, str | None] | None = None,
    shown: Mapping[str, str] | None = None,
    *,
    copied: bool = True,
) -> RunRecord:
    """Return a run of one cell."""
    outputs = [{"kind": "data", "data": {**(shown or {})}}]
    cell = CellRecord(0.1, outputs, None, (variables or {}) if copied else None, files or {})
    return RunRecord([cell], "")


@pytest.fixture
def keep(tmp_path: Path) -> Callable[[bytes], str]:
    """Return what keeps a content under its digest, as the kernel does."""

    def write(content: bytes) -> str:
        digest = digest_of(content)
        (tmp_path / digest).write_bytes(content)
        return digest

    return write


@pytest.fixture
def compare(tmp_path: Path) -> Callable[[RunRecord, RunRecord, RunRecord], list[Item]]:
    """Return what compares three runs of one cell, after which nothing is read."""
    comparer = Comparer(tmp_path, [frozenset()])

    def items(first: RunRecord, second: RunRecord, after: RunRecord) -> list[Item]:
        return [*comparer.compare(ONLY, Baseline(first, second), after).items]

    return items


Keep = Callable[[bytes], str]
Compare = Callable[[RunRecord, RunRecord, RunRecord], list[Item]]


def test_variables_that_could_not_be_copied_are_not_compared(compare: Compare) -> None:
    (item,) = compare(run(), run(), run(copied=False))
    assert (item.name, item.verdict) == ("*", Verdict.NOT_COMPARABLE)
    assert describe_item(item) == "variable `*`: the variables could not be copied in time"


def test_a_generator_that_the_result_never_loaded_is_as_one_that_was_not_used(
    compare: Compare, keep: Keep
) -> None:
    untouched = keep(json.dumps(["str", UNTOUCHED], separators=(",", ":")).encode())
    drawn = keep(b'["str","7"]')
    for digest, verdict in ((untouched, Verdict.EQUAL), (drawn, Verdict.DIFFERS)):
        before = run({"<numpy>": (digest, "str")})
        (item,) = compare(before, before, run())
        assert (item.kind, item.verdict) == ("state", verdict)


def test_attributes_in_another_order_are_equal(compare: Compare, keep: Keep) -> None:
    parts = ['["a",["int",1]]', '["b",["int",2]]']
    one, other = (
        run({"x": (keep(f'["object","A",[{",".join(each)}]]'.encode()), "object")})
        for each in (parts, parts[::-1])
    )
    (item,) = compare(one, one, other)
    assert (item.verdict, item.difference) == (Verdict.EQUAL, None)


def test_a_file_that_varies_between_the_runs_of_the_original_is_unstable(
    compare: Compare, keep: Keep
) -> None:
    one, two = (run(files={"a.txt": keep(content)}) for content in (b"1", b"2"))
    (item,) = compare(one, two, one)
    assert item == Item("file", "a.txt", Verdict.UNSTABLE)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (b"\0" * 3000, b"\0" * 4, ("3,000 bytes", "4 bytes")),
        (b"1\n2\n", b"1\n3\n", ("2", "3")),
        (b"", None, ("content cae66941d9ef", "deleted")),
    ],
)
def test_a_file_that_differs_is_described_by_what_is_in_it(
    compare: Compare, keep: Keep, before: bytes, after: bytes | None, words: tuple[str, str]
) -> None:
    original = run(files={"a": keep(before)})
    (item,) = compare(original, original, run(files={"a": None if after is None else keep(after)}))
    assert item.verdict is Verdict.DIFFERS
    assert item.difference is not None
    assert (item.difference.before, item.difference.after) == words


def test_a_file_that_the_result_does_not_write_differs(compare: Compare, keep: Keep) -> None:
    original = run(files={"a": keep(b"1")})
    (item,) = compare(original, original, run())
    assert item.difference == Difference((), "content cea3878a334b", "not written")


@pytest.mark.parametrize(
    ("texts", "verdict"),
    [(("a", "a", "a"), "equal"), (("a", "b", "a"), "unstable"), (("a", "a", "b"), "differs")],
)
def test_an_image_is_compared_as_a_whole(
    compare: Compare, texts: tuple[str, str, str], verdict: str
) -> None:
    one, two, after = (run(shown={"image/png": text}) for text in texts)
    (item,) = compare(one, two, after)
    assert (item.kind, item.verdict.value) == ("image", verdict)


def test_lines_that_vary_in_the_original_are_left_out_of_the_comparison(compare: Compare) -> None:
    texts = ("a\n1\nb", "a\n2\nb", "a\n3\nb")
    one, two, after = (run(shown={"text/plain": text}) for text in texts)
    (item,) = compare(one, two, after)
    assert item.verdict is Verdict.EQUAL
    assert item.difference is not None
    (item,) = compare(one, two, run(shown={"text/plain": "a\n3\nc"}))
    assert item.verdict is Verdict.DIFFERS


def test_items_and_cells_are_named_in_words() -> None:
    assert name_cells(Boundary((2,), (0, 1))) == "cell 3"
    assert name_cells(Boundary((2, 3, 4), (0,))) == "cells 3-5"
    assert describe_item(Item("file", "a", Verdict.UNSTABLE)) == "file `a`"


def test_a_page_is_not_written_into_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(VerificationError, match="is not a folder"):
        check_target(tmp_path / "missing" / "page.html")


def runner(place: Bench, python: Path) -> Runner:
    return Runner(place, python, Limits(), float("inf"))


def test_an_interpreter_that_cannot_be_started_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    with bench(tmp_path / "project") as place:
        python = tmp_path / "missing"
        with pytest.raises(VerificationError, match=r"Cannot run `.*missing`: No such file"):
            runner(place, python).run([CellToRun("x = 1")], ".")


def test_modules_of_installed_packages_are_not_changed(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    installed = str(tmp_path / "project/.venv/lib/site-packages/a.py")
    with bench(tmp_path / "project") as place:
        trial = MutantTrial(runner(place, tmp_path), [], ".", lambda _record: True)
        result = RunRecord([], "", modules=[installed])
        tried = trial.try_all(result, RunRecord(), 5, lambda _name: lambda _cell, _seconds: None)
    assert tried == MutantTrials(0, 0, [])


def test_progress_is_shown_in_one_line_of_a_terminal() -> None:
    shown: list[str] = []
    report._Shown(shown.append).show("original 1", 0, 3, 12.3)
    assert shown == ["Original 1: cell 1 of 3, 12 s"]


def test_progress_on_a_pipe_names_each_run_and_the_cells_that_take_long(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown = report._Shown(None)
    for cell, seconds in ((0, 0.1), (0, 7.0), (1, 8.0), (2, 9.0)):
        shown.show("result", cell, 3, seconds)
    assert capsys.readouterr().err == "Running result: 3 cells\nresult: cell 1 of 3 took 8 s\n"


def found(count: int = 1, network: str = "") -> Verification:
    """Return a verification that found some variables to differ."""
    difference = Difference((), "1", "2")
    items = [Item("variable", f"n{n}", Verdict.DIFFERS, difference) for n in range(count)]
    record = run()
    record.network = network
    compared = [Compared(ONLY, Verdict.DIFFERS, tuple(items))]
    return Verification(compared, {"result": record}, "3.11.0", 0, MutantTrials(4, 2, [], ""))


SAME = Compared(ONLY, Verdict.EQUAL, ())


@pytest.mark.parametrize(
    ("changes", "test", "told"),
    [
        ({}, "tests/test_book.py", "Wrote `tests/test_book.py`, which pins 2 values"),
        ({"unpinned": "no pytest"}, "", "it fails in the project's environment: no pytest"),
        ({"compared": [SAME]}, "", "no value is the same in two runs outside of a kernel"),
        ({}, "", "only equal notebooks have values to pin"),
    ],
)
def test_a_report_tells_where_values_are_pinned_or_why_not(
    capsys: pytest.CaptureFixture[str], changes: dict[str, Any], test: str, told: str
) -> None:
    values = {0: {"a": "1", "b": "2"}}
    report.print_pinned(replace(found(), values=values, **changes), test)
    assert told in " ".join(capsys.readouterr().out.split())


PAIR = NotebookPair(Path("original.ipynb"), Path("book.ipynb"), Path())


def test_many_differences_are_counted_and_not_all_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report.print_verification(found(23), PAIR)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [f"differs  cell 1: variable `n{n}`: 1 -> 2" for n in range(2)]
    assert lines[20:] == [
        "... 3 more differs (see `--json`)",
        "Mutants: 2 of 2 noticed, 4 possible",
        "Differs: `book.ipynb`",
        "  boundaries  1 differs",
        "  compared    23 differs",
    ]


def test_a_network_that_could_not_be_cut_off_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    report.print_verification(found(network="no namespaces"), PAIR)
    assert "note: network on: no namespaces\n" in capsys.readouterr().out
    report.print_verification(found(), PAIR)
    assert "network" not in capsys.readouterr().out


class Ending(Runner):
    """A runner whose runs all end in the same way."""

    reason = ""

    def run(self, *_: Any, **_options: Any) -> RunRecord:
        """Return a run of no cells."""
        return RunRecord([], self.reason)


class Late(Ending):
    """A runner whose runs all reach the time limit."""

    reason = "total"


class Dying(Ending):
    """A runner whose kernels all die."""

    reason = "died"


def try_changes(folder: Path, kind: type[Ending], *, noticed: bool) -> MutantTrials:
    """Return what becomes of all changes of a module with two constants."""
    (folder / "project").mkdir()
    (folder / "project/near.py").write_text("x = 1\ny = 2\n")
    with bench(folder / "project") as place:
        made = kind(place, folder, Limits(), float("inf"))
        trial = MutantTrial(made, [], ".", lambda _record: noticed)
        result = RunRecord([], "", modules=[str(place.project / "near.py")])
        return trial.try_all(result, RunRecord(), 5, lambda _name: lambda _cell, _seconds: None)


@pytest.mark.parametrize(
    ("kind", "noticed", "survivors"),
    [(Ending, True, 0), (Ending, False, 2), (Dying, False, 0)],
)
def test_a_change_survives_if_nothing_differs_and_its_run_ends(
    tmp_path: Path, kind: type[Ending], noticed: bool, survivors: int
) -> None:
    tried = try_changes(tmp_path, kind, noticed=noticed)
    assert (tried.possible, tried.tried, len(tried.survivors)) == (2, 2, survivors)


def test_no_change_is_tried_after_the_time_limit(tmp_path: Path) -> None:
    tried = try_changes(tmp_path, Late, noticed=False)
    assert tried == MutantTrials(2, 0, [], "the time limit was reached")


def test_changes_that_nothing_notices_are_printed_and_on_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mutants = replace(try_changes(tmp_path, Ending, noticed=False), note="a note")
    verification = replace(found(), mutants=mutants)
    report.print_verification(verification, PAIR)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:5] == [
        "unnoticed  near.py:1: 1 -> 2",
        "unnoticed  near.py:2: 2 -> 3",
        "Mutants: 0 of 2 noticed, 2 possible",
        "note: a note",
    ]
    page = write_page(verification, PAIR, [Cell(0, "code", "x = 1")])
    assert "0 of 2 changes were noticed (2 possible). a note" in page
    assert "<td>near.py:2</td><td><code>2</code></td><td><code>3</code></td>" in page
