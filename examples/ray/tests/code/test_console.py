"""How commands begin and end, and how several run in turn."""

from pathlib import Path

from typer.testing import CliRunner

from demo.cli import app
from demo.config import Paths
from demo.places import ROOT_VARIABLE


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
