"""Print how long a verification takes, beside the notebook alone.

`SCAFFOLD_NOTEBOOKS` names a folder with one folder for each notebook and the files beside it.
`SCAFFOLD_NOTEBOOK_PYTHON` names an interpreter with `ipykernel`, `nbclient` and their libraries.
CPU of the other commands is in the second table of `benchmarks.notebook_courses`.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.notebook_mutants import Bench, set_up
from benchmarks.notebooks import show

_ALONE = """
import sys, nbformat
from nbclient import NotebookClient
book = nbformat.read(sys.argv[1], 4)
folder = {"metadata": {"path": sys.argv[2]}}
NotebookClient(book, timeout=600, allow_errors=True, resources=folder).execute()
"""
_TIMES, _MORE = 3, 15


def main() -> None:
    """Print the seconds of each notebook, and how many may be needed."""
    folder = os.environ.get("SCAFFOLD_NOTEBOOKS", "")
    if not folder:
        sys.exit("Set SCAFFOLD_NOTEBOOKS.")
    python = Path(os.environ.get("SCAFFOLD_NOTEBOOK_PYTHON", sys.executable))
    show("| notebook | alone s | verify s | allowed s |")
    show("| --- | --- | --- | --- |")
    for source in sorted(each for each in Path(folder).iterdir() if each.is_dir()):
        with tempfile.TemporaryDirectory() as place:
            bench = set_up(source, Path(place), python)
            alone, verified = measure(bench)
        allowed = _TIMES * alone + _MORE
        show(f"| {source.name} | {alone:.1f} | {verified:.1f} | {allowed:.1f} |")


def measure(bench: Bench) -> tuple[float, float]:
    """Return the seconds of a notebook alone and of its verification."""
    book = bench.project / bench.path
    alone = seconds([str(bench.python), "-c", _ALONE, str(book), str(book.parent)])
    command = [sys.executable, "-m", "scaffold", "notebook", "verify", str(book)]
    return alone, seconds([*command, "--python", str(bench.python), "--json"])


def seconds(command: list[str]) -> float:
    """Return how long a command takes."""
    began = time.monotonic()
    subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - named above
    return time.monotonic() - began


if __name__ == "__main__":
    main()
