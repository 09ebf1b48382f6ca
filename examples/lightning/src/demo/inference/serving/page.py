"""The web page of a service: one file, nothing from elsewhere, light or dark.

Its policy lets the browser run and apply what is in the page, known by digest, and nothing
else: no text that a user types can become a script.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template

from ...evaluation.chart import Chart
from ...evaluation.markup import card, figure, named, pairs, table
from .service import Service

_TEMPLATE = Path(__file__).with_name("page.html")
_COMMON_HEADERS = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
# An image is a document of its own, and takes neither ink nor fonts from the page around it.
_IMAGE_STYLE = (
    "<style>svg { color: #1c2330 } text { font-family: system-ui, sans-serif !important }"
    " @media (prefers-color-scheme: dark) { svg { color: #e6e9ee } }</style>"
)
CHART_HEADERS = _COMMON_HEADERS | {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"
}


@dataclass(frozen=True)
class Page:
    """A page and the headers it is sent with."""

    content: str
    headers: Mapping[str, str]


def render_page(service: Service) -> Page:
    """Return the page of a service."""
    known = service.card
    example = next(iter(service.examples.values()))
    content = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=escape(service.title),
        summary=escape(service.summary),
        form=service.form,
        run_id=escape(known.run_id),
        digest=escape(known.digest),
        figures="\n".join(figure(value, name) for name, value in service.headline.items()),
        metrics=_metrics(known.metrics),
        arguments=pairs("parameter", "value", known.arguments),
        versions=pairs("made with", "version", known.versions),
        charts="\n".join(_chart_cards(service.charts)),
        example=escape(json.dumps(example)),
    )
    return Page(content, _COMMON_HEADERS | {"content-security-policy": _policy(content)})


def as_image(chart: Chart) -> str:
    """Return a chart as a document of its own."""
    return chart.svg.replace(">", f">{_IMAGE_STYLE}", 1)


def _policy(content: str) -> str:
    """Return the content security policy of a page."""
    scripts, styles = (_digests(tag, content) for tag in ("script", "style"))
    return (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _digests(tag: str, content: str) -> str:
    """Return the digests of all elements of that tag."""
    texts = re.findall(f"<{tag}>(.*?)</{tag}>", content, re.DOTALL)
    digests = [b64encode(sha256(text.encode()).digest()).decode() for text in texts]
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def _metrics(metrics: Mapping[str, Mapping[str, float]]) -> str:
    """Return the scores as a table, one row for each set of rows they were measured on."""
    keys = list(dict.fromkeys(key for scores in metrics.values() for key in scores))
    known = {name: dict.fromkeys(keys) | dict(scores) for name, scores in metrics.items()}
    return table(["measured on", *keys], named("measured on", known))


def _chart_cards(charts: Iterable[Chart]) -> Iterable[str]:
    """Return the charts, each with what it is and how to read it."""
    for chart in charts:
        title, name = escape(chart.title), escape(chart.name)
        image = f'<img src="charts/{name}.svg" alt="Chart: {title}" width="374" height="259">'
        yield card(chart.title, image, chart.caption)
