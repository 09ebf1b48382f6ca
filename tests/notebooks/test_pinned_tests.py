"""Tests that pin the values of a verification are readable, short and never written over yours."""

import datetime as dt
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from scaffold.notebooks.verification import pinned_values
from scaffold.notebooks.verification.boundaries import Boundary
from scaffold.notebooks.verification.pinned_values import describe, join_lines, read_cells
from scaffold.notebooks.verification.pinning import (
    MARK,
    choose_values,
    name_test,
    read_failure,
    read_values,
    write_test,
)
from scaffold.notebooks.verification.records import CellRecord, RunRecord
from scaffold.notebooks.verification.value_differences import Difference
from scaffold.notebooks.verification.verdicts import Compared, Item, Verdict
from tests.kit.machine import Finished, run_command
from tests.notebooks.moved import make_interpreter, make_moved

computed = pinned_values.computed  # the fixture of a written test
NOTEBOOK = "notebooks/churn.thin.ipynb"
VALUES = {0: {"rows": "list of 2: 1, 2", "<printed>": 'a "b"'}, 3: {}, 4: {"größe": "1"}}


class Point:
    """An object with attributes."""

    def __init__(self, x: float) -> None:
        self.x = x


class Array:
    """Numbers as numpy stores them."""

    dtype = "float64"

    def __init__(self, numbers: Sequence[float], *shape: int) -> None:
        self.numbers = numbers
        self.shape = shape

    def ravel(self) -> "Array":
        """Return the numbers in one row."""
        return self

    def tolist(self) -> list[float]:
        """Return the numbers."""
        return [*self.numbers]


class Tensor:
    """Numbers as torch stores them, which may be on another device."""

    def __init__(self, numbers: Sequence[float]) -> None:
        self.numbers = numbers

    def detach(self) -> "Tensor":
        """Return the numbers without gradients."""
        return self

    def cpu(self) -> "Tensor":
        """Return the numbers in main memory."""
        return self

    def numpy(self) -> Array:
        """Return an array."""
        return Array(self.numbers, len(self.numbers))


class Table:
    """A column as pandas stores it."""

    shape = (2, 1)

    def round(self, digits: int) -> "Table":
        """Return a table with fewer digits."""
        assert digits == 12
        return self

    def to_csv(self, float_format: str) -> str:
        """Return the text of the table."""
        return f",a\n0,{float_format % 0.5}\n1,{float_format % (1 / 3)}\n"


class Compiled:
    """An object whose attributes are only arrays, as those of trees in scikit-learn."""

    __slots__ = ("count", "threshold")

    def __init__(self) -> None:
        self.count = 1
        self.threshold = Array([0.5], 1)


class Figure:
    """An object that draws."""

    __module__ = "matplotlib.figure"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "True"),
        ("a", "'a'"),
        (0.1 + 0.2, "0.3"),
        (1e-17, "0"),
        ([1, [2.5, None]], "list of 2: 1, list of 2: 2.5, None"),
        ({"b": 1, "a": 2}, "dict of 2: 'b' 1, 'a' 2"),
        ({3, 1}, "set of 2: 1, 3"),
        (Point(0.5), "Point of 1: x 0.5"),
        (dt.date(2026, 1, 2), "date datetime.date(2026, 1, 2)"),
        (len, ""),
        (Point, ""),
        (os, ""),
        (Array([0.5, 1.5], 2), "Array float64 (2,): 0.5, 1.5"),
        (Array([0.5]), "Array 0.5"),
        (Tensor([0.5, 2]), "Tensor float64 (2,): 0.5, 2"),
        (Table(), "Table (2, 1): ,a | 0,0.5 | 1,0.33333333"),
        (Compiled(), "Compiled of 1: threshold Array float64 (1,): 0.5"),
        (Figure(), ""),
    ],
)
def test_a_value_is_described_in_words(value: Any, text: str) -> None:
    assert describe(value) == text


def test_long_values_are_short_and_differ_by_their_digests() -> None:
    one, other = describe([0] * 5000), describe([0] * 4999 + [1])
    assert len(one) == len(other) == pinned_values.LONGEST
    assert one[:40] == other[:40]
    assert one != other


def test_a_value_that_contains_itself_has_an_end() -> None:
    loop: list[Any] = []
    loop.append(loop)
    assert describe(loop).startswith("list of 1: list of 1: ")


def test_what_is_printed_is_one_line_without_prompts() -> None:
    assert join_lines("a\n\nb\nOut[12]: 3\n") == "a | b | 3"


def test_a_test_has_the_values_and_is_formatted(tmp_path: Path) -> None:
    path = tmp_path / "test_churn.py"
    path.write_text(write_test(NOTEBOOK, VALUES), "utf-8")
    named: dict[str, Any] = {"__file__": str(path), "__name__": "test_churn"}
    exec(path.read_text("utf-8"), named)  # noqa: S102 - written by the line above
    assert named["VALUES"] == {0: VALUES[0], 4: VALUES[4]}
    assert named["NOTEBOOK"] == NOTEBOOK
    for command in ("format", "--check"), ("check", "--select", "E,F,I,B,UP,SIM,RUF100,S603"):
        options = ["--isolated", "--line-length", "100", str(path)]
        done = subprocess.run([sys.executable, "-m", "ruff", *command, *options], check=False)
        assert done.returncode == 0


def test_cells_are_read_in_both_formats(tmp_path: Path) -> None:
    percent = tmp_path / "book.py"
    percent.write_text(
        "# ---\n# %% [markdown]\n# Text\n# %%\nx = 1\n# %% two\n# %time x\n", "utf-8"
    )
    assert [cell.strip() for cell in read_cells(percent)] == ["x = 1", "%time x"]
    percent.write_text("import os\n# %%\nx = 1\n", "utf-8")
    assert [cell.strip() for cell in read_cells(percent)] == ["import os", "x = 1"]
    old = tmp_path / "book.ipynb"
    cell = '{"cell_type": "code", "input": ["x = 1"]}'
    old.write_text(f'{{"worksheets": [{{"cells": [{cell}]}}]}}', "utf-8")
    assert read_cells(old) == ["x = 1"]


def compared(cell: int, *items: Item) -> Compared:
    return Compared(Boundary((cell,), (cell,)), Verdict.EQUAL, items)


def test_only_what_is_equal_and_repeats_itself_is_pinned() -> None:
    varies = Difference(("[0]",), "1", "2")
    first = {0: {"a": "1", "b": "1", "c": "1", "<printed>": "x"}, 1: {"a": "1", "b": "2"}}
    second = {0: {"a": "1", "b": "1", "c": "2", "<printed>": "x"}, 1: {"a": "1", "b": "2"}}
    names = ("a", "b", "c")
    equal = [Item("variable", name, Verdict.EQUAL) for name in names]
    found = choose_values(
        first,
        second,
        [
            compared(0, *equal, Item("output", "stdout", Verdict.EQUAL)),
            compared(1, *equal[:1], Item("variable", "b", Verdict.EQUAL, varies)),
        ],
    )
    assert found == {0: {"a": "1", "b": "1", "<printed>": "x"}}
    shown = (Item("output", "stdout", Verdict.EQUAL), Item("image", "image/png", Verdict.EQUAL))
    assert (
        choose_values({0: {"<printed>": "x"}}, {0: {"<printed>": "x"}}, [compared(0, *shown)]) == {}
    )


def test_a_script_that_fails_gives_no_values() -> None:
    outputs = [{"kind": "stdout", "text": "Traceback\nModuleNotFoundError: pytest\n"}]
    failed = RunRecord([CellRecord(0.1, outputs, None, None, {})])
    assert (read_values(failed), read_failure(failed)) == ({}, "ModuleNotFoundError: pytest")
    assert (read_values(RunRecord()), read_failure(RunRecord())) == ({}, "it ended early")


def test_a_name_that_another_test_has_is_not_used_twice() -> None:
    assert name_test("notebooks/07-churn.thin.ipynb", ()) == "tests/notebooks/test_churn.py"
    again = name_test("notebooks/churn.ipynb", ["test_churn.py"])
    assert again == "tests/notebooks/test_churn_notebook.py"


@pytest.mark.skipif(os.name == "nt", reason="the interpreter of the test is a script")
def test_a_test_of_yours_is_not_replaced(tmp_path: Path, scaffold: Callable[..., Finished]) -> None:
    project = make_moved(
        tmp_path / "demo", ["x = 1"], ["x = 1"], {"tests/notebooks/test_book.py": "# mine\n"}
    )
    python = make_interpreter(tmp_path / "python")
    before = project.read_all()
    done = scaffold("notebook", "verify", project.notebook, "--python", python, "--write-tests")
    assert done.exit_code == 5
    assert "`tests/notebooks/test_book.py` is not a test of this command" in done.errors
    assert project.read_all() == before
    assert MARK in write_test(NOTEBOOK, {})


def write_project(folder: Path, *cells: str) -> Path:
    """Write a project with a notebook and a stand-in for IPython; return its written test."""
    shell = Path(__file__).with_name("plain_shell.py").read_text("utf-8")
    files = {
        "IPython/__init__.py": "",
        "IPython/core/__init__.py": "",
        "IPython/core/interactiveshell.py": shell,
        "src/work.py": "def double(x):\n    return 2 * x\n",
        "tests/notebooks/test_book.py": "",
    }
    make_moved(folder, cells, cells, files)
    return folder / "tests" / "notebooks" / "test_book.py"


CELLS = ("from work import double\nx = double(3)", "import random\ny = random.random()\nprint(x)")


@pytest.mark.story
def test_a_written_test_fails_after_the_notebook_computes_something_else(tmp_path: Path) -> None:
    test = write_project(tmp_path / "demo", *CELLS)
    values = {0: {"x": "6"}, 1: {"<printed>": "6"}}
    test.write_text(write_test("notebooks/book.ipynb", values), "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(test)]
    passed = run_command(command, folder=tmp_path / "demo")
    assert "2 passed" in passed.output, passed
    work = tmp_path / "demo" / "src" / "work.py"
    work.write_text("def double(x):\n    return x\n", "utf-8")
    failed = run_command(command, folder=tmp_path / "demo")
    assert "2 failed" in failed.output
    assert "assert '3' == '6'" in failed.output


@pytest.fixture
def importable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this process import the stand-ins of the project, for one test."""
    known = {*sys.modules}
    monkeypatch.syspath_prepend(tmp_path / "demo")
    yield
    for name in {*sys.modules} - known:
        if name.partition(".")[0] in {"IPython", "numpy"}:
            del sys.modules[name]


@pytest.mark.usefixtures("importable")
def test_a_notebook_runs_in_a_copy_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    keep = "import os\nopen('kept.txt', 'w').close()\nplace = os.getcwd()"
    test = write_project(tmp_path / "demo", *CELLS, keep)
    test.write_text(write_test("notebooks/book.ipynb", {}), "utf-8")
    for name, value in {"PROJECT": tmp_path / "demo", "__file__": str(test)}.items():
        monkeypatch.setattr(pinned_values, name, value)
    found = request.getfixturevalue("computed")
    assert found["0"] == {"<printed>": "", "x": "6"}
    assert found["2"]["place"] == "'<copy>/notebooks'"
    assert not (tmp_path / "demo" / "notebooks" / "kept.txt").exists()
    monkeypatch.setattr(pinned_values, "VALUES", {0: {"x": "6"}, 1: {"<printed>": "7"}})
    pinned_values.test_value_is_unchanged(found, 0, "x")
    with pytest.raises(AssertionError):
        pinned_values.test_value_is_unchanged(found, 1, "<printed>")


@pytest.mark.usefixtures("importable")
def test_a_cell_that_raises_is_named_and_the_next_cells_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(tmp_path / "demo", "import random\nx = random.random()", "1 / 0", "_y = z = x")
    printed, errors = print_values(tmp_path / "demo", monkeypatch, capsys)
    first = describe(random.Random(0).random())  # noqa: S311 - the seed of a written test
    assert printed == {
        "0": {"<printed>": "", "x": first},
        "1": {"<printed>": "", "x": first},
        "2": {"<printed>": "", "x": first, "z": first},
    }
    assert errors == "Cell 1: ZeroDivisionError: division by zero\n"


@pytest.mark.usefixtures("importable")
def test_random_numbers_of_numpy_are_the_same_in_each_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(tmp_path / "demo", "import numpy\nx = numpy.random.random()")
    (tmp_path / "demo" / "numpy.py").write_text("from random import Random\nrandom = Random()\n")
    first, _ = print_values(tmp_path / "demo", monkeypatch, capsys)
    assert first["0"]["x"].startswith("0.")
    assert print_values(tmp_path / "demo", monkeypatch, capsys) == (first, "")


def print_values(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[dict[str, dict[str, str]], str]:
    """Return what a written test prints as a script, and its errors."""
    monkeypatch.setattr(pinned_values, "NOTEBOOK", "notebooks/book.ipynb")
    monkeypatch.setenv("MPLBACKEND", "other")
    pinned_values.main(project)
    printed, errors = capsys.readouterr()
    return json.loads(printed), errors


@pytest.fixture
def verify(scaffold: Callable[..., Finished], tmp_path: Path) -> Callable[[], Finished]:
    """Return what verifies the notebook of a project and writes its test."""
    python = make_interpreter(tmp_path / "python")
    notebook = tmp_path / "demo" / "notebooks" / "book.ipynb"
    command = ("notebook", "verify", notebook, "--python", python, "--write-tests")
    return lambda: scaffold(*command)


@pytest.mark.story
@pytest.mark.skipif(os.name == "nt", reason="the interpreter of the test is a script")
def test_a_test_is_written_once_and_undo_removes_it(
    tmp_path: Path, verify: Callable[[], Finished], scaffold: Callable[..., Finished]
) -> None:
    test = write_project(tmp_path / "demo", *CELLS)
    test.unlink()
    finished = verify()
    assert "Wrote `tests/notebooks/test_book.py`, which pins 3 values" in finished.output, finished
    written = (test.read_text("utf-8"), test.stat().st_mtime_ns)
    assert '"x": "6"' in written[0]
    assert verify().exit_code == 0
    assert (test.read_text("utf-8"), test.stat().st_mtime_ns) == written
    assert scaffold("undo", tmp_path / "demo").exit_code == 0
    assert not test.exists()


@pytest.mark.story
@pytest.mark.skipif(os.name == "nt", reason="the interpreter of the test is a script")
def test_a_test_has_another_name_than_one_of_yours(
    tmp_path: Path, verify: Callable[[], Finished]
) -> None:
    write_project(tmp_path / "demo", *CELLS).rename(tmp_path / "demo" / "tests" / "test_book.py")
    finished = verify()
    assert "Wrote `tests/notebooks/test_book_notebook.py`" in finished.output, finished
    assert (tmp_path / "demo" / "tests" / "test_book.py").read_text("utf-8") == ""


@pytest.mark.story
@pytest.mark.skipif(os.name == "nt", reason="the interpreter of the test is a script")
def test_a_test_that_cannot_run_is_not_written(
    tmp_path: Path, verify: Callable[[], Finished]
) -> None:
    project = make_moved(tmp_path / "demo", ["x = 1"], ["x = 1"], {"IPython.py": ""})
    finished = verify()
    assert finished.exit_code == 0
    assert "No test written: it fails in the project's environment" in finished.output
    assert "IPython.core" in finished.output
    assert not (project.folder / "tests").exists()
