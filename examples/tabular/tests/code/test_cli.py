"""The commands, from a fresh table to predictions; and the imports between stages."""

import ast
import json
import re
from pathlib import Path

import pytest
from example_tables import made_up
from typer.testing import CliRunner, Result

import demo
from demo.cli import app

STAGES = ("data", "models", "evaluation", "inference")
SOURCE = Path(demo.__file__).parent


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project with a table, as the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PROJECT_ROOT", raising=False)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "args.json").write_text('{"folds": 3, "max_iter": 20}')
    made_up().drop(columns="amount").to_csv(tmp_path / "table.csv", index=False)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_the_commands_lead_from_a_table_to_predictions(folder: Path) -> None:
    assert run("profile", "table.csv", "--target", "label", "--defaults").exit_code == 0
    assert re.fullmatch("Runs, by .*: none\n", run("runs").stdout)
    done = run("workflow")
    assert done.exit_code == 0, done.output
    assert "report:" in done.stdout
    row = json.loads(run("predict", "number=2", "kind=a", "--json").stdout)
    assert row["predictions"][0]["prediction"] == "high"
    assert run("predict", "--file", "table.csv", "--output", "out.csv").exit_code == 0
    assert len((folder / "out.csv").read_text().splitlines()) == 241
    assert len(json.loads(run("runs", "--json").stdout)) == 1
    assert run("optimize", "--trials", "1").exit_code == 0
    assert run("evaluate", "--json").exit_code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["train"], "config/data.toml not found"),
        (["profile", "missing.csv", "--target", "label"], "not found"),
        (["profile", "table.csv", "--target", "x"], "no column `x`"),
        (["profile", "/etc/hosts", "--target", "x"], "not in the project"),
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
@pytest.mark.parametrize("words", [["predict"], ["profile", "table.csv"], ["nothing"]])
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
