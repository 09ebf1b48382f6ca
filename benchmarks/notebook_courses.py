"""Compare moves of course notebooks with the scripts of their authors, and print what moves cost.

`SCAFFOLD_NOTEBOOK_COURSES` names a folder with clones of courses that have notebooks and a package
of scripts made from them; `SCAFFOLD_NOTEBOOKS` names a folder with notebooks to measure. Nothing
of them is stored here.
"""

import ast
import os
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.notebooks import measure, move_notebook, show
from scaffold.notebooks.notebook_files import read_notebook

# Stages of the scripts by their names, as the lessons give them.
_STAGES = {
    "data": "data", "models": "models", "train": "models", "tune": "models",
    "evaluate": "evaluation", "eval": "evaluation", "predict": "inference", "serve": "inference",
    "utils": "utils", "config": "utils",
}  # fmt: skip
_LARGE = 140
_COMMANDS = (("inspect",), ("plan", "--dry-run"), ("move", "--dry-run"))


def main() -> None:
    """Print both tables, each where its folder is named."""
    courses = os.environ.get("SCAFFOLD_NOTEBOOK_COURSES", "")
    notebooks = os.environ.get("SCAFFOLD_NOTEBOOKS", "")
    if not (courses or notebooks):
        sys.exit("Set SCAFFOLD_NOTEBOOK_COURSES to a folder with clones of courses.")
    if courses:
        for path in sorted(Path(courses).glob("*/notebooks/*.ipynb")):
            compare(path)
    if notebooks:
        show("\nCPU seconds of whole commands on notebooks with at least 140 code cells")
        show("| notebook | cells | inspect | plan | move |")
        show("| --- | --- | --- | --- | --- |")
        for path in sorted(Path(notebooks).rglob("*.ipynb")):
            count = len(read_notebook(path).code)
            if count >= _LARGE:
                seconds = " | ".join(f"{cpu_seconds(path, *each):.2f}" for each in _COMMANDS)
                show(f"| {path.stem[:40]} | {count} | {seconds} |")


def compare(path: Path) -> None:
    """Print how the definitions of a notebook were divided, by its author and by a move."""
    theirs = dict(find_scripts(path.parent.parent))
    figures = measure(path)
    analysis, result = move_notebook(path)
    counts: Counter[str] = Counter()
    others = []
    for unit in result.moved.units:
        if unit.kind != "definition":
            continue
        name = next(iter(analysis.statements[unit.statements[0]].names.binds))
        mine = "notebook" if unit.reason else unit.stage
        stage = theirs.get(name, "notebook")
        counts["same" if mine == stage else "other"] += 1
        others += [] if mine == stage else [f"  {name}: {stage}, not {mine}"]
    total = counts["same"] + counts["other"]
    show(
        f"{path.parts[-3]}/{path.name}: {figures.cells} cells, {figures.moved} of "
        f"{figures.definitions} definitions moved, {figures.undefined} undefined names, "
        f"{figures.lost} lost comments, {counts['same']} of {total} in the stage of the author"
    )
    show("\n".join(others))


def find_scripts(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the functions and classes of a course's scripts with their stages."""
    for path in sorted(root.glob("*/*.py")):
        if path.stem in _STAGES and path.parent.name not in {"notebooks", "tests"}:
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    yield node.name, _STAGES[path.stem]


def cpu_seconds(path: Path, *arguments: str) -> float:
    """Return the CPU time of one command on a copy of a notebook in a new project."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, "notebooks", path.name)
        book.parent.mkdir()
        book.write_bytes(path.read_bytes())
        subprocess.run(["git", "init", "-q"], cwd=folder, check=True)  # noqa: S607 - the git of the machine
        began = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(  # noqa: S603 - the command of this package
            [sys.executable, "-m", "scaffold", "notebook", *arguments, str(book)],
            stdout=subprocess.DEVNULL,
            check=True,
        )
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime


if __name__ == "__main__":
    main()
