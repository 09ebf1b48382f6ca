"""Draw with matplotlib into SVG, for light and dark pages.

The same figures give the same bytes.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# A color nothing else has; it is replaced at the end, so that the page decides what ink is.
INK = "#010203"
FIRST, SECOND, THIRD = "#2f7ed8", "#e08a1e", "#2a9d6f"
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": INK,
    "grid.alpha": 0.12,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "lines.markersize": 4,
}
_INCHES = (5.2, 3.6)
_NO_METADATA = {"Creator": None, "Date": None, "Format": None, "Type": None}


@dataclass
class Drawing:
    """Axes to draw on, and the SVG element once the drawing is done."""

    axes: Axes
    svg: str = ""


@contextmanager
def drawing(name: str) -> Iterator[Drawing]:
    """Give axes in the report's style; the name keeps the ids on a page apart."""
    with rc_context(_STYLE | {"svg.hashsalt": name}):
        # Without pyplot there is no window, no global state and nothing to close.
        figure = Figure(figsize=_INCHES, layout="constrained")
        drawn = Drawing(figure.subplots())
        yield drawn
        stream = StringIO()
        figure.savefig(stream, format="svg", transparent=True, metadata=_NO_METADATA)
    drawn.svg = _for_page(stream.getvalue(), name)


def _for_page(document: str, name: str) -> str:
    """Return the SVG element alone, as wide as the page lets it be."""
    element = document[document.index("<svg") :].replace(INK, "currentColor")
    element = re.sub(r' (?:width|height)="[0-9.]+pt"', "", element, count=2)
    return element.replace("<svg", f'<svg role="img" aria-label="{name} chart"', 1)
