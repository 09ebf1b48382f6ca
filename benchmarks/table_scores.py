"""Compare the model that a project chose for its table with the default pipelines of skrub.

    python -m benchmarks.table_scores PACKAGE PROJECT

All are cross-validated on the same folds of the training rows by the score that the project
chooses by. It runs in an environment that has the project and skrub.
"""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.model_selection import cross_val_score
from skrub import tabular_pipeline

SCORING = {"rmse": "neg_root_mean_squared_error", "log_loss": "neg_log_loss"}
# The two default pipelines: boosted trees, and a linear model.
MODELS = {
    "classification": ("classifier", "LogisticRegression"),
    "regression": ("regressor", "Ridge"),
}


def compare(package: str, folder: Path) -> dict[str, Any]:
    """Return the mean scores of the project's candidates and of skrub; less is better."""

    def module(name: str) -> Any:
        return importlib.import_module(f"{package}.{name}")

    paths = module("config").Paths(folder)
    run = module("models.runs").load_run(paths)
    table = module("data.load").load_table(paths, run.data)
    training, _ = module("data.split").split(table.cells, run.data, run.parameters)
    folds = module("data.split").folds(training, run.data, run.parameters)
    metric, scores = run.facts["chosen_by"], run.facts["scores"]
    own = scores[run.candidate]
    return {
        "rows": len(table.cells),
        "metric": metric,
        "dummy": scores["dummy"][metric],
        "chosen": run.candidate,
        "own": own[metric],
        "error": own[f"{metric}_error"],
        "skrub": min(
            _skrub(run.data.task, metric, _columns(training.cells, run.data), training.y, folds)
        ),
    }


def _columns(cells: pd.DataFrame, data: Any) -> pd.DataFrame:
    """Return the table as pandas reads it, without what the project leaves out, too."""
    named = [name for name in data.features if name in cells]
    frame = cells[named].copy()
    for name in named:
        numbers = pd.to_numeric(frame[name].str.replace(",", "."), errors="coerce")
        if numbers.notna().sum() == frame[name].notna().sum():
            frame[name] = numbers
    return frame


def _skrub(
    task: str, metric: str, frame: pd.DataFrame, target: np.ndarray, folds: Any
) -> list[float]:
    from sklearn import linear_model

    trees, linear = MODELS[task]
    model = getattr(linear_model, linear)()
    return [
        -cross_val_score(
            tabular_pipeline(each), frame, target, cv=folds, scoring=SCORING[metric]
        ).mean()
        for each in (trees, model)
    ]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(compare(sys.argv[1], Path(sys.argv[2]))) + "\n")
