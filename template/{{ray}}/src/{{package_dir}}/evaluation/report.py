"""Measure a run on its test set and write the report: one HTML file, and the scores as JSON."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader
from matplotlib.figure import Figure
from sklearn.metrics import ConfusionMatrixDisplay

from ..config import Parameters, Paths
from ..data.load import Table, load_table
from ..data.split import Rows, split
from ..errors import RunError
from ..models.pipeline import baseline
from ..models.runs import Run, load_run
from ..models.worker import fit_here, hold_out
from ..utils.files import write_json, write_text
from .metrics import (
    Predictions,
    by_class,
    by_slice,
    calibration,
    coverage,
    measure,
    over_splits,
    summarize,
)

_MOST_CLASSES = 20  # in a confusion matrix that can be read
_MISTAKES = 10


def evaluate(
    paths: Paths, run_id: str | None = None, splits: int = 1
) -> tuple[dict[str, Any], Path]:
    """Measure a run, by default the latest one, on its test set; write and return the report.

    With more than one split, the model is also fitted and measured on others. RunError if the run
    cannot be loaded, or if the data are not those that it was trained on.
    """
    run = load_run(paths, run_id)
    table = load_same(paths, run)
    training, test = split(table.cells, run.data, run.parameters)
    predictions = Predictions.of(run.model, test)
    guess = Predictions.of(baseline(training), test)
    measured: dict[str, Any] = {
        "run_id": run.run_id,
        "rows": len(test.y),
        "scores": measure(predictions),
        "baseline": measure(guess),
        "classes": by_class(predictions),
        "slices": by_slice(predictions, test, run.data),
        "calibration": calibration(predictions),
        "coverage": coverage(predictions),
    }
    if splits > 1:

        def fit(rows: Rows, parameters: Parameters) -> Any:
            return fit_here(*hold_out(rows, run.data, parameters), parameters)[0]

        measured["splits"] = over_splits(fit, table.cells, run.data, run.parameters, splits)
        measured["over_splits"] = summarize(measured["splits"])
    path = paths.reports / run.run_id / "report.html"
    write_text(path, render(run, measured, predictions, test))
    write_json(path.with_name("scores.json"), measured)
    return measured, path


def load_same(paths: Paths, run: Run) -> Table:
    """Return the data of a run; RunError if they changed: tests could be rows of the training."""
    table = load_table(paths, run.data)
    for file, digest in table.sha256.items():
        if digest != run.facts["source"]["files"].get(file):
            raise RunError(
                f"{file} is not the file that run {run.run_id} was trained on",
                "train again, or restore the file",
            )
    return table


def render(run: Run, measured: dict[str, Any], predictions: Predictions, test: Rows) -> str:
    """Return the page of a report."""
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True
    )
    charts = [(title, _as_data(figure)) for title, figure in _charts(run, predictions)]
    mistakes = _mistakes(run, predictions, test)
    page = pages.get_template("report.html")
    return page.render(run=run, charts=charts, mistakes=mistakes, **measured)


def _mistakes(run: Run, predictions: Predictions, test: Rows) -> list[dict[str, str]]:
    """Return the rows that the model is most sure of and wrong about."""
    wrong = np.flatnonzero(predictions.y != predictions.predicted)
    worst = wrong[np.argsort(-predictions.confidence[wrong])][:_MISTAKES]
    return [
        {
            "row": str(test.cells.index[row]),
            "text": str(test.X[row])[:120],
            run.data.target: predictions.y[row],
            "predicted": str(predictions.predicted[row]),
            "probability": f"{predictions.confidence[row]:.3f}",
        }
        for row in worst
    ]


def _charts(run: Run, predictions: Predictions) -> Iterator[tuple[str, Figure]]:
    """Yield the charts, each with its title."""
    if len(predictions.classes) <= _MOST_CLASSES:
        figure, axes = _axes()
        ConfusionMatrixDisplay.from_predictions(
            predictions.y,
            predictions.predicted,
            labels=predictions.classes,
            cmap="Blues",
            colorbar=False,
            xticks_rotation="vertical",
            ax=axes,
        )
        yield "Confusion matrix", figure
    figure, axes = _axes()
    epochs = range(1, len(run.facts["epochs"]) + 1)
    for name in ("train_loss", "val_loss"):
        losses = [epoch[name] for epoch in run.facts["epochs"]]
        axes.plot(epochs, losses, marker="o", label=name.replace("_", " "))
    axes.axvline(run.facts["best_epoch"], color="gray", linestyle=":", label="kept")
    axes.set_xlabel("epoch")
    axes.legend()
    yield "Loss by epoch", figure


def _axes() -> tuple[Figure, Any]:
    """Return an empty chart; a figure of its own needs no display and is freed when unused."""
    figure = Figure(figsize=(5.2, 4.0), layout="constrained")
    return figure, figure.subplots()


def _as_data(figure: Figure) -> str:
    """Return a chart as the address of an image that is in the page itself."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=144)
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()
