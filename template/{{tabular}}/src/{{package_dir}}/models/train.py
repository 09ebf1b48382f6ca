"""Choose a candidate by cross-validation, fit it, store the run and track it."""

from typing import Any

import numpy as np
from sklearn.metrics import accuracy_score, f1_score, log_loss, make_scorer
from sklearn.model_selection import cross_validate

from ..config import Candidate, DataConfig, Parameters, Paths
from ..data.load import load_table
from ..data.split import Rows, folds, split
from ..utils.files import write_json
from .pipeline import build
from .runs import FACTS, MANIFEST, Run, new_run_id, save_run
from .tracking import track

# The share of the residuals of the cross-validation that the interval of a regression covers.
INTERVAL = 0.8


def train(
    paths: Paths,
    data: DataConfig,
    parameters: Parameters,
    experiment: str = "train",
    name: str | None = None,
    strict: bool = False,
) -> Run:
    """Train on the table of config/data.toml and make the run the latest one.

    The order matters: until the last step the former run stays the latest one, so a training that
    is interrupted or fails changes nothing for those who predict.

    `experiment` and `name` are those in MLflow. Rows that cannot be used are dropped, or refused if
    `strict`.

    Raises:
        DataError: the table cannot be read or learned from.
        RunError: the run could not be tracked.
    """
    table = load_table(paths, data, strict)
    training, test = split(table.cells, data, parameters)
    metric = main_metric(data)
    scores = {
        candidate: cross_validation(candidate, training, data, parameters)
        for candidate in parameters.candidates
    }
    # Of equals the first one, which is simpler.
    best = min(scores, key=lambda candidate: scores[candidate][metric])
    model = build(best, data, parameters).fit(training.X, training.y)
    facts = {
        "scores": scores,
        "chosen_by": metric,
        "interval": interval(best, training, data, parameters),
        "source": {"path": data.source, "sha256": table.sha256, "dropped": table.dropped},
        "rows": {"train": len(training.y), "test": len(test.y)},
    }
    run = Run(new_run_id(), model, best, data, parameters, facts)
    save_run(paths, run)
    _track(paths, run, experiment, name or run.run_id)
    write_json(paths.latest, {"run_id": run.run_id})
    return run


def _track(paths: Paths, run: Run, experiment: str, name: str) -> None:
    """Track a run with its scores and the digest of its data."""
    digest = run.facts["source"]["sha256"]
    tags = {"run_id": run.run_id, "candidate": run.candidate, "source_sha256": digest}
    scores = {
        f"{candidate}.{metric}": value
        for candidate, measured in run.facts["scores"].items()
        for metric, value in measured.items()
    }
    files = [paths.runs / run.run_id / file for file in (FACTS, MANIFEST)]
    track(paths, experiment, name, run.parameters.model_dump(), scores, tags, files)


def cross_validation(
    candidate: Candidate, rows: Rows, data: DataConfig, parameters: Parameters
) -> dict[str, float]:
    """Return the mean scores over the folds of a training set, and the standard error of each."""
    found = cross_validate(
        build(candidate, data, parameters),
        rows.X,
        rows.y,
        cv=folds(rows, data, parameters),
        scoring=_scorers(data, rows.y),
        error_score="raise",
    )
    scores = {}
    for name in _scorers(data, rows.y):
        # scikit-learn turns scores of which less is better into negative ones.
        values = found[f"test_{name}"] * (-1 if name in ("mae", "rmse", "log_loss") else 1)
        scores[name] = float(np.mean(values))
        scores[f"{name}_error"] = float(np.std(values, ddof=1) / np.sqrt(len(values)))
    return scores


def _scorers(data: DataConfig, y: np.ndarray) -> dict[str, Any]:
    """Return the scorers of a task, by name; `y` is the target of all rows of the folds."""
    if data.task == "regression":
        errors = {"mae": "neg_mean_absolute_error", "rmse": "neg_root_mean_squared_error"}
        return errors | {"r2": "r2"}
    # With the labels, because a test fold can lack a class.
    options = {"response_method": "predict_proba", "labels": np.unique(y)}
    return {
        "accuracy": make_scorer(accuracy_score),
        "f1_macro": make_scorer(f1_score, average="macro", zero_division=0),
        "log_loss": make_scorer(log_loss, greater_is_better=False, **options),
    }


def main_metric(data: DataConfig) -> str:
    """Return the score that candidates are chosen by; a lower value is better in both tasks.

    The logarithmic loss judges probabilities, so it also tells models apart that predict the same
    classes, as is common where one class is rare.
    """
    return "rmse" if data.task == "regression" else "log_loss"


def interval(
    candidate: Candidate, rows: Rows, data: DataConfig, parameters: Parameters
) -> list[float] | None:
    """Return the residuals (true minus predicted) between which most rows of a regression are.

    They come from rows that the model had not seen, so they hold for new rows of the same kind.
    """
    if data.task == "classification":
        return None
    model, residuals = build(candidate, data, parameters), []
    for learned, test in folds(rows, data, parameters):
        model.fit(rows.X.iloc[learned], rows.y[learned])
        residuals.append(rows.y[test] - model.predict(rows.X.iloc[test]))
    edges = np.quantile(np.concatenate(residuals), [(1 - INTERVAL) / 2, (1 + INTERVAL) / 2])
    return [float(edge) for edge in edges]
