"""Run the cells of a notebook in a fresh interpreter, and look at all plain variables."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

_PROGRAM = """
import ast, io, json, os, sys, types
from contextlib import redirect_stdout
os.chdir(sys.argv[2])
names = {"__name__": "__main__"}
found = []
for source in json.loads(open(sys.argv[1]).read()):
    out = io.StringIO()
    error = shown = ""
    with redirect_stdout(out):
        try:
            tree = ast.parse(source)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, "cell", "exec"), names)
            if last:
                value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
                shown = "" if value is None else repr(value)
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
    plain = (int, float, str, bool, list, dict, tuple, set, type(None))
    values = {
        name: repr(value) for name, value in names.items()
        if not name.startswith("_") and isinstance(value, plain)
    }
    found.append({"out": out.getvalue(), "shown": shown, "error": error, "values": values})
print(json.dumps(found))
"""


def run_cells(sources: list[str], folder: Path) -> list[dict[str, Any]]:
    """Return, for each cell, what it printed and showed, its error, and all plain variables."""
    listed = folder / "cells.json"
    listed.write_text(json.dumps(sources), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(listed), str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
