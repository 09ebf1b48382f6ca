"""Measure a run on its test set and write the report: one HTML file, and the scores as JSON."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader
from matplotlib.figure import Figure
from PIL import Image
from sklearn.metrics import ConfusionMatrixDisplay

from ..config import DataConfig, Paths
from ..data.load import Rows, load_source
from ..data.split import split
from ..errors import RunError
from ..models.runs import Run, load_run
from ..models.train import baseline_probabilities
from ..utils.files import write_json, write_text
from .metrics import (
    Predictions,
    by_class,
    calibration,
    coverage,
    measure,
)

_MOST_CLASSES = 20  # in a confusion matrix that can be read
_MISTAKES = 12


def evaluate(paths: Paths, run_id: str | None = None) -> tuple[dict[str, Any], Path]:
    """Measure a run, by default the latest one, on its test set; write and return the report."""
    run = load_run(paths, run_id)
    parts = split(load_same(paths, run), run.parameters)
    test, classes = parts.test, run.data.classes
    predictions = Predictions.of(run.network, test, run.data)
    shares = baseline_probabilities(parts.train, len(test), run.data)
    measured: dict[str, Any] = {
        "run_id": run.run_id,
        "rows": len(test),
        "scores": measure(predictions),
        "baseline": measure(Predictions(test.labels, shares, classes)),
        "classes": by_class(predictions),
        "calibration": calibration(predictions),
        "coverage": coverage(predictions),
    }
    path = paths.reports / run.run_id / "report.html"
    write_text(path, render(run, measured, predictions, test))
    write_json(path.with_name("scores.json"), measured)
    return measured, path


def load_same(paths: Paths, run: Run) -> Rows:
    """Return the data of a run.

    Raises:
        RunError: they have changed, so the test set could contain rows of the training.
    """
    rows, facts = load_source(paths, run.data)
    if facts["sha256"] != run.facts["source"]["sha256"]:
        raise RunError(
            f"{run.data.source} is not what run {run.run_id} was trained on",
            "train again, or restore the data",
        )
    return rows


def render(run: Run, measured: dict[str, Any], predictions: Predictions, test: Rows) -> str:
    """Return the page of a report."""
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True
    )
    charts = [(title, _as_data(figure)) for title, figure in _charts(run, predictions)]
    mistakes = _mistakes(run.data, predictions, test)
    page = pages.get_template("report.html")
    return page.render(run=run, charts=charts, mistakes=mistakes, **measured)


def _mistakes(data: DataConfig, predictions: Predictions, test: Rows) -> list[dict[str, str]]:
    """Return the rows that the model is most sure of and wrong about."""
    wrong = np.flatnonzero(predictions.y != predictions.predicted)
    worst = wrong[np.argsort(-predictions.confidence[wrong])][:_MISTAKES]
    return [
        {
            "image": image_as_data(test.X[row]) if data.size else "",
            "name": str(test.names[row]),
            "true": str(predictions.y[row]),
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
    for part, label in (("train", "training set"), ("val", "validation set")):
        losses = np.array(run.facts["epochs"][f"loss/{part}"], float)
        axes.plot(range(1, len(losses) + 1), losses, label=label)
    axes.axvline(run.facts["best_epoch"] + 1, color="grey", linestyle=":", label="kept")
    axes.set_xlabel("epoch")
    axes.legend()
    yield "Loss by epoch", figure


def image_as_data(pixels: np.ndarray) -> str:
    """Return pixels, channels first, as the address of an image that is in the page itself."""
    stream = io.BytesIO()
    shown = pixels[0] if pixels.shape[0] == 1 else pixels.transpose(1, 2, 0)
    Image.fromarray(shown).save(stream, "PNG")
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()


def _axes() -> tuple[Figure, Any]:
    """Return an empty chart; a figure of its own needs no display and is freed when unused."""
    figure = Figure(figsize=(5.2, 4.0), layout="constrained")
    return figure, figure.subplots()


def _as_data(figure: Figure) -> str:
    """Return a chart as the address of an image that is in the page itself."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=144)
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()
