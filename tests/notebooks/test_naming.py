"""Functions are named, and documented, after what the notebook says about their code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scaffold.notebooks.destinations import Destination, find_destination
from scaffold.notebooks.docstrings import describe
from scaffold.notebooks.moved_files import move
from scaffold.notebooks.naming import BlockFacts, imperative, propose_name, unique
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
        (
            {"layout": "as-is", "stages": {"data": "lib/core/io.py", "models": "lib/core/fit.py"}},
            ["other"],
            *("lib/core", "lib.core", ".."),
        ),
        (
            {"layout": "as-is", "stages": {"data": "src/core/io", "models": "src/core/fit"}},
            ["other"],
            *("src/core", "core", "../src"),
        ),
        ({"layout": "as-is", "stages": {"data": "my-lib/io.py"}}, ["a"], "src/a", "a", "../src"),
        ({"layout": "as-is", "stages": {"data": None}}, ["a"], "src/a", "a", "../src"),
        ({"layout": "as-is"}, ["a"], "src/a", "a", "../src"),
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


def write_definition(definition: str) -> str:
    """Return a definition, with a text above it, as it is in its module."""
    moved = move(analyze_cells("md:# Load\n\nread all the rows:", definition), DESTINATION).moved
    (piece,) = moved.pieces
    return piece.text


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("def load(n):\n", "    return [n] * n"),
        ("def load(n):\n", "    # Twice, for a test.\n\n    return [n] * n"),
        ("class Rows:\n", "    @property\n    def n(self):\n        return 1"),
    ],
)
def test_the_text_above_a_definition_is_its_docstring(head: str, body: str) -> None:
    assert write_definition(head + body) == f'{head}    """Read all the rows."""\n{body}'


@pytest.mark.parametrize("default", ["len('ab')", "sqrt(4)"])
def test_a_default_that_calls_an_import_or_a_builtin_moves(default: str) -> None:
    text = f"def load(n={default}):\n    return n"
    moved = move(analyze_cells("from math import sqrt", text), DESTINATION).moved
    assert [piece.text for piece in moved.pieces] == [text]


@pytest.mark.parametrize(
    "definition",
    [
        "def load(n): return [n] * n",
        "def load(\n    n,\n): return [n] * n",
        'def load(n):\n    """Read."""\n    return [n] * n',
    ],
)
def test_a_definition_without_own_lines_or_with_a_docstring_gets_none(definition: str) -> None:
    assert write_definition(definition) == definition


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


def test_a_member_with_another_name_has_a_statement_of_its_own_as_ruff_wants(
    tmp_path: Path,
) -> None:
    from scaffold.notebooks.module_text import sort_imports
    from scaffold.notebooks.resolving import ImportLine

    members = [("clean", ""), ("Rows", "R"), ("add_text", ""), ("clean_2", "again"), ("b", "c")]
    lines = sort_imports([ImportLine("demo.data", *each) for each in members], "demo")
    assert "from demo.data import clean_2 as again" in lines
    file = tmp_path / "cell.py"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "I", str(file)]
    done = subprocess.run(ruff, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


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


def functions_of(*cells: str) -> dict[str, str]:
    """Return the functions that blocks become, by name."""
    moved = move(analyze_cells(*cells), DESTINATION).moved
    return {piece.name: piece.text for piece in moved.pieces if piece.statements[0] in moved.blocks}


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        (("# md", "model.score(X_test, y_test)"), "evaluate_model"),
        (("# md", "model.predict([[3300]])"), "predict_with_model"),
        (
            ("from sklearn.metrics import accuracy_score", "print(accuracy_score(y, X))"),
            "print_accuracy_score",
        ),
        (("md:# Data preparation", "rows['age'] = rows.a\nrows.dropna()"), "prepare_data"),
        (("rows['age_group'] = rows['age'].fillna(0)", "model.score(rows, y)"), "add_age_group"),
        (("md:# Rows", "rows['date'] = pd.to_datetime(rows['date'])"), "convert_date"),
    ],
)  # fmt: skip
def test_a_function_without_results_is_named_after_its_object(
    cells: tuple[str, ...], name: str
) -> None:
    setup = "import pandas as pd\nfrom sklearn.svm import SVC"
    data = "rows = pd.read_csv('a.csv')\nX = y = X_test = y_test = rows\nmodel = SVC().fit(X, y)"
    assert name in functions_of(setup, data, *cells)


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("loading_data", "load_data"),
        ("splitting_rows", "split_rows"),
        ("data_preparation", "prepare_data"),
        ("model_training", "train_model"),
        ("preprocessing", "preprocessing"),
        ("load_data", "load_data"),
        ("customer_churn", "customer_churn"),
    ],
)
def test_a_heading_becomes_an_imperative(heading: str, name: str) -> None:
    assert imperative(heading) == name


@pytest.mark.parametrize(
    "last",
    [
        "print(classification_report(y, model.predict(X)))",
        "model.fit(X, y)\nprint(classification_report(y, model.predict(X)))",
        "rows.drop(columns=['a'], inplace=True)",
        "rows.to_csv('b.csv', index=False)",
        "net.compile(optimizer='adam', loss='mse')",
    ],
)
def test_a_function_does_not_return_the_value_of_a_call_that_has_none(last: str) -> None:
    found = functions_of(
        "import pandas as pd\nfrom sklearn.svm import SVC\nfrom sklearn.metrics import *\n"
        "from sklearn.metrics import classification_report\nfrom keras import Sequential",
        "rows = pd.read_csv('a.csv')\nX = y = rows\nmodel = SVC()\nnet = Sequential()",
        last,
    )
    text = next(text for text in found.values() if last.split("\n")[-1] in text)
    assert f"\n    {last.splitlines()[-1]}" in text


def test_a_value_that_a_call_may_have_is_returned() -> None:
    found = functions_of(
        "import re\nimport pandas as pd", "rows = pd.read_csv('a.csv')",
        "rows.rename('a', inplace=True)",
    )  # fmt: skip
    assert any("return rows.rename" in text for text in found.values())
    own = functions_of("def print(x):\n    return x", "rows = [1] * 2", "md:# Train", "print(rows)")
    assert not any("print" in text for text in own.values())


@pytest.mark.parametrize(
    "shown", ["print(train(2))", "print(f'{train(2):.2f}')", "train(len([2]))"]
)
def test_a_display_of_a_function_stays_beside_it(shown: str) -> None:
    cell = f"import math\n\ndef train(x):\n    return math.sqrt(x)\n{shown}"
    result = move(analyze_cells("md:# Train the model", cell), DESTINATION)
    assert [piece.name for piece in result.moved.pieces] == ["train"]
    assert shown in json.loads(result.notebook)["cells"][1]["source"][-1]


@pytest.mark.parametrize("seed", ["np.random.seed(42)", "np.random.seed(1)\nrandom.seed(1)"])
def test_a_seed_alone_is_no_function(seed: str) -> None:
    assert not functions_of("import random\nimport numpy as np", seed)


def test_a_seed_moves_with_what_it_seeds() -> None:
    found = functions_of("import numpy as np", "np.random.seed(42)\nrows = np.random.rand(3)")
    assert "np.random.seed(42)" in "".join(found.values())


def test_a_plot_by_an_own_function_stays() -> None:
    assert not functions_of(
        "from helpers import plot_boundary", "md:# Train the model", "model, X = 1, 2",
        "plot_boundary(model, X)",
    )  # fmt: skip


FIT = "from sklearn.svm import SVC\nimport pandas as pd", "rows = pd.read_csv('a.csv')"


def test_an_estimator_that_is_displayed_is_returned_once() -> None:
    result = move(analyze_cells(*FIT, "model = SVC()\nmodel.fit(rows, rows)", "model"), DESTINATION)
    text = next(piece.text for piece in result.moved.pieces if "SVC()" in piece.text)
    assert text.endswith("    model = SVC()\n    model.fit(rows, rows)\n    return model")
    cells = json.loads(result.notebook)["cells"]
    assert "".join(cells[2]["source"]).endswith("model = train_model(rows)\nmodel")


def test_what_another_fit_returns_is_a_result() -> None:
    found = functions_of(
        *FIT, "from keras import Model", "model = Model()\nmodel.fit(rows, 1)", "model"
    )
    assert any("result = model.fit" in text for text in found.values())


@pytest.mark.parametrize(
    ("cell", "moves"), [("scores = []", False), ("scores = []\nn = 5", False), ("n = f(5)", True)]
)
def test_a_short_literal_is_no_function(cell: str, moves: bool) -> None:
    later = "scores = n = f(1)"  # It is bound again, so it is no parameter.
    found = functions_of("from a import f", "md:# Train the model", cell, "md:Again", later)
    assert any(cell.splitlines()[-1] in text for text in found.values()) == moves
