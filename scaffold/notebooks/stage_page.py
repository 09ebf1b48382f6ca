"""A notebook with its stages in color and arrows for the data flow, as one HTML page."""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from scaffold.notebooks.inspection import Inspection
from scaffold.notebooks.notebook_files import NotebookError
from scaffold.notebooks.units import Unit

# The first line of each page: only files that start with it are replaced.
MARK = "<!-- scaffold notebook inspect -->"
# Heights in pixels: arrows are drawn to where units are, without a script that looks.
_LINE, _HEAD, _PADDING, _GAP = 18, 24, 8, 10
_LANES, _LANE = 12, 9
_COLORS = {
    "data": "#0969da",
    "models": "#1a7f37",
    "evaluation": "#8250df",
    "inference": "#9a6700",
    "utils": "#0a7e8c",
    "notebook": "#6e7781",
}
_STYLE = f"""
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem;
  color: #1a1a1a; background: #fff; }}
main {{ position: relative; padding-right: {_LANES * _LANE + 20}px; }}
svg {{ position: absolute; top: 0; right: 0; }}
section {{ box-sizing: border-box; margin: 0 0 {_GAP}px; border-left: 6px solid;
  overflow: hidden; }}
h2 {{ font-size: 13px; line-height: {_HEAD}px; margin: 0; padding: 0 10px; white-space: nowrap;
  overflow: hidden; text-overflow: ellipsis; }}
pre {{ font: 13px/{_LINE}px ui-monospace, monospace; margin: 0; padding: 0 10px {_PADDING}px;
  overflow-x: auto; overflow-y: hidden; color: #1a1a1a; }}
h2 span {{ font-weight: 400; color: #57606a; }}
path {{ fill: none; stroke: #57606a; stroke-width: 1.2; opacity: .7; }}
path:hover {{ stroke: #cf222e; stroke-width: 2.5; opacity: 1; }}
"""


def write_stage_page(inspection: Inspection, target: Path) -> None:
    """Write the page.

    Raises:
        NotebookError: A file of another kind is there.
    """
    if target.exists() and not _is_page(target):
        raise NotebookError(f"`{target}` already exists", "Choose another path for `--html`")
    target.write_text(render_stage_page(inspection), "utf-8")


def _is_page(target: Path) -> bool:
    try:
        return target.read_text("utf-8").startswith(MARK)
    except (OSError, UnicodeDecodeError):
        return False


def render_stage_page(inspection: Inspection) -> str:
    """Return the page: it fetches nothing, and contains no script."""
    units = [unit for unit in inspection.units if unit.kind != "import"]
    heights = [_height(inspection, unit) for unit in units]
    tops = [sum(heights[:n]) + n * _GAP for n in range(len(units))]
    total = sum(heights) + len(heights) * _GAP
    sections = "\n".join(
        _section(inspection, unit, height) for unit, height in zip(units, heights, strict=True)
    )
    arrows = "\n".join(_arrows(inspection, units, tops))
    notes = "".join(
        f"<li>{escape(_note(each.cell, each.text))}</li>" for each in inspection.problems
    )
    name = escape(inspection.path.name)
    width = _LANES * _LANE + 20
    return f"""{MARK}
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Stages of {name}</title>
<style>{_STYLE}</style>
<h1>Stages of {name}</h1>
<p>{_legend()}</p>
{f"<ul>{notes}</ul>" if notes else ""}
<main>
{sections}
<svg width="{width}" height="{total}" role="img" aria-label="Data flow between the units">
<defs><marker id="end" markerWidth="6" markerHeight="6" refX="5" refY="3" orient="auto">
<path d="M0,0 L6,3 L0,6 z" style="fill:#57606a;stroke:none"/></marker></defs>
{arrows}
</svg>
</main>
</html>
"""


def _note(cell: int | None, text: str) -> str:
    return text if cell is None else f"Cell {cell}: {text}"


def _legend() -> str:
    return " · ".join(
        f'<span style="color:{color};font-weight:600">{stage}</span>'
        for stage, color in _COLORS.items()
    )


def _lines(inspection: Inspection, unit: Unit) -> list[str]:
    texts = [inspection.analysis.statements[at].text.strip("\n") for at in unit.statements]
    return "\n".join(texts).split("\n")


def _height(inspection: Inspection, unit: Unit) -> int:
    return _HEAD + _LINE * len(_lines(inspection, unit)) + _PADDING


def _section(inspection: Inspection, unit: Unit, height: int) -> str:
    color = _COLORS[unit.stage]
    cells = ", ".join(map(str, unit.cell_numbers))
    found = dict.fromkeys(each.what for each in unit.evidence if each.stage == unit.stage)
    why = unit.reason or ", ".join(list(found)[:4])
    tied = f"; tied with {', '.join(unit.tied)}" if unit.tied else ""
    code = escape("\n".join(_lines(inspection, unit)))
    return (
        f'<section data-stage="{unit.stage}" style="height:{height}px;border-color:{color};'
        f'background:{color}12"><h2 style="color:{color}">{unit.stage} {unit.confidence:.2f} '
        f"<span>cell {cells}: {escape(why + tied)}</span></h2><pre>{code}</pre></section>"
    )


def _arrows(inspection: Inspection, units: Sequence[Unit], tops: Sequence[int]) -> Iterator[str]:
    """Yield an arrow from each unit to each later one that reads what it binds."""
    owner = {at: number for number, unit in enumerate(units) for at in unit.statements}
    names: dict[tuple[int, int], dict[str, None]] = {}
    for at, uses in enumerate(inspection.analysis.graph.uses):
        for name, versions in uses.items():
            for version in versions:
                source, target = owner.get(version.at), owner.get(at)
                if source is not None and target is not None and source < target:
                    names.setdefault((source, target), {})[name] = None
    for number, ((source, target), read) in enumerate(sorted(names.items())):
        start, end = tops[source] + _HEAD // 2, tops[target] + _HEAD // 2
        reach = 14 + (number % _LANES) * _LANE
        yield (
            f'<path d="M2,{start} C{reach},{start} {reach},{end} 4,{end}" '
            f'marker-end="url(#end)"><title>{escape(", ".join(read))}</title></path>'
        )
