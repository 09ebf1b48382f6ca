"""Expressions of setup.py have the value that Python gives them, or are refused."""

import itertools
from pathlib import Path

import pytest

from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.setup_script import read_setup_py
from tests.adopt.dependencies.conftest import write
from tests.adopt.dependencies.test_setup_statements import run

FILES = {"one": "fig\npear\n", "two": "plum\n"}
# The value of `install_requires`, behind statements that it needs.
KNOWN = [
    '[str("fig")]',
    '["%s>=%s" % ("fig", "1"), "{}>={}".format("pear", "1"), f"{\'plum\'}"]',
    '",".join(["fig", "pear"]).split(",")',
    '["fig".replace("f", "p"), " PEAR ".strip().lower()]',
    '"fig\\npear"',
    '[x for x in ["fig", "pear"] if not x == "fig"]',
    '[x for x in ["fig", ""] if x and __file__.endswith("setup.py")]',
    'open(os.path.join(".", "one")).read().split()',
    'open(Path(__file__).parent / "one").readlines()',
    '[x.strip() for x in open("one")]',
    'Path(".").joinpath("one").read_text(encoding="utf-8").splitlines()',
    'dict({"a": ["fig"]}, b=["pear"])["b"]',
    'dict(**{"a": ["fig"]}, b=["pear"])["a"]',
    "load()",
    'load("one")',
    'load(path="one")',
    'load(**{"path": "one"})',
    'only_by_place("one", end="x")',
]
UNKNOWN = [
    'open("one")',
    '[x for x in "one"]',
    '["fig==%s" % 1]',
    '["%(name)s" % {"name": "fig"}]',
    '["fig"] * 2',
    '"fig pear".split(None)',
    'open("../outside").read().split()',
    "several(True)",
    '["fig" + str(-1)]',
    "[f\"{'fig':>3}\"]",
    '[f"{1}fig"]',
    '[a + b for a, b in [("fi", "g")]]',
    '[x for x in ["fig"] if "a" < x < "z"]',
    '[x for x in ["fig"] if x != 3]',
    "sys.argv[:0]",
    '["fig"].copy()',
    '["FIG".upper()]',
    '"fig,pear".split(sep=",")',
    'sorted(["fig", "pear"], reverse=True)',
    'sorted(["fig", "pear"], key=lambda x: x[1])',
    'list(chain(["fig"], "ab"))',
    f'["{"a" * 2_000}".replace("a", "{"b" * 2_000}")]',
    f'["{"a" * 200_001}"]',
    "[1]",
    "{1}",
]
SCRIPT = """\
import os
import sys
from itertools import chain
from pathlib import Path

def load(path="two"):
    return open(path).read().split()

def several(is_one):
    if is_one:
        return ["fig"]
    return []

def only_by_place(path, /, end=""):
    return load(path)

setup(name="x", install_requires={})
"""


@pytest.mark.parametrize("expression", [*KNOWN, *UNKNOWN], ids=itertools.count())
def test_an_expression_is_read_as_python_evaluates_it_or_refused(
    expression: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = SCRIPT.replace("{}", expression)
    (tmp_path / "outside").write_text("kiwi\n", "utf-8")
    write(tmp_path / "project", {**FILES, "setup.py": script})
    found = read_setup_py(Folder(tmp_path / "project"))
    given = run(script, tmp_path / "project", monkeypatch)["install_requires"]
    assert bool(found.problems) is (expression in UNKNOWN)
    if not found.problems:
        listed = given.splitlines() if isinstance(given, str) else given
        assert [*found.dependencies] == [each.strip() for each in listed]
