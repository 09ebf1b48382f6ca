"""A project for a table of customers: the tooling of the first release, and all code replaced."""

import shutil
from pathlib import Path

from tests.grown.editing import PACKAGE, change, write

_CODE = {
    "__init__.py": '"""Predict which customers leave."""\n\n__version__ = "0.1.0"\n',
    "config.py": '''"""Columns of the table and settings of the model."""

from dataclasses import dataclass
from pathlib import Path

NUMBERS = ("age", "months", "spend")
CATEGORIES = ("plan", "region")
TARGET = "left"


@dataclass(frozen=True)
class Settings:
    """Settings of a fit."""

    seed: int = 7
    trees: int = 50
    test_share: float = 0.25


def table_path(root: Path) -> Path:
    """Return the path of the table."""
    return root / "data" / "customers.csv"
''',
    "rows.py": '''"""Read the table and make a small one to try the code with."""

from pathlib import Path

import numpy as np
import pandas as pd

from .config import CATEGORIES, NUMBERS, TARGET


def read_rows(path: Path) -> pd.DataFrame:
    """Return the rows that have a target.

    Raises:
        ValueError: A column is missing.
    """
    frame = pd.read_csv(path)
    missing = {*NUMBERS, *CATEGORIES, TARGET} - set(frame.columns)
    if missing:
        raise ValueError(f"missing columns: {sorted(missing)}")
    return frame.dropna(subset=[TARGET])


def make_rows(count: int, seed: int) -> pd.DataFrame:
    """Return made-up customers: those who spend little leave."""
    numbers = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "age": numbers.integers(18, 80, count),
            "months": numbers.integers(1, 60, count),
            "spend": numbers.normal(50, 20, count).round(2),
            "plan": numbers.choice(["basic", "plus"], count),
            "region": numbers.choice(["north", "south"], count),
        }
    )
    frame[TARGET] = (frame["spend"] + numbers.normal(0, 5, count) < 45).astype(int)
    return frame
''',
    "fit.py": '''"""Fit a model to the rows."""

from typing import Any

import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from .config import CATEGORIES, NUMBERS, TARGET, Settings


def build(settings: Settings) -> Any:
    """Return an unfitted model."""
    columns = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), list(CATEGORIES)),
        ("passthrough", list(NUMBERS)),
    )
    forest = RandomForestClassifier(settings.trees, random_state=settings.seed)
    return make_pipeline(columns, forest)


def fit(frame: pd.DataFrame, settings: Settings) -> tuple[Any, float]:
    """Return a fitted model, and its area under the curve on test rows."""
    train, test = train_test_split(
        frame, test_size=settings.test_share, random_state=settings.seed, stratify=frame[TARGET]
    )
    model = build(settings).fit(train.drop(columns=TARGET), train[TARGET])
    chances = model.predict_proba(test.drop(columns=TARGET))[:, 1]
    return model, float(roc_auc_score(test[TARGET], chances))
''',
    "cli.py": '''"""The command of the project."""

from pathlib import Path

import typer

from .config import Settings, table_path
from .fit import fit
from .rows import read_rows

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _options() -> None:
    """Predict which customers leave."""


@app.command()
def train() -> None:
    """Fit a model to the table."""
    _, area = fit(read_rows(table_path(Path.cwd())), Settings())
    typer.echo(f"area under the curve {area:.3f}")
''',
    "__main__.py": '"""Run the command."""\n\nfrom .cli import app\n\napp()\n',
}
_TESTS = {
    "test_rows.py": f'''"""The table is read, and what it lacks is named."""

from pathlib import Path

import pytest

from {PACKAGE}.rows import make_rows, read_rows


def test_rows_without_a_target_are_dropped(tmp_path: Path) -> None:
    frame = make_rows(20, 1).astype({{"left": "Float64"}})
    frame.loc[3, "left"] = None
    frame.to_csv(tmp_path / "customers.csv", index=False)
    assert len(read_rows(tmp_path / "customers.csv")) == 19


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    make_rows(5, 1).drop(columns="plan").to_csv(tmp_path / "customers.csv", index=False)
    with pytest.raises(ValueError, match="plan"):
        read_rows(tmp_path / "customers.csv")
''',
    "test_fit.py": f'''"""The model learns what the rows contain."""

from {PACKAGE}.config import Settings
from {PACKAGE}.fit import fit
from {PACKAGE}.rows import make_rows


def test_the_model_is_better_than_guessing() -> None:
    _, area = fit(make_rows(400, 1), Settings())
    assert area > 0.8


def test_a_seed_gives_the_same_model_again() -> None:
    rows = make_rows(200, 2)
    assert fit(rows, Settings())[1] == fit(rows, Settings())[1]
''',
    "test_cli.py": f'''"""The command trains."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from {PACKAGE}.cli import app
from {PACKAGE}.rows import make_rows


def test_train_prints_the_score(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    make_rows(200, 3).to_csv(tmp_path / "data" / "customers.csv", index=False)
    monkeypatch.chdir(tmp_path)
    finished = CliRunner().invoke(app, ["train"])
    assert finished.exit_code == 0, finished.output
    assert "area under the curve" in finished.output
''',
}


def make_tables(project: Path) -> None:
    """Replace the model code and the tests of a project; keep and adapt the tooling."""
    for folder in ("src", "tests", "notebooks"):
        shutil.rmtree(project / folder)
    for name, text in _CODE.items():
        write(project, f"src/{PACKAGE}/{name}", text)
    for name, text in _TESTS.items():
        write(project, f"tests/{name}", text)
    write(project, "config/args.json", '{"seed": 7, "trees": 50}\n')
    change(project, "README.md", "A machine-learning project.", "Predicts which customers leave.")
    change(project, "pyproject.toml", "strict = true\n", "strict = true\nwarn_no_return = true\n")
    change(project, "pyproject.toml", '  "optuna>=4.5",\n', "")
    change(project, "justfile", "# Check everything\n", "# Run all checks before a merge\n")


OWN_FILES = frozenset(
    {f"src/{PACKAGE}/{name}" for name in _CODE} | {f"tests/{name}" for name in _TESTS}
)
