"""Fit the model, store the run and track it."""

import numpy as np
from sklearn.metrics import f1_score, make_scorer, precision_score, recall_score
from sklearn.model_selection import cross_validate
from sklearn.pipeline import Pipeline

from ..config import DataConfig, Parameters, Paths
from ..data.load import load_table
from ..data.split import Rows, folds, split
from ..errors import DataError
from ..utils.files import write_json
from .pipeline import Kind, build
from .runs import FACTS, MANIFEST, Run, log, new_run_id, save_run, tracking

METRIC = "f1_weighted"  # that parameters are chosen by; a higher value is better
_SCORERS = {
    "f1_weighted": make_scorer(f1_score, average="weighted", zero_division=0),
    "f1_macro": make_scorer(f1_score, average="macro", zero_division=0),
    "precision_macro": make_scorer(precision_score, average="macro", zero_division=0),
    "recall_macro": make_scorer(recall_score, average="macro", zero_division=0),
    "accuracy": "accuracy",
}


def train(
    paths: Paths,
    data: DataConfig,
    parameters: Parameters,
    experiment: str = "train",
    name: str | None = None,
    strict: bool = False,
) -> Run:
    """Train on the data of config/data.toml and make the run the latest one.

    The order matters: until the last step the former run stays the latest one, so a training that
    is interrupted or fails changes nothing for those who predict.

    `experiment` and `name` are those in MLflow. Rows that cannot be used are dropped, or refused if
    `strict`.

    Raises:
        DataError: the data cannot be read or learned from.
        RunError: the run could not be tracked.
    """
    table = load_table(paths, data, strict)
    training, test = split(table.cells, data, parameters)
    kinds: tuple[Kind, ...] = ("baseline", "model")
    scores = {kind: cross_validation(training, data, parameters, kind) for kind in kinds}
    model = fit(training, parameters)
    facts = {
        "scores": scores,
        "source": {"files": table.sha256, "dropped": table.dropped},
        "rows": {"train": len(training.y), "test": len(test.y)},
    }
    run = Run(new_run_id(), model, data, parameters, facts)
    save_run(paths, run)
    _track(paths, run, experiment, name or run.run_id)
    write_json(paths.latest, {"run_id": run.run_id})
    return run


def fit(rows: Rows, parameters: Parameters, kind: Kind = "model") -> Pipeline:
    """Return the model, fitted on clean texts and their classes.

    Raises:
        DataError: no word or only one class is left to learn from.
    """
    if len(set(rows.y)) < 2:
        raise DataError("there is nothing to learn from: all rows are of one class", "add rows")
    try:
        return build(parameters, kind).fit(rows.X, rows.y)
    except ValueError as error:
        hint = "check the texts, or lower `min_df`"
        raise DataError(f"there is nothing to learn from: {error}", hint) from error


def cross_validation(
    rows: Rows, data: DataConfig, parameters: Parameters, kind: Kind = "model"
) -> dict[str, float]:
    """Return the mean scores over the folds of a training set, and the standard error of each.

    Raises:
        DataError: the rows are too few for the folds, or there is nothing to learn from.
    """
    model, parts = build(parameters, kind), folds(rows, data, parameters)
    try:
        found = cross_validate(
            model, rows.X, rows.y, cv=parts, scoring=_SCORERS, error_score="raise"
        )
    except ValueError as error:
        raise DataError(f"a fold has nothing to learn from: {error}", "add rows") from error
    scores = {}
    for name in _SCORERS:
        values = found[f"test_{name}"]
        scores[name] = float(np.mean(values))
        scores[f"{name}_error"] = float(np.std(values, ddof=1) / np.sqrt(len(values)))
    return scores


def _track(paths: Paths, run: Run, experiment: str, name: str) -> None:
    """Track a run with its scores and the digests of its data."""
    tags = {"run_id": run.run_id}
    tags |= {f"sha256 {file}": digest for file, digest in run.facts["source"]["files"].items()}
    files = [paths.runs / run.run_id / file for file in (FACTS, MANIFEST)]
    scores = run.facts["scores"]["model"]
    with tracking(paths, experiment, name):
        log(run.parameters.model_dump(), scores, tags, files)
