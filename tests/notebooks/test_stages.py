"""Statements get the stage of what they do and of what the text around them is about."""

import json

import pytest

from scaffold.notebooks.analysis import analyze
from scaffold.notebooks.evidence import read_table
from scaffold.notebooks.ipynb import parse_ipynb
from scaffold.notebooks.problems import find_problems
from scaffold.notebooks.requirements import find_requirements
from scaffold.notebooks.session import find_staying_imports
from scaffold.notebooks.units import Unit, group_units
from tests.notebooks.books import analyze_cells, make_ipynb, make_notebook

IMPORTS = (
    "import pandas as pd\nimport matplotlib.pyplot as plt\n"
    "from sklearn.linear_model import Ridge\nfrom sklearn.metrics import r2_score"
)


def units(*cells: str) -> list[Unit]:
    return [each for each in group_units(analyze_cells(IMPORTS, *cells)) if each.kind != "import"]


@pytest.mark.parametrize(
    ("source", "stage"),
    [
        ("df = pd.read_csv('a.csv')", "data"),
        ("model = Ridge()\nmodel.fit(df, df)", "models"),
        ("s = r2_score(df, df)", "evaluation"),
        ("plt.plot(df)", "notebook"),
        ("df.head()", "notebook"),
        ("print(df.shape)", "notebook"),
        ("%matplotlib inline", "notebook"),
        ("for loss in Ridge().fit(df, df):\n    print(loss)", "models"),
        ("for name, group in df.groupby('a'):\n    print(name, group.shape)", "notebook"),
        ("def plot_confusion(cm):\n    plt.imshow(cm)", "evaluation"),
        ("def train(x):\n    return Ridge().fit(x, x)", "models"),
    ],
)
def test_calls_decide(source: str, stage: str) -> None:
    assert units(source)[0].stage == stage


def test_a_heading_decides_where_calls_say_little() -> None:
    assert units("md:# Evaluate", "z = q + 1")[0].stage == "evaluation"


def test_a_cell_is_split_where_its_stage_changes() -> None:
    found = units("df = pd.read_csv('a')\nm = Ridge()\nm.fit(df, df)\nm.coef_")
    assert [each.stage for each in found] == ["data", "models", "notebook"]


def test_cells_of_one_stage_that_follow_each_other_are_one_unit() -> None:
    found = units("df = pd.read_csv('a')", "df = df.dropna()", "df.head()")
    assert [(each.stage, each.cells) for each in found] == [("data", (1, 2)), ("notebook", (3,))]


def test_text_between_two_cells_keeps_them_apart() -> None:
    found = units("df = pd.read_csv('a')", "md:More", "df = df.dropna()")
    assert [each.cells for each in found] == [(1,), (2,)]


def test_literals_that_are_read_later_are_parameters() -> None:
    found = units("size = 0.2", "a = pd.read_csv('x', nrows=size)", "unread = 3")
    assert [each.stage for each in found if each.kind == "parameter"] == ["utils"]


@pytest.mark.parametrize("later", ["size = 0.3", "size += 1", "for size in a: pass"])
def test_a_literal_that_changes_is_no_parameter(later: str) -> None:
    found = units("size = 0.2", "a = pd.read_csv('x', nrows=size)", later)
    assert not [each for each in found if each.kind == "parameter"]


def test_every_statement_is_in_one_unit() -> None:
    analysis = analyze_cells(IMPORTS, "x = 1\nprint(x)\ny = 2", "# c", "%%bash\nls", "print 1")
    numbers = [at for unit in group_units(analysis) for at in unit.statements]
    assert sorted(numbers) == list(range(len(analysis.statements)))


def test_a_project_can_extend_the_table() -> None:
    table = read_table({"data": {"calls": ["read_delta"], "odd": 1}, "models": 3})
    assert [each.stage for each in table.match("calls", ["read_delta"])] == ["data"]


def test_problems_are_named_with_their_cells() -> None:
    analysis = analyze_cells(
        "y = later", "later = 1", "from math import *", "print 'a'",
        "api_key = 'abcdefgh'\np = '/home/me/a.csv'",
    )  # fmt: skip
    found = {(each.kind, each.cell) for each in find_problems(analysis)}
    assert found == {
        ("early", 1), ("star import", 3), ("not parsed", 4), ("secret", 5), ("absolute path", 5),
    }  # fmt: skip


def test_a_notebook_without_code_is_reported() -> None:
    from scaffold.notebooks.analysis import analyze

    analysis = analyze(make_notebook("md:# Only text"), read_table())
    assert [each.kind for each in find_problems(analysis)] == ["empty"]


def problems(*cells: str) -> list[tuple[str, int | None]]:
    return [(each.kind, each.cell) for each in find_problems(analyze_cells(*cells))]


def test_a_notebook_of_another_language_is_reported() -> None:
    notebook = parse_ipynb(make_ipynb(["x = 1"]).replace('"python"', '"R"'))
    (problem,) = find_problems(analyze(notebook, read_table()))
    assert problem.text == "The code cells are r, not Python"


def test_cells_that_ran_in_another_order_or_raised_are_reported() -> None:
    document = json.loads(make_ipynb(["x = 1", "y = 2"]))
    for cell, count in zip(document["cells"], (2, 1), strict=True):
        cell["execution_count"] = count
    document["cells"][1]["outputs"] = [{"output_type": "error"}]
    found = find_problems(analyze(parse_ipynb(json.dumps(document)), read_table()))
    assert [(each.kind, each.cell) for each in found] == [("out of order", None), ("raised", 2)]


def test_names_that_no_cell_assigns_are_reported_unless_a_star_may_import_them() -> None:
    assert problems("x = 1", "y = z") == [("undefined", 2)]
    assert problems("from math import *", "y = z") == [("star import", 1)]


def test_secrets_are_found_by_the_names_that_they_are_given_to() -> None:
    secret = [("secret", 1)]
    assert problems("print(password='hunter2')") == secret
    assert problems("keys = {'api_key': 'hunter2', **{}}") == secret
    assert problems("keys = {}; keys['token'] = 'hunter2'") == secret
    assert problems("password = 'abc'") == []
    assert problems("print('ghp_" + "a" * 30 + "')") == secret


@pytest.mark.parametrize(
    "source",
    ["a, b = 1, 2, 3", "a = b = 1", "a: int", "a = 2 ** 70", "a = float('nan')", "a[0] = 1"],
)
def test_what_is_no_plain_assignment_of_a_literal_is_no_parameter(source: str) -> None:
    found = units(source, "print(a, b)")
    assert not [each for each in found if each.kind == "parameter"]


@pytest.mark.parametrize("later", ["del size", "def f():\n    global size\n    size = 3"])
def test_a_literal_that_is_deleted_or_written_by_a_function_is_no_parameter(later: str) -> None:
    found = units("size = 0.2", "a = pd.read_csv('x', nrows=size)", later)
    assert not [each for each in found if each.kind == "parameter"]


def test_requirements_come_from_imports_and_from_installs() -> None:
    analysis = analyze_cells(
        "%pip install -q -r requirements.txt 'rich>=13' git+https://example.org/a.git  # all",
        "!pip3 install --upgrade Polars==1.0",
        "import sklearn, mine, os",
    )
    assert find_requirements(analysis, ["mine"]) == ["Polars==1.0", "rich>=13", "scikit-learn"]


def test_imports_that_the_session_makes_possible_stay_in_the_notebook() -> None:
    for change in ("sys.path.append('lib')", "%cd lib", "os.chdir('lib')"):
        analysis = analyze_cells("import os, sys\nimport near", change, "import json, far, numpy")
        assert find_staying_imports(analysis) == {3}
    assert find_staying_imports(analyze_cells("import near\nimport far"), ["far"]) == {1}
