"""The pieces of HTML a report is made of; text from outside is escaped."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any


def card(heading: str, body: str, caption: str = "", *, wide: bool = False) -> str:
    """Return one card of the page; the body is HTML already."""
    kind = "card wide" if wide else "card"
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f'<figure class="{kind}"><h2>{escape(heading)}</h2>{body}{below}</figure>'


def figure(value: str, name: str) -> str:
    """Return one main figure."""
    return f'<div class="figure"><b>{escape(value)}</b><span>{escape(name)}</span></div>'


def table(keys: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return a table with one column per key."""
    head = "".join(f"<th>{escape(key.replace('_', ' '))}</th>" for key in keys)
    lines = ["".join(f"<td>{escape(_cell(row[key]))}</td>" for key in keys) for row in rows]
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def named(key: str, rows: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows that carry their own name under a key."""
    return [{key: name, **row} for name, row in rows.items()]


def pairs(name: str, value: str, mapping: Mapping[str, Any]) -> str:
    """Return a table of names and values."""
    shown = {key: f"{item:g}" if type(item) is float else item for key, item in mapping.items()}
    return table((name, value), [{name: key, value: item} for key, item in shown.items()])


def number(value: float) -> str:
    """Return a score with three digits."""
    return f"{value:.3f}"


def spread(score: Mapping[str, float]) -> str:
    """Return mean and standard deviation of a score."""
    return f"{score['mean']:.3f}\u00a0\u00b1\u00a0{score['std']:.3f}"


def _cell(value: object) -> str:
    """Return a value as a table shows it; a dash where there is none."""
    if value is None:
        return "\u2013"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number(value) if isinstance(value, float) else str(value)
