"""What statements are, and what they are there for, decides where they belong."""

import pytest

from scaffold.notebooks.units import Unit, group_units
from tests.notebooks.books import analyze_cells

IMPORTS = (
    "import pickle, warnings\nimport pandas as pd\nimport matplotlib.pyplot as plt\n"
    "from sklearn.linear_model import Ridge\nfrom sklearn.metrics import r2_score"
)


def units(*cells: str) -> list[Unit]:
    found = group_units(analyze_cells(IMPORTS, "rows = [1]", *cells))
    return [each for each in found if each.kind != "import" and each.cells[0] > 1]


def reason(source: str) -> str:
    """Return why a cell stays in the notebook."""
    (unit,) = units(source)
    assert unit.stage == "notebook"
    return unit.reason


def test_a_prediction_is_inference_unless_a_metric_reads_it() -> None:
    predicted, measured = "first = Ridge().predict(rows)", "r = r2_score(rows, first)"
    assert units(predicted)[0].stage == "inference"
    assert units(predicted, "md:More", measured)[0].stage == "evaluation"


def test_what_uses_a_model_that_was_loaded_is_inference() -> None:
    loaded = "m = pickle.load(open('m', 'rb'))"
    found = units(loaded, "md:More", "answer = m.apply(rows) + [1]", "md:More", "x = rows + [2]")
    assert [each.stage for each in found[:2]] == ["inference", "inference"]
    assert found[2].stage != "inference"


def test_a_model_that_is_loaded_into_another_one_is_inference() -> None:
    found = units("m = pickle.load(open('m', 'rb'))", "md:More", "m2 = m.load_state_dict(1) or m")
    assert [each.stage for each in found] == ["inference", "inference"]
    loaded = [each.what for each in found[1].evidence if each.what.endswith("model")]
    assert loaded == ["loads a model"]


def test_functions_that_load_or_use_a_model_are_judged_by_what_they_say() -> None:
    found = units(
        "def read(path):\n    return pickle.load(path)",
        "m = pickle.load(open('m', 'rb'))",
        "def use(a):\n    return m.apply(a)",
        "use(rows)",
    )
    flows = {
        unit.statements: [each.what for each in unit.evidence if each.what.endswith("model")]
        for unit in found
        if unit.kind == "definition"
    }
    assert list(flows.values()) == [[], []]


def test_an_assignment_that_only_describes_stays_in_the_notebook() -> None:
    assert units("shown = pd.Series(rows).describe().head()")[0].stage == "notebook"


def test_a_function_about_which_little_is_known_is_for_all_stages() -> None:
    far = "md:# Training\n## Aa\n### Bb\n#### Cc\n##### Dd"
    (unit,) = units(far, "def work(a):\n    return a")
    assert unit.evidence
    assert unit.stage == "utils"
    assert unit.confidence == 0.3


@pytest.mark.parametrize(
    "source",
    [
        "assert rows",
        "[print(a) for a in rows]",
        "{a: len(rows) for a in rows}",
        "for a in rows:\n    b = len(rows)\n    print(a, b)",
        "if rows:\n    print(rows)\nelse:\n    pass",
        "print(len(rows), sum(rows))",
        "rows[0] + max(rows)",
    ],
)
def test_what_only_displays_values_stays_in_the_notebook(source: str) -> None:
    assert reason(source) == "it displays a value"


@pytest.mark.parametrize(
    "source",
    [
        "plt.plot(rows)",
        "with plt.style.context('ggplot'):\n    plt.plot(rows)",
        "for a in rows:\n    plt.plot(a)\n    print(a)",
        "fig, ax = plt.subplots()",
    ],
)
def test_what_plots_stays_in_the_notebook(source: str) -> None:
    assert reason(source) == "it is there for displays"


@pytest.mark.parametrize(
    "source",
    [
        "warnings.filterwarnings('ignore')",
        "pd.options.display.width = 3",
        "plt.rcParams['font.size'] = 3",
        "pd.set_option('a', 3)",
    ],
)
def test_what_sets_up_the_session_stays_in_the_notebook(source: str) -> None:
    assert reason(source) == "it sets up the session"


@pytest.mark.parametrize(
    "source",
    [
        "await rows",
        "(n := len(rows))",
        "print(rows.pop())",
        "[rows.append(a) for a in rows]",
        "with open('a') as file:\n    print(file.read())",
        "with open('a'):\n    print(rows)",
        "for a in rows:\n    b = a.compute()\n    print(b)",
        "for a in rows:\n    b = 1",
        "for a in rows:\n    import os\n    print(a)",
    ],
)
def test_what_does_more_than_looking_belongs_to_the_stage_of_its_heading(source: str) -> None:
    (unit,) = units("md:# Training the model", source)
    assert unit.stage == "models"


def test_a_print_at_the_end_of_a_block_stays_in_the_notebook() -> None:
    found = units("md:# Training the model", "n = rows + [1]\nprint(n)\nn = n + [2]\nprint(n);")
    assert [(each.stage, len(each.statements)) for each in found] == [
        ("models", 3),
        ("notebook", 1),
    ]


def test_many_small_hints_say_no_more_than_a_heading() -> None:
    weak = "x = rows.drop().rename().astype().map().apply().replace().concat().groupby()"
    (unit,) = units("md:# Training the model", weak)
    assert sum(each.weight for each in unit.evidence if each.kind == "weak") == 1.5
    assert unit.stage == "models"
