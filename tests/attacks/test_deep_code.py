"""Code that is nested deeply ends no command with an unexpected error, wherever it is read."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.adopt.conftest import commit, write
from tests.kit.machine import Scaffold
from tests.kit.repositories import git
from tests.notebooks.books import make_ipynb

pytestmark = pytest.mark.case

# Each has as many levels of syntax as its number, or some times as many.
DEEP: Mapping[str, Callable[[int], str]] = {
    "a sum": lambda number: "x = " + "+".join(["y"] * number),
    "calls": lambda number: "x = y" + "(1)" * number,
    "attributes": lambda number: "x = y" + ".z" * number,
    "a chain of methods": lambda number: "x = y" + ".z(1)" * number,
    "branches": lambda number: (
        "if x == 0:\n    y = 0\n"
        + "".join(f"elif x == {each}:\n    y = {each}\n" for each in range(1, number))
    ),
    "texts": lambda number: "x = " + "+".join(["'y'"] * number),
}
NUMBERS = (90, 150, 250, 500, 2000, 20_000)
READERS: Mapping[str, tuple[str, ...]] = {
    "inspect": ("notebook", "inspect", "book.ipynb"),
    "plan": ("notebook", "plan", "book.ipynb", "--dry-run"),
    "move a notebook": ("notebook", "move", "book.ipynb", "--diff"),
    "move": ("move", "src/pkg/deep.py", "models", "--dry-run"),
    "move its neighbor": ("move", "src/pkg/plain.py", "models", "--dry-run"),
    "dependencies": ("dependencies", "--dry-run"),
    "adopt": ("adopt", "--dry-run"),
    "doctor": ("doctor",),
}


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("shape", DEEP)
def test_deep_code_is_read_or_named(
    scaffold: Scaffold, clean_machine: Path, shape: str, number: int
) -> None:
    code = DEEP[shape](number)
    setup = f"from setuptools import setup\n{code}\nsetup(name='pkg', install_requires=[x])\n"
    files = {
        "setup.py": setup,
        "src/pkg/__init__.py": "",
        "src/pkg/deep.py": f"import pandas as pd\nfrom pkg import plain\n{code}\n",
        "src/pkg/plain.py": "",
        "book.ipynb": make_ipynb(["import pandas as pd", code, "x"]),
    }
    write(clean_machine, {path: text.encode() for path, text in files.items()})
    git(clean_machine, "init", "--quiet")
    commit(clean_machine)
    for name, command in READERS.items():
        finished = scaffold(*command)
        assert "Unexpected" not in finished.errors, name
        assert "Traceback" not in finished.errors, name


def test_a_cell_that_is_nested_too_deeply_stays_with_the_reason(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    book = make_ipynb(["import math", DEEP["branches"](200), "y = math.pi"])
    (clean_machine / "book.ipynb").write_text(book)
    shown = scaffold("notebook", "inspect", "book.ipynb")
    assert "note  cell 2: Cannot be parsed: it is nested too deeply" in shown.output
