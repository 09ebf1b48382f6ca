"""The HTML page of an evaluation: one file, nothing to fetch, light or dark."""

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from .markup import card, figure, named, number, pairs, table
from .pictures import draw_pictures

_TEMPLATE = Path(__file__).with_name("report.html")
# A fifth of the thresholds measured is enough to read; the chart has them all.
_SHOWN_THRESHOLDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


def render_page(title: str, subtitle: str, performance: Mapping[str, Any]) -> str:
    """Return the page of what `evaluate` measured."""
    pictures = draw_pictures(performance)
    charts = [card(picture.title, picture.svg, picture.caption) for picture in pictures]
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=escape(title),
        subtitle=escape(subtitle),
        figures="\n".join(_figures(performance)),
        cards="\n".join([*charts, *_table_cards(performance)]),
    )


def _figures(performance: Mapping[str, Any]) -> Iterable[str]:
    """Return the main figures of the test part."""
    overall = performance["overall"]
    yield figure(number(overall["accuracy"]), "accuracy")
    yield figure(number(overall["macro_f1"]), "macro F1")
    yield figure(number(performance["calibration_error"]), "calibration error")
    yield figure(f"{performance['best_epoch'] + 1} of {performance['epochs']}", "epoch kept")


def _table_cards(performance: Mapping[str, Any]) -> Iterable[str]:
    """Return the figures as tables, and what they were measured with."""
    shown = [row for row in performance["abstention"] if row["threshold"] in _SHOWN_THRESHOLDS]
    yield card("Thresholds", table(("threshold", "coverage", "precision"), shown))
    by_class = named("class", performance["classes"])
    yield card("Per class", table(("class", "precision", "recall", "f1", "rows"), by_class))
    by_slice = named("slice", performance["slices"])
    yield card("Per slice", table(("slice", "accuracy", "weighted_f1", "rows"), by_slice))
    yield card("Model", pairs("parameter", "value", _shown(performance["model"])))
    data = performance["data"]
    digest = f"<p class='soft'>SHA-256 <code>{escape(data['sha256'])}</code></p>"
    yield card("Data", pairs("label", "rows", data["labels"] | {"all": data["rows"]}) + digest)


def _shown(model: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of the model that a person chooses."""
    measured = {"_target_", "mean", "std"}
    return {key: value for key, value in model.items() if key not in measured}
