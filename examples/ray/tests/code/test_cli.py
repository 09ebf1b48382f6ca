"""The commands, from fresh data to predictions; and the imports between stages."""

import ast
import json
import re
from pathlib import Path

import pytest
from example_texts import made_up
from typer.testing import CliRunner, Result

import demo
from demo.cli import app
from demo.console import print_scores

STAGES = ("data", "models", "evaluation", "inference")
SOURCE = Path(demo.__file__).parent


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project with texts, as the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PROJECT_ROOT", raising=False)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "args.json").write_text('{"folds": 3, "test_share": 0.25}')
    made_up().to_csv(tmp_path / "texts.csv", index=False)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_the_commands_lead_from_data_to_predictions(folder: Path) -> None:
    assert run("elt-data", "texts.csv", "--target", "topic", "--defaults").exit_code == 0
    done = run("workflow")
    assert done.exit_code == 0, done.output
    assert "report:" in done.stdout
    row = json.loads(run("predict", "apple and plum", "--json").stdout)
    assert row["predictions"][0]["prediction"] == "fruit"
    assert run("predict", "--file", "texts.csv", "--output", "out.csv").exit_code == 0
    assert len((folder / "out.csv").read_text().splitlines()) == 121
    assert len(json.loads(run("runs", "--json").stdout)) == 1
    assert run("optimize", "--trials", "1").exit_code == 0
    assert len(json.loads(run("evaluate", "--splits", "2", "--json").stdout)["splits"]) == 2


def test_the_data_in_use_are_looked_at_again_and_keep_what_was_chosen(folder: Path) -> None:
    words = ["elt-data", "texts.csv", "--target", "topic", "--text", "body", "--group", "team"]
    assert run(*words, "--defaults").exit_code == 0
    before = (folder / "config" / "data.toml").read_text()
    again = json.loads(run("elt-data", "--json").stdout)
    assert again["data"]["columns"]["team"] == {"role": "group"}
    assert again["data"]["columns"]["head"] == {"role": "ignored"}
    assert (folder / "config" / "data.toml").read_text() == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["train"], "config/data.toml not found"),
        (["elt-data", "missing.csv", "--target", "topic"], "not found"),
        (["elt-data", "texts.csv", "--target", "x"], "no column `x`"),
        (["elt-data"], "config/data.toml not found"),
        (["predict", "--held-out", "1"], "no run yet"),
        (["serve"], "no run yet"),
    ],
)
def test_a_mistake_is_one_sentence_and_nothing_is_written(
    folder: Path, words: list[str], message: str
) -> None:
    before = sorted(folder.rglob("*"))
    done = run(*words)
    assert done.exit_code == 1
    assert re.match("error: .*\n", done.stderr)
    assert message in done.stderr
    assert sorted(folder.rglob("*")) == before


@pytest.mark.usefixtures("folder")
def test_no_slice_and_no_run_are_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_scores("By slice", "slice", {})
    assert capsys.readouterr().out == "By slice: none\n"
    assert re.fullmatch("Runs, by .*: none\n", run("runs").stdout)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("words", [["predict"], ["predict", "a", "--held-out", "1"], ["nothing"]])
def test_a_wrong_call_ends_with_the_code_for_usage(words: list[str]) -> None:
    assert run(*words).exit_code == 2


def test_stages_import_only_those_before_them() -> None:
    for file in SOURCE.rglob("*.py"):
        stage = file.relative_to(SOURCE).parts[0]
        if stage not in ("utils", *STAGES):
            continue
        later = STAGES if stage == "utils" else STAGES[STAGES.index(stage) + 1 :]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level == 2:
                assert str(node.module).partition(".")[0] not in later, file
