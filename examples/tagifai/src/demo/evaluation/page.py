"""The HTML page of an evaluation: one file, nothing to fetch, light or dark."""

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from .markup import card, figure, named, number, pairs, table
from .run_charts import draw_charts
from .splits_card import splits_card

_TEMPLATE = Path(__file__).with_name("report.html")
# A fifth of the thresholds measured is enough to read; the chart has them all.
_SHOWN_THRESHOLDS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def render_page(title: str, subtitle: str, performance: Mapping[str, Any]) -> str:
    """Return the page of what `evaluate` measured."""
    charts = [card(chart.title, chart.svg, chart.caption) for chart in draw_charts(performance)]
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=escape(title),
        subtitle=escape(subtitle),
        figures="\n".join(_figures(performance)),
        cards="\n".join([splits_card(performance), *charts, *_table_cards(performance)]),
    )


def _figures(performance: Mapping[str, Any]) -> Iterable[str]:
    """Return the main figures: over splits if they are known, else of the test part."""
    overall, splits = performance["overall"], performance["splits"]
    if splits is None:
        yield figure(number(overall["weighted_f1"]), "weighted F1")
        yield figure(number(overall["macro_f1"]), "macro F1")
    else:
        for key, name in (("weighted_f1", "weighted F1"), ("macro_f1", "macro F1")):
            deviation = f"{name}, \u00b1\u00a0{number(splits[key]['std'])} over splits"
            yield figure(number(splits[key]["mean"]), deviation)
    one = "all splits" if performance["run_id"] is None else "this run"
    yield figure(number(overall["accuracy"]), f"accuracy of {one}")
    yield figure(number(performance["calibration_error"]), "calibration error")
    yield figure(f"{overall['rows']:,}", f"test rows of {one}")


def _table_cards(performance: Mapping[str, Any]) -> Iterable[str]:
    """Return the figures as tables, and what they were measured with."""
    shown = [row for row in performance["abstention"] if row["threshold"] in _SHOWN_THRESHOLDS]
    yield card("Thresholds", table(("threshold", "coverage", "precision"), shown))
    by_class = named("class", performance["classes"])
    yield card("Per class", table(("class", "precision", "recall", "f1", "rows"), by_class))
    by_slice = named("slice", performance["slices"])
    yield card("Per slice", table(("slice", "accuracy", "weighted_f1", "rows"), by_slice))
    yield card("Parameters", pairs("parameter", "value", performance["arguments"]))
    data = performance["data"]
    facts = dict(sorted(data["labels"].items())) | {"all": data["rows"]}
    digest = f"<p class='soft'>SHA-256 <code>{escape(data['sha256'])}</code></p>"
    yield card("Data", pairs("label", "rows", facts) + digest)
    if performance["splits"] is not None:
        by_split = performance["splits"]["splits"]
        each = table(("seed", "weighted_f1", "macro_f1", "rows"), by_split)
        yield card("Per split", each, wide=True)
