"""Tests that pin the values of a verification are readable, short and never written over yours."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable
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
from tests.kit.machine import Finished
from tests.notebooks.moved import make_interpreter, make_moved

NOTEBOOK = "notebooks/churn.thin.ipynb"
VALUES = {0: {"rows": "list of 2: 1, 2", "<printed>": 'a "b"'}, 3: {}, 4: {"größe": "1"}}


class Point:
    """An object with attributes."""

    def __init__(self, x: float) -> None:
        self.x = x


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
    ],
)
def test_a_value_is_described_in_words(value: Any, text: str) -> None:
    assert describe(value) == text


def test_long_values_are_short_and_differ_by_their_digests() -> None:
    one, other = describe([0] * 5000), describe([0] * 4999 + [1])
    assert len(one) == len(other) == pinned_values.LONGEST
    assert one[:40] == other[:40]
    assert one != other


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
