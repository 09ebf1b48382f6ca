"""Load a run to serve it, with what its training and its report measured."""

import json
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

import torch

from ...config import Paths
from ...data.module import DataFacts
from ...evaluation.chart import Chart
from ...evaluation.markup import number
from ...evaluation.run_charts import draw_charts, draw_training
from ..artifacts import Artifacts, load_artifacts
from ..manifest import read_seal
from .images import build_predictor
from .reports import read_report
from .service import Card, Service

_Scores = dict[str, dict[str, int | float]]
_SCORES = ("rows", "accuracy", "macro_f1")
_FOLDER = Path(__file__).parent


def load_service(paths: Paths, run_id: str | None = None) -> Service:
    """Load a run, the latest if none is named, and all that the page shows of it.

    Raises:
        RunError: there is no run, it is unknown, or it is damaged.
    """
    artifacts = load_artifacts(paths, run_id)
    torch.set_num_threads(1)  # requests are answered in threads of their own
    report = read_report(paths, artifacts.run_id)
    scores = _scores(artifacts.performance, report)
    example = _example(artifacts.facts)
    return Service(
        title="Classify an image",
        summary="Predict the class of small images from their pixels.",
        card=_card(paths, artifacts, scores),
        predict=build_predictor(artifacts),
        examples={"one image": {"images": [example]}},
        form=_form(artifacts.facts, example),
        headline=_headline(scores, artifacts.performance["data"]),
        charts=_charts(artifacts.performance, report),
    )


def _example(facts: DataFacts) -> Any:
    """Return an input of the right shape: a stroke down the middle, or the mean of a table."""
    if len(facts.shape) == 1:
        return [round(value, 3) for value in facts.mean]
    channels, height, width = facts.shape
    high = facts.limits[1] if facts.limits else 1.0
    row = [high if abs(2 * place + 1 - width) <= 2 else 0.0 for place in range(width)]
    edge = [0.0] * width
    stroke = [edge if place in (0, height - 1) else row for place in range(height)]
    return stroke if channels == 1 else [stroke] * channels


def _card(paths: Paths, artifacts: Artifacts, scores: _Scores) -> Card:
    """Return what is known about a run."""
    seal = read_seal(paths.runs / artifacts.run_id)
    return Card(
        run_id=artifacts.run_id,
        digest=seal.digest,
        classes=list(artifacts.facts.classes),
        metrics=scores,
        arguments=dict(artifacts.model),
        data=artifacts.performance["data"],
        versions=dict(seal.versions),
    )


def _scores(performance: Mapping[str, Any], report: Mapping[str, Any]) -> _Scores:
    """Return the scores by the rows they were measured on; `evaluate` adds those of the test."""
    parts = {name: performance[name] for name in ("train", "validation")}
    parts |= {"test": report["overall"]} if "overall" in report else {}
    return {name: {key: measured[key] for key in _SCORES} for name, measured in parts.items()}


def _headline(scores: _Scores, data: Mapping[str, Any]) -> dict[str, str]:
    """Return what the page shows large: the last scores, which come nearest to what to expect."""
    name = list(scores)[-1]
    return {
        f"accuracy, {name}": number(scores[name]["accuracy"]),
        f"macro F1, {name}": number(scores[name]["macro_f1"]),
        "classes": str(len(data["labels"])),
        "labeled rows": f"{data['rows']:,}",
    }


def _charts(performance: Mapping[str, Any], report: Mapping[str, Any]) -> list[Chart]:
    """Draw the charts of the report; of a run without one, what its training measured."""
    try:
        return list(draw_charts(report))
    except (KeyError, TypeError, ValueError):
        # A report is a by-product: one that is missing or damaged is no reason not to answer.
        return [draw_training(performance)]


def _form(facts: DataFacts, example: Any) -> str:
    """Return the place to draw an image of one channel, or to write the numbers of any other."""
    name = "draw.html" if len(facts.shape) == 3 and facts.shape[0] == 1 else "numbers.html"
    high = facts.limits[1] if facts.limits else 1.0
    # In a script, "<" could end it.
    written = json.dumps(example).replace("<", "\\u003c")
    return Template((_FOLDER / name).read_text(encoding="utf-8")).substitute(
        height=facts.shape[-2] if len(facts.shape) == 3 else 1,
        width=facts.shape[-1],
        high=high,
        example=written,
    )
