"""Measure a run on its test set and write the report: one HTML file, and the scores as JSON."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader
from matplotlib.figure import Figure
from sklearn.calibration import CalibrationDisplay
from sklearn.inspection import permutation_importance
from sklearn.metrics import ConfusionMatrixDisplay, PrecisionRecallDisplay, PredictionErrorDisplay

from ..config import Paths
from ..data.load import load_table
from ..data.split import Rows, split
from ..errors import RunError
from ..models.pipeline import build
from ..models.runs import Run, load_run
from ..utils.files import write_json, write_text
from .metrics import Predictions, Scores, by_class, by_slice, calibration, coverage, measure

_MOST_ROWS = 2000  # for the permutation importance, which predicts them many times
_MOST_CLASSES = 20  # in a confusion matrix that can be read


def evaluate(paths: Paths, run_id: str | None = None) -> tuple[dict[str, Any], Path]:
    """Measure a run, by default the latest one, on its test set; write and return the report.

    Raises:
        RunError: the run cannot be loaded, or the table is not the one that it was trained on.
    """
    run = load_run(paths, run_id)
    training, test = held_out(paths, run)
    predictions = Predictions.of(run.model, test)
    baseline = build("dummy", run.data, run.parameters).fit(training.X, training.y)
    measured: dict[str, Any] = {
        "run_id": run.run_id,
        "candidate": run.candidate,
        "rows": len(test.y),
        "scores": measure(predictions, run.data.positive),
        "baseline": measure(Predictions.of(baseline, test), run.data.positive),
        "slices": by_slice(predictions, test.cells, run.data),
        "importance": importance(run, test),
    }
    if predictions.probabilities is not None:
        measured["classes"] = by_class(predictions)
        measured["calibration"] = calibration(predictions)
        measured["coverage"] = coverage(predictions)
    path = paths.reports / run.run_id / "report.html"
    write_text(path, render(run, measured, predictions))
    write_json(path.with_name("scores.json"), measured)
    return measured, path


def held_out(paths: Paths, run: Run) -> tuple[Rows, Rows]:
    """Return the training and the test set of a run.

    Raises:
        RunError: the table has changed, so the test set could contain rows of the training.
    """
    table = load_table(paths, run.data)
    if table.sha256 != run.facts["source"]["sha256"]:
        raise RunError(
            f"{run.data.source} is not the file that run {run.run_id} was trained on",
            "train again, or restore the file",
        )
    return split(table.cells, run.data, run.parameters)


def importance(run: Run, test: Rows) -> Scores:
    """Return by how much accuracy, or RMSE, gets worse when a column is shuffled; largest first."""
    some = test.take(np.arange(min(len(test.y), _MOST_ROWS)))
    scoring = "neg_root_mean_squared_error" if run.data.task == "regression" else "accuracy"
    found = permutation_importance(
        run.model, some.X, some.y, scoring=scoring, random_state=run.parameters.seed
    )
    means = zip(some.X.columns, found.importances_mean, strict=True)
    return {name: float(value) for name, value in sorted(means, key=lambda pair: -pair[1])}


def render(run: Run, measured: dict[str, Any], predictions: Predictions) -> str:
    """Return the page of a report."""
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True
    )
    charts = [(title, _as_data(figure)) for title, figure in _charts(run, measured, predictions)]
    return pages.get_template("report.html").render(run=run, charts=charts, **measured)


def _charts(
    run: Run, measured: dict[str, Any], predictions: Predictions
) -> Iterator[tuple[str, Figure]]:
    """Yield the charts of a task, each with its title."""
    y, predicted, positive = predictions.y, predictions.predicted, run.data.positive
    if predictions.probabilities is None:
        for title, kind in (
            ("Residuals: true minus predicted", "residual_vs_predicted"),
            ("True and predicted values", "actual_vs_predicted"),
        ):
            figure, axes = _axes()
            PredictionErrorDisplay.from_predictions(y, predicted, kind=kind, ax=axes)
            yield title, figure
    elif len(predictions.classes) <= _MOST_CLASSES:
        figure, axes = _axes()
        ConfusionMatrixDisplay.from_predictions(
            y, predicted, labels=predictions.classes, cmap="Blues", colorbar=False, ax=axes
        )
        axes.tick_params(axis="x", rotation=0 if len(predictions.classes) == 2 else 90)
        yield "Confusion matrix", figure
    if positive and set(y) == set(predictions.classes):
        right, probability = y == positive, predictions.probability(positive)
        figure, axes = _axes()
        CalibrationDisplay.from_predictions(
            right, probability, n_bins=8, strategy="quantile", ax=axes
        )
        yield f"Calibration of {positive}", figure
        figure, axes = _axes()
        PrecisionRecallDisplay.from_predictions(right, probability, ax=axes)
        yield f"Precision and recall of {positive}", figure
    figure, axes = _axes()
    shown = list(measured["importance"].items())[:15][::-1]
    axes.barh([name[:40] for name, _ in shown], [value for _, value in shown])
    axes.set_xlabel("score lost when the column is shuffled")
    yield "Permutation importance", figure


def _axes() -> tuple[Figure, Any]:
    """Return an empty chart; a figure of its own needs no display and is freed when unused."""
    figure = Figure(figsize=(5.2, 4.0), layout="constrained")
    return figure, figure.subplots()


def _as_data(figure: Figure) -> str:
    """Return a chart as the address of an image that is in the page itself."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=144)
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()
