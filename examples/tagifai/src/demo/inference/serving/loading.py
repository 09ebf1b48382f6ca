"""Load a run to serve it, with what its training and its report measured."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from ...config import Paths
from ...evaluation.chart import Chart
from ...evaluation.markup import number
from ...evaluation.run_charts import draw_charts, draw_coverage
from ..artifacts import Artifacts, load_artifacts
from ..manifest import read_seal
from ..predict import MAX_CHARACTERS
from .reports import read_report
from .service import Card, Service
from .texts import TextPredictor

_Scores = dict[str, dict[str, int | float]]
_SCORES = ("rows", "weighted_f1", "macro_f1", "accuracy")
_FORM = Path(__file__).with_name("texts.html")
_TO_TRY = (
    "Object detection in satellite images",
    "Fine-tuning transformers to answer questions",
    "Monitoring models in production",
)
_EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "one text": {"texts": _TO_TRY[0]},
    "a batch, with a threshold": {"texts": list(_TO_TRY), "threshold": 0.6},
}


def load_service(paths: Paths, run_id: str | None = None) -> Service:
    """Load a run, the latest if none is named, and all that the page shows of it.

    Raises:
        RunError: there is no run, it is unknown, or it is damaged.
    """
    return describe(paths, load_artifacts(paths, run_id))


def describe(paths: Paths, artifacts: Artifacts) -> Service:
    """Return a loaded run as a service, with all that the page shows of it."""
    report = read_report(paths, artifacts.run_id)
    scores = _scores(artifacts.performance, report)
    return Service(
        title="Tag a project",
        summary="Predict the tag of machine-learning projects from their titles and descriptions.",
        card=_card(paths, artifacts, scores),
        predict=TextPredictor(artifacts).predict,
        examples=_EXAMPLES,
        form=_form(),
        headline=_headline(scores, artifacts.performance["data"]),
        charts=_charts(artifacts.performance, report),
    )


def _card(paths: Paths, artifacts: Artifacts, scores: _Scores) -> Card:
    """Return what is known about a run."""
    seal = read_seal(paths.runs / artifacts.run_id)
    return Card(
        run_id=artifacts.run_id,
        digest=seal.digest,
        classes=list(artifacts.label_encoder.classes),
        metrics=scores,
        arguments=artifacts.arguments.to_dict(),
        data=artifacts.performance["data"],
        versions=dict(seal.versions),
    )


def _scores(performance: Mapping[str, Any], report: Mapping[str, Any]) -> _Scores:
    """Return the scores by the rows they were measured on; `evaluate` adds those of the test."""
    parts = {**performance, "test": report.get("overall")}
    return {
        name.replace("_", " "): {key: measured[key] for key in _SCORES}
        for name, measured in parts.items()
        if isinstance(measured, Mapping) and set(_SCORES) <= set(measured)
    }


def _headline(scores: _Scores, data: Mapping[str, Any]) -> dict[str, str]:
    """Return what the page shows large: the last scores, which come nearest to what to expect."""
    name = list(scores)[-1]
    return {
        f"weighted F1, {name}": number(scores[name]["weighted_f1"]),
        f"macro F1, {name}": number(scores[name]["macro_f1"]),
        "classes": str(len(data["labels"])),
        "labeled projects": f"{data['rows']:,}",
    }


def _charts(performance: Mapping[str, Any], report: Mapping[str, Any]) -> list[Chart]:
    """Draw the charts of the report; of a run without one, what its training measured."""
    try:
        return list(draw_charts(report))
    except (KeyError, TypeError, ValueError):
        # A report is a by-product: one that is missing or damaged is no reason not to answer.
        return [draw_coverage(performance["abstention"])]


def _form() -> str:
    """Return the place to type in, with texts to try."""
    buttons = [f'        <button type="button">{escape(text)}</button>' for text in _TO_TRY]
    return Template(_FORM.read_text(encoding="utf-8")).substitute(
        longest=MAX_CHARACTERS, examples="\n".join(buttons)
    )
