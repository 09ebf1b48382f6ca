"""How commands begin and end, and how several run in turn."""

import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from demo.cli import app
from demo.config import Paths
from demo.places import ROOT_VARIABLE

PROGRAM = """
import atexit, gc
before, *_ = gc.get_threshold()
# Runs last: what is registered later runs earlier.
atexit.register(lambda: print(before, gc.get_threshold()[0], gc.get_freeze_count()))
from demo.cli import app
app(["train", "--help"])
"""


def test_a_command_spares_itself_the_search_for_unused_objects() -> None:
    # S603: the interpreter of the tests, and nothing of a user's.
    printed = subprocess.check_output([sys.executable, "-c", PROGRAM], text=True)  # noqa: S603
    before, seldom, frozen = map(int, printed.splitlines()[-1].split())
    assert seldom > before
    assert frozen > 0


def test_the_first_command_of_a_workflow_that_fails_is_the_last(tmp_path: Path) -> None:
    Paths(tmp_path).labeled_csv.mkdir(parents=True)
    where = {ROOT_VARIABLE: str(tmp_path)}
    result = CliRunner().invoke(app, ["workflow"], env=where, prog_name="python -m it")
    assert result.exit_code == 1
    assert result.output.startswith("\n$ python -m it elt-data\n")
    assert result.output.count("$ ") == result.output.count("error: ") == 1


def test_a_workflow_leaves_data_that_is_there_as_it_is(tmp_path: Path) -> None:
    data = Paths(tmp_path).labeled_csv
    data.parent.mkdir()
    data.write_text("one's own")
    where = {ROOT_VARIABLE: str(tmp_path)}
    result = CliRunner().invoke(app, ["workflow"], env=where, prog_name="it")
    assert result.exit_code == 1
    assert result.output.startswith("\n$ it train\n")
    assert data.read_text() == "one's own"
