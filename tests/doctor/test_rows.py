"""The checks follow the rows of a program: through functions, containers, tables and samplers."""

import pytest

from scaffold.doctor.diagnosis import diagnose
from tests.doctor.conftest import Make
from tests.doctor.examples import uses

HEAD = """\
from imblearn.over_sampling import SMOTE
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.utils import resample
from transformers import Trainer, TrainingArguments
"""
SPLIT = "train, test = train_test_split(rows, random_state=0)\n"
DIVIDE = "def divide(rows):\n    return train_test_split(rows, random_state=0)\n"
SCALE = "def scale(rows):\n    return StandardScaler().fit_transform(rows)  # HERE\n"
CHAIN = "".join(f"def f{n}(x):\n    return {'-(' * 45}f{n + 1}(x){')' * 45}\n" for n in range(20))

PLAIN_CHAIN = "".join(f"def f{n}(x):\n    return f{n + 1}(x)\n" for n in range(20))


def lines(repository: Make, program: str) -> list[tuple[str, bool]]:
    """Return what is found about rows: the codes, and whether the marked line is meant."""
    source = HEAD + program
    marked = [n for n, line in enumerate(source.splitlines(), 1) if line.endswith("# HERE")]
    checks = [each for each in diagnose(repository(uses(source))).examined if each.code >= "ML501"]
    return [(check.code, [each.line] == marked) for check in checks for each in check.found]


BEST = """\
scores = []
for c in (1, 2):
    model = LogisticRegression(C=c).fit(train)
    scores.append((model.score(test), c))
best = sorted(scores)[-1]  # HERE
"""
STOPPED = """\
given = TrainingArguments("out", load_best_model_at_end=True)
trainer = Trainer(net, given, train, eval_dataset=test)  # HERE
"""


@pytest.mark.parametrize(
    ("program", "code"),
    [
        (
            f"{DIVIDE}rows = StandardScaler().fit_transform(rows)  # HERE\ndivide(rows)\n",
            "ML501",
        ),
        (f"{SCALE}{SPLIT}train = scale(train)\ntest = scale(test)\n", "ML501"),
        (f"rows.fillna(rows.mean(), inplace=True)  # HERE\n{SPLIT}", "ML501"),
        ("rows = StandardScaler().fit_transform(rows)  # HERE\ntest = rows[is_new]\n", "ML501"),
        (f"rows = resample(rows, random_state=0)  # HERE\n{SPLIT}", "ML502"),
        (SPLIT + BEST, "ML503"),
        (SPLIT + STOPPED, "ML503"),
    ],
)
def test_a_fault_is_found_in_its_line(repository: Make, program: str, code: str) -> None:
    assert lines(repository, program) == [(code, True)]


@pytest.mark.parametrize(
    "program",
    [
        f"{SCALE}{SPLIT}train = scale(train)\n",
        f"{DIVIDE}divide(rows)\n",
        f"rows = resample(rows, replace=False, random_state=0)\n{SPLIT}",
        f"rows, tags = Sampler().fit_resample(rows, tags)\n{SPLIT}",
        f"rows.fillna(0, inplace=True)\n{SPLIT}",
        f"append(rows)\n{SPLIT}",
        "test = rows[['age', 'name']]\n",
        f"{SPLIT}trainer = Trainer(net, TrainingArguments('out'), train, eval_dataset=test)\n",
        f"{CHAIN}{SPLIT}train = f0(train)\n",
        f"{PLAIN_CHAIN}{SPLIT}train = f0(train)\n",
    ],
)
def test_what_is_right_is_not_reported(repository: Make, program: str) -> None:
    assert lines(repository, program) == []
