"""Move public notebooks and print what comes out; nothing of them is stored here.

`SCAFFOLD_NOTEBOOKS` names a folder with notebooks, at any depth. `SCAFFOLD_NOTEBOOK_PAIRS` names a
table of the stages that authors gave to parts of some of them: columns `pair`, `notebook`,
`item`, `stage` and `basis`, where notebooks are in `pairs/PAIR/` of the folder.
"""

import ast
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scaffold.notebooks.analysis import Analysis, analyze
from scaffold.notebooks.destinations import Destination, make_slug
from scaffold.notebooks.evidence import read_table
from scaffold.notebooks.import_cells import comments_of
from scaffold.notebooks.moved_files import MoveResult, move
from scaffold.notebooks.notebook_files import NotebookError, read_notebook
from scaffold.notebooks.units import Unit

_CONFIDENT = 0.8
_SEVERAL = 2


@dataclass(slots=True)
class Figures:
    """What moving one notebook gave.

    Attributes:
        cells: Code cells.
        definitions: Functions and classes at the top of cells.
        moved: Those of them that moved.
        left: Blocks of several statements that have a stage and stay.
        undefined: Undefined names in its modules.
        unparsed: Modules that are not Python.
        lost: Comments that are nowhere.
        statements: Statements that are nowhere.
        seconds: CPU time of reading and moving.
    """

    cells: int = 0
    definitions: int = 0
    moved: int = 0
    left: int = 0
    undefined: int = 0
    unparsed: int = 0
    lost: int = 0
    statements: int = 0
    seconds: float = 0.0


def show(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Print the figures of all notebooks, and of the pairs if there is a table of them."""
    folder = os.environ.get("SCAFFOLD_NOTEBOOKS", "")
    if not folder:
        sys.exit("Set SCAFFOLD_NOTEBOOKS to a folder with notebooks.")
    paths = sorted(Path(folder).rglob("*.ipynb"))
    show("| notebook | cells | definitions moved | left | undefined | lost comments | CPU s |")
    show("| --- | --- | --- | --- | --- | --- | --- |")
    total: Counter[str] = Counter()
    for path in paths:
        try:
            found = measure(path)
        except NotebookError as error:
            show(f"| {path.stem} | {error} |")
            continue
        total.update({key: getattr(found, key) for key in Figures.__slots__})
        show(
            f"| {path.stem[:40]} | {found.cells} | {found.moved} of {found.definitions} "
            f"| {found.left} | {found.undefined} | {found.lost} | {found.seconds:.2f} |"
        )
    share = 100 * total["moved"] / max(total["definitions"], 1)
    show("")
    show(f"{len(paths)} notebooks, {total['cells']} code cells, {total['seconds']:.1f} s CPU")
    show(f"definitions moved: {total['moved']} of {total['definitions']} ({share:.1f} %)")
    show(f"blocks of several statements left, per notebook: {total['left'] / len(paths):.2f}")
    show(f"undefined names: {total['undefined']}, modules that are not Python: {total['unparsed']}")
    show(f"lost comments: {total['lost']}, lost statements: {total['statements']}")
    table = os.environ.get("SCAFFOLD_NOTEBOOK_PAIRS", "")
    if table:
        compare_pairs(Path(folder) / "pairs", Path(table))


def measure(path: Path) -> Figures:
    """Move one notebook and count."""
    began = time.process_time()
    analysis, result = move_notebook(path)
    figures = Figures(seconds=time.process_time() - began, cells=len(analysis.cells))
    units = result.moved.units
    figures.definitions = sum(unit.kind == "definition" for unit in units)
    figures.moved = sum(unit.kind == "definition" and not unit.reason for unit in units)
    figures.left = sum(_is_left(unit) for unit in units)
    account = result.account(analysis)
    figures.statements = len(analysis.statements) - len(account)
    texts = {module.path: module.write() for module in result.modules} | dict(result.texts)
    figures.undefined, figures.unparsed = count_undefined(texts)
    thin = "\n".join(_sources(result))
    figures.lost = _count_lost(analysis, "\n".join([thin, *texts.values()]))
    return figures


def move_notebook(path: Path) -> tuple[Analysis, MoveResult]:
    """Return a notebook and its modules."""
    analysis = analyze(read_notebook(path), read_table())
    place = Destination(
        "src/demo", "demo", "../src", make_slug(path.stem), f"notebooks/{path.name}"
    )
    local = frozenset(each.stem for each in path.parent.glob("*.py"))
    return analysis, move(analysis, place, known_modules=local)


def _is_left(unit: Unit) -> bool:
    stays = unit.kind == "block" and unit.reason and not unit.reason.startswith("it calls")
    return bool(stays) and len(unit.statements) >= _SEVERAL


def _sources(result: MoveResult) -> Iterator[str]:
    document = json.loads(result.notebook)
    for cell in document.get("cells") or document["worksheets"][0]["cells"]:
        yield "".join(cell.get("source", cell.get("input", "")))


def count_undefined(texts: Mapping[str, str]) -> tuple[int, int]:
    """Return the number of undefined names in modules, and of modules that are not Python."""
    with tempfile.TemporaryDirectory() as folder:
        unparsed = 0
        for path, text in texts.items():
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
            if path.endswith(".py"):
                try:
                    ast.parse(text)
                except SyntaxError:
                    unparsed += 1
        done = subprocess.run(  # noqa: S603 - ruff on files written here
            [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F821",
             "--output-format", "concise", folder],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    return done.stdout.count("F821"), unparsed


def _count_lost(analysis: Analysis, everything: str) -> int:
    return sum(
        comment.rstrip() not in everything
        for statement in analysis.statements
        if statement.kind not in {"magic", "broken"}
        for comment in comments_of(statement)
    )


def compare_pairs(folder: Path, table: Path) -> None:
    """Print how often stages agree with those of the authors."""
    agreed: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    wrong: list[str] = []
    sure = 0
    found: dict[str, tuple[Analysis, MoveResult]] = {}
    with table.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    for row in rows:
        path = folder / row["pair"] / row["notebook"]
        if row["pair"] not in found:
            found[row["pair"]] = move_notebook(path)
        stages = stages_of(row["item"], *found[row["pair"]])
        kind = _kind_of_row(row)
        if kind != "notebook" and stages.keys() - {"notebook"}:
            del stages["notebook"]  # Authors drop displays, and say nothing about them.
        counted[kind] += 1
        best = stages.most_common(1)[0][0] if stages else "notebook"
        agreed[kind] += best == row["stage"]
        agreed[f"{kind}, any"] += row["stage"] in stages
        if best != row["stage"]:
            certain = _confidence(row["item"], *found[row["pair"]]) >= _CONFIDENT
            sure += certain and kind == "strict"
            mark = " (confident)" if certain else ""
            wrong.append(f"  {row['pair']}: {row['item']}: {row['stage']}, not {best}{mark}")
    show("")
    for kind, count in counted.items():
        share = 100 * agreed[kind] / count
        some = agreed[f"{kind}, any"]
        show(f"{kind} rows: {agreed[kind]} of {count} ({share:.0f} %), any part: {some}")
    show(f"wrong and confident: {sure}")
    show("\n".join(wrong))


def _kind_of_row(row: Mapping[str, str]) -> str:
    if row["stage"] == "notebook":
        return "notebook"
    return "role" if row["basis"] == "role" else "strict"


def stages_of(item: str, analysis: Analysis, result: MoveResult) -> Counter[str]:
    """Return the stages of a part of a notebook, by how many lines each has."""
    stages: Counter[str] = Counter()
    for unit, at in _units_of(item, analysis, result):
        if unit.kind == "import":
            continue
        statement = analysis.statements[at]
        stays = unit.reason and not unit.reason.startswith("it calls")
        stages["notebook" if stays else unit.stage] += statement.last - statement.first + 1
    return stages


def _units_of(item: str, analysis: Analysis, result: MoveResult) -> Iterator[tuple[Unit, int]]:
    kind, _, rest = item.partition(":")
    cells = _numbers(rest.split(" ")[0]) if kind == "cells" else set()
    for unit in result.moved.units:
        for at in unit.statements:
            statement = analysis.statements[at]
            defines = kind == "def" and rest.split(" ")[0] in statement.names.binds
            if statement.cell in cells or (defines and unit.kind == "definition"):
                yield unit, at


def _numbers(text: str) -> set[int]:
    numbers: set[int] = set()
    for part in re.findall(r"\d+(?:-\d+)?", text):
        first, _, last = part.partition("-")
        numbers.update(range(int(first), int(last or first) + 1))
    return numbers


def _confidence(item: str, analysis: Analysis, result: MoveResult) -> float:
    values = [
        unit.confidence for unit, _ in _units_of(item, analysis, result) if unit.kind != "import"
    ]
    return max(values, default=0.0)


if __name__ == "__main__":
    main()
