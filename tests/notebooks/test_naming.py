"""Functions are named, and documented, after what the notebook says about their code."""

from pathlib import Path

import pytest

from scaffold.notebooks.destinations import Destination, find_destination
from scaffold.notebooks.docstrings import describe
from scaffold.notebooks.moved_files import move
from scaffold.notebooks.naming import BlockFacts, propose_name, unique
from scaffold.notebooks.outline import Place
from tests.notebooks.books import analyze_cells

DESTINATION = Destination("src/demo", "demo", "../src", "book", "notebooks/book.ipynb")


def facts(
    stage: str = "data",
    calls: tuple[str, ...] = (),
    outputs: tuple[str, ...] = ("rows",),
    comments: tuple[str, ...] = (),
    place: Place | None = None,
) -> BlockFacts:
    return BlockFacts(stage, calls, outputs, outputs, comments, place or Place())


@pytest.mark.parametrize(
    ("stage", "call", "name"),
    [
        ("data", "train_test_split", "split_data"),
        ("data", "load_iris", "load_rows"),
        ("data", "fetch_openml", "load_rows"),
        ("data", "make_blobs", "make_rows"),
        ("models", "make_blobs", "build_rows"),
        ("models", "fit", "train_rows"),
        ("data", "drop", "prepare_rows"),
    ],
)
def test_a_function_is_named_after_what_it_calls(stage: str, call: str, name: str) -> None:
    assert propose_name(facts(stage, (call,)), ()) == name


def test_a_name_that_is_taken_gets_a_number() -> None:
    taken = {"prepare_rows", "prepare_data", "prepare_rows_2"}
    assert propose_name(facts(), taken) == "prepare_rows_3"
    assert unique("a", ()) == "a"


@pytest.mark.parametrize("heading", ["Größe", "One two three four five six", "the of a"])
def test_a_heading_that_is_no_short_english_text_names_nothing(heading: str) -> None:
    assert propose_name(facts(place=Place((heading,), "", True)), ()) == "prepare_rows"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("load the rows", "Load the rows."),
        ("Is this right?", "Is this right?"),
        ("ab", ""),
        ("1234567", ""),
        ("a" * 77, ""),
        ("rows (of the", ""),
        ("n = 3 rows", ""),
    ],
)
def test_a_comment_is_the_docstring_where_it_is_a_sentence(text: str, line: str) -> None:
    assert describe(facts(comments=(text,))) == line


def test_a_text_that_cannot_be_a_docstring_leaves_it_to_the_heading() -> None:
    place = Place(("Rows of the year",), "x = 1", True)
    assert describe(facts(comments=("y = 2",), place=place)) == "Rows of the year."


@pytest.mark.parametrize(
    ("answers", "packages", "folder", "package", "entry"),
    [
        ({"layout": "flat", "package_name": "demo"}, ["other"], "src", "src", ".."),
        ({"layout": "package", "package_name": "demo"}, ["other"], "src/demo", "demo", "../src"),
        ({}, ["only"], "src/only", "only", "../src"),
        ({}, ["one", "two"], "src", "src", ".."),
        ({}, [], "src", "src", ".."),
    ],
)
def test_modules_go_where_the_answers_or_the_only_package_say(
    answers: dict[str, object], packages: list[str], folder: str, package: str, entry: str
) -> None:
    found = find_destination(Path("a"), Path("a/notebooks/02 My book.ipynb"), answers, packages)
    assert found == Destination(folder, package, entry, "my_book", "notebooks/02 My book.ipynb")


def test_imports_of_a_module_are_sorted_as_ruff_sorts_them() -> None:
    from scaffold.notebooks.module_text import sort_imports
    from scaffold.notebooks.resolving import ImportLine

    lines = [
        ImportLine("", "near", level=1),
        ImportLine("demo.data", "rows"),
        ImportLine("", "numpy", "np"),
        ImportLine("", "os"),
        ImportLine("__future__", "annotations"),
    ]
    assert sort_imports(lines, "demo") == [
        "from __future__ import annotations",
        "",
        "import os",
        "",
        "import numpy as np",
        "",
        "from demo.data import rows",
        "",
        "from . import near",
    ]


def test_a_module_of_no_stage_is_imported_where_it_is_used() -> None:
    from scaffold.notebooks.move_records import Choice

    analysis = analyze_cells("def work(a):\n    return a", "def train(a):\n    return work(a)")
    choices = {0: Choice(module="src/demo/shared/book.py"), 1: Choice(stage="models")}
    modules = {each.path: each for each in move(analysis, DESTINATION, choices).modules}
    assert modules["src/demo/models/book.py"].imports == ()
    assert "    from demo.shared.book import work\n" in modules["src/demo/models/book.py"].write()


@pytest.mark.parametrize(
    "text",
    [
        "def work(a):\n    return sqrt(a)",
        'def work(a):\n    """Work."""; return sqrt(a)',
    ],
)
def test_imports_in_a_function_come_first_where_no_docstring_has_its_own_line(text: str) -> None:
    from scaffold.notebooks.local_imports import add_local_imports
    from scaffold.notebooks.resolving import ImportLine

    written = add_local_imports(text, [ImportLine("math", "sqrt"), ImportLine("", "json")])
    assert written == text.replace("(a):\n", "(a):\n    from math import sqrt\n\n", 1)
