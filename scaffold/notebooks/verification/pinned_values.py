"""Values that the notebook below computes, as they were when it was compared with its original.

Written by `scaffold notebook verify --write-tests`; after a change on purpose, run that again.
`python` with this file and the folder of the project prints what the values are now.
"""

import contextlib
import hashlib
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import types
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
NOTEBOOK = ""
# What is new or changed after each code cell, counted from 0.
VALUES: dict[int, dict[str, str]] = {}

SETTINGS = {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "COLUMNS": "80"}
NOT_COPIED = (".git", ".venv", "venv", "node_modules", "__pycache__", ".*_cache", "dist", "build")
# Folder that the notebook runs in; it is another one each time.
COPY = sys.argv[1] if __name__ == "__main__" else ""
# Objects that draw are not values.
DRAWING = {"IPython", "ipywidgets", "matplotlib", "mpl_toolkits", "plotly", "seaborn"}
MARKER = re.compile(r"^# ?%%(.*)$", re.MULTILINE)
MAGIC = re.compile(r"^(\s*)# ?(%%?[A-Za-z]|![A-Za-z])", re.MULTILINE)
PROMPT = re.compile(r"^Out\[\d+\]: ")
LONGEST = 64
DEEPEST = 8


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Run the notebook in a copy of the project and return its values after each cell."""
    pytest.importorskip("IPython")
    copy = tmp_path_factory.mktemp("notebook") / "project"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
    done = subprocess.run(  # noqa: S603
        [sys.executable, __file__, str(copy)],
        env={**os.environ, **SETTINGS, "PYTHONPATH": os.pathsep.join([f"{copy}/src", str(copy)])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    sys.stderr.write(done.stderr)  # pytest shows the errors of cells beside what differs.
    found: dict[str, dict[str, str]] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize(
    ("cell", "name"), [(cell, name) for cell, values in VALUES.items() for name in values]
)
def test_value_is_unchanged(computed: dict[str, dict[str, str]], cell: int, name: str) -> None:
    assert computed[str(cell)].get(name) == VALUES[cell][name]


def main(project: Path) -> None:
    """Print the values after each cell as JSON."""
    notebook = project / NOTEBOOK
    os.environ["MPLBACKEND"] = "agg"
    os.chdir(notebook.parent)
    seed()
    ipython = import_module("IPython.core.interactiveshell")
    shell = ipython.InteractiveShell.instance(colors="NoColor", history_load_length=0)
    shell.enable_gui = lambda *_: None
    hidden = {*shell.user_ns}
    values: dict[int, dict[str, str]] = {}
    for cell, source in enumerate(read_cells(notebook)):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            error = shell.run_cell(source, store_history=True).error_in_exec
        if error:
            sys.stderr.write(f"Cell {cell}: {type(error).__name__}: {error}\n")
        values[cell] = {"<printed>": join_lines(printed.getvalue())}
        for name, value in list(shell.user_ns.items()):
            if not (name in hidden or name.startswith("_")) and (text := describe(value)):
                values[cell][name] = text
    sys.stdout.write(f"\n{json.dumps(values)}\n")


def seed() -> None:
    """Seed the random generators of Python and numpy."""
    random.seed(0)
    if find_spec("numpy"):
        import_module("numpy").random.seed(0)


def read_cells(notebook: Path) -> list[str]:
    """Return the code cells of a notebook, which is JSON or Python with `# %%` between cells."""
    text = notebook.read_text("utf-8")
    if notebook.suffix == ".py":
        return list(split_cells(text))
    document = json.loads(text)
    cells = document.get("cells") or document["worksheets"][0]["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    return ["".join(cell.get("source", cell.get("input", ""))) for cell in code]


def split_cells(text: str) -> Iterator[str]:
    """Yield the code cells of a Python file, in which magics are comments."""
    first, *rest = MARKER.split(text)
    if re.search(r"^[^#\n]", first, re.MULTILINE):
        yield first
    for head, body in zip(rest[::2], rest[1::2], strict=True):
        if not re.search(r"\[(markdown|md|raw)\]", head):
            yield MAGIC.sub(r"\1\2", body)


def join_lines(text: str) -> str:
    """Return what a cell printed and displayed as one short line."""
    lines = [PROMPT.sub("", line) for line in text.strip().splitlines()]
    return shorten(" | ".join(filter(None, lines)).strip())


def describe(value: Any, depth: int = 0) -> str:
    """Return a value as a short text; a digest stands for what is long. Code has no text."""
    if value is None or isinstance(value, (bool, int, str, bytes)):
        return shorten(repr(value))
    if isinstance(value, float):
        return f"{round(float(value), 12):.8g}"
    drawing = type(value).__module__.partition(".")[0] in DRAWING
    if drawing or depth > DEEPEST or is_code(value):
        return ""
    kind = type(value).__name__
    if hasattr(value, "to_csv"):
        table = value.round(12).to_csv(float_format="%.8g")
        return shorten(f"{kind} {value.shape}: {' | '.join(table.splitlines())}")
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    if hasattr(value, "dtype") and hasattr(value, "ravel"):
        return describe_array(kind, value, depth)
    return describe_parts(kind, value, depth)


def is_code(value: Any) -> bool:
    """Return whether a value is a module, a class, a function or a method."""
    named = hasattr(value, "__code__") or hasattr(value, "__func__")
    return named or isinstance(value, (type, types.ModuleType, types.BuiltinFunctionType))


def describe_array(kind: str, value: Any, depth: int) -> str:
    """Return the type, the shape and the first values of an array, and a digest of all."""
    texts = [describe(each, depth + 1) for each in value.ravel().tolist()]
    if not value.shape:
        return f"{kind} {texts[0]}"
    return shorten(f"{kind} {value.dtype} {value.shape}: {', '.join(texts)}")


def describe_parts(kind: str, value: Any, depth: int) -> str:
    """Return a container or an object by its parts; one without parts by its own text."""
    parts = take_apart(value)
    if parts is None:
        return shorten(f"{kind} {value!r}")
    texts = [f"{label}{describe(part, depth + 1)}" for label, part in parts]
    return shorten(f"{kind} of {len(parts)}: {', '.join(texts)}")


def take_apart(value: Any) -> list[tuple[str, Any]] | None:
    """Return the parts of a container or of an object, with labels."""
    if isinstance(value, dict):
        return [(f"{describe(key)} ", part) for key, part in value.items()]
    if isinstance(value, (list, tuple)):
        return [("", part) for part in value]
    if isinstance(value, (set, frozenset)):
        return [("", part) for part in sorted(value, key=repr)]
    if hasattr(value, "__dict__"):
        return [(f"{name} ", part) for name, part in sorted(vars(value).items())]
    if " object at 0x" not in repr(value):
        return None
    names = [name for name in dir(value) if not name.startswith("_")]
    found = [(f"{name} ", getattr(value, name, None)) for name in names]
    return [(label, part) for label, part in found if hasattr(part, "dtype")]


def shorten(text: str) -> str:
    """Return a text, or its start and a digest."""
    text = text.replace(COPY, "<copy>") if COPY else text
    if len(text) <= LONGEST:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return f"{text[: LONGEST - 16]}... {digest}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
