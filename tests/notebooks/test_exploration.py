"""What only explores stays in the notebook: displays, drafts and models that were tried."""

import json

import pytest

from scaffold.notebooks.analysis import Analysis, analyze
from scaffold.notebooks.evidence import read_table
from scaffold.notebooks.ipynb import parse_ipynb
from scaffold.notebooks.units import group_units
from tests.notebooks.books import analyze_cells, make_ipynb

IMPORTS = (
    "import pickle\nimport pandas as pd\nimport matplotlib.pyplot as plt\n"
    "from sklearn.linear_model import Ridge, Lasso\nfrom sklearn.metrics import r2_score"
)
DATA = "X = pd.read_csv('x.csv')\ny = pd.read_csv('y.csv')"
SAVED = "best = Ridge()\nbest.fit(X, y)\nwith open('m', 'wb') as file:\n    pickle.dump(best, file)"


def stages_of(analysis: Analysis, cell: int) -> list[str]:
    units = group_units(analysis)
    return [each.stage for each in units if cell in each.cells and each.kind != "import"]


def analyze_with_result(*cells: str) -> Analysis:
    """Return a notebook of which the last cell has stored the value that it displays."""
    document = json.loads(make_ipynb(cells))
    document["cells"][-1]["outputs"] = [{"output_type": "execute_result", "data": {}}]
    return analyze(parse_ipynb(json.dumps(document)), read_table())


@pytest.mark.parametrize(
    "shown", ["X.merge(y)", "X.groupby('a').agg('sum')", "pd.get_dummies(X)", "X.a + X.b"]
)
def test_a_value_that_is_displayed_and_not_kept_stays(shown: str) -> None:
    analysis = analyze_with_result(IMPORTS, DATA, SAVED, "md:# Data preparation", shown)
    assert stages_of(analysis, 3) == ["notebook"]


@pytest.mark.parametrize(
    ("shown", "stage"),
    [("r2_score(y, X)", "evaluation"), ("best.fit(X, y)", "models"),
     ("best.predict(X)", "inference")],
)  # fmt: skip
def test_a_result_that_is_displayed_moves(shown: str, stage: str) -> None:
    assert stages_of(analyze_with_result(IMPORTS, DATA, SAVED, shown), 3) == [stage]


@pytest.mark.parametrize(
    ("source", "stage"), [("wide = X.a + 1", "notebook"), ("wide = X.merge(y)", "data")]
)
def test_a_value_that_only_plots_read_stays_unless_a_stage_is_known_by_it(
    source: str, stage: str
) -> None:
    plotted = "plt.plot(wide)\nprint(wide)"
    analysis = analyze_cells(IMPORTS, DATA, SAVED, "md:# Data preparation", source, plotted)
    assert stages_of(analysis, 3) == [stage]


def test_a_model_that_was_tried_beside_the_saved_one_stays_with_its_scores() -> None:
    tried = "other = Lasso()\nother.fit(X, y)\nguess = other.predict(X)\nr2_score(y, guess)"
    analysis = analyze_cells(IMPORTS, DATA, tried, SAVED)
    assert stages_of(analysis, 2) == ["notebook"]
    assert "notebook" not in stages_of(analysis, 3)


@pytest.mark.parametrize(("read", "stage"), [("X", "notebook"), ("[[1]]", "evaluation")])
def test_a_function_that_only_a_tried_model_needs_stays_if_it_reads_a_variable(
    read: str, stage: str
) -> None:
    score = f"def score(model):\n    return model.predict({read})"
    tried = "tried = Lasso()\ntried.fit(X, y)\nr2_score(y, score(tried))"
    analysis = analyze_with_result(IMPORTS, DATA, SAVED, score, tried)
    assert stages_of(analysis, 3) == [stage]
    assert stages_of(analysis, 4) == ["notebook"]


def test_models_of_a_notebook_that_saves_none_move() -> None:
    analysis = analyze_cells(IMPORTS, DATA, "a = Lasso()\na.fit(X, y)", "b = Ridge()\nb.fit(X, y)")
    assert [stages_of(analysis, cell) for cell in (2, 3)] == [["models"], ["models"]]


def test_a_model_that_the_saved_one_reads_moves() -> None:
    first = "first = Lasso()\nfirst.fit(X, y)\nX = X.assign(a=first.coef_[0])"
    analysis = analyze_cells(IMPORTS, DATA, first, SAVED)
    assert "models" in stages_of(analysis, 2)


@pytest.mark.parametrize(
    ("function", "use"),
    [
        ("def print_rows(a):\n    print(a)", "print_rows(X)"),
        ("def scale_draft(a):\n    return a + 1", "print(scale_draft(X))"),
        ("def wave(a):\n    return a + 1", "waves = [wave(X)]\nplt.plot(waves)\nprint(waves)"),
    ],
)
def test_a_function_for_displays_alone_stays(function: str, use: str) -> None:
    assert stages_of(analyze_cells(IMPORTS, DATA, function, use), 2) == ["notebook"]


@pytest.mark.parametrize(
    ("function", "use"),
    [
        ("def plot_rows(a):\n    plt.plot(a)", "plot_rows(X)"),
        ("def clean_rows(a):\n    return a + 1", "print(clean_rows(X))"),
        (
            'def wave(a):\n    """Return a wave."""\n    return a + 1',
            "w = wave(X)\nplt.plot(w)\nprint(w)",
        ),
        ("def wave(a):\n    return a + 1", "plt.plot(wave(X))"),
        ("def load_draft(a):\n    return a + 1", "best = Ridge().fit(load_draft(X), y)"),
    ],
)
def test_a_function_that_is_a_step_moves(function: str, use: str) -> None:
    assert stages_of(analyze_cells(IMPORTS, DATA, function, use), 2) != ["notebook"]


def test_a_function_that_its_decorator_displays_stays() -> None:
    shown = "@interact(k=5)\ndef show(k):\n    return k * 2"
    units = group_units(analyze_cells("from ipywidgets import interact", "md:# Train", shown))
    assert [unit.stage for unit in units if unit.kind == "definition"] == ["notebook"]
