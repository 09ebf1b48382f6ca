"""Code of which something is known: estimators that return themselves, and shared helpers."""

import pytest

from scaffold.notebooks.destinations import Destination
from scaffold.notebooks.evidence import read_table
from scaffold.notebooks.module_stage import judge_module
from scaffold.notebooks.shared_helpers import digest_modules
from scaffold.notebooks.split_units import spell_lines, split_units
from scaffold.notebooks.units import group_units
from scaffold.notebooks.valueless import find_fitted
from tests.notebooks.books import analyze_cells

HELPER = "def f(x):\n    return x\n"


@pytest.mark.parametrize(
    ("made", "name"),
    [
        ("from sklearn.svm import SVC\nmodel = SVC()", "model"),
        ("from sklearn import svm\nmodel = svm.make()", ""),
        ("from sklearn import svm\nmodel, other = svm.SVC(), 1", ""),
        ("import mine\nmodel = mine", ""),
        ("from mine import model", ""),
        ("", ""),
    ],
)
def test_only_an_estimator_that_was_made_here_is_what_its_fit_returns(made: str, name: str) -> None:
    analysis = analyze_cells(made, "model.fit(x)")
    assert find_fitted(analysis, len(analysis.statements) - 1) == name


def test_a_helper_is_found_first_in_utils_and_a_broken_module_has_none() -> None:
    sources = {
        "src/demo/data/a.py": HELPER,
        "src/demo/data/b.py": "def (",
        "src/demo/utils/c.py": HELPER,
    }
    place = Destination("src/demo", "demo", "../src", "book", "notebooks/book.ipynb")
    assert [*digest_modules(sources, place).values()] == ["src/demo/utils/c.py"]


def test_a_plan_may_split_units_and_list_no_other_lines() -> None:
    analysis = analyze_cells("x = 1", "y = x + 1")
    units = group_units(analysis)
    rows = [[spell_lines(each)] for each in analysis.statements]
    split = split_units(analysis, units, rows)
    assert split is not None
    assert [each.statements for each in split] == [(0,), (1,)]
    assert split_units(analysis, units, [*rows, ["9-9"]]) is None
    assert split_units(analysis, units, rows[:1]) is None


def test_a_module_has_the_stage_that_most_of_its_calls_speak_for() -> None:
    table = read_table()
    text = (
        "import pandas as pd\nfrom sklearn.model_selection import train_test_split\n"
        "def read(path):\n    table = pd.read_csv(path)\n    table = table.dropna()\n"
        "    table.head()\n    return train_test_split(table)\n"
    )
    stage, reasons = judge_module(text, table)
    assert stage == "data"
    assert len(reasons) <= 3
    assert judge_module("x = 1\n", table) == judge_module("def (", table) == ("", [])
