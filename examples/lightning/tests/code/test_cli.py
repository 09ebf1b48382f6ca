"""The commands, from fresh data to predictions; and the imports between stages."""

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from example_images import CONFIG, QUICK
from typer.testing import CliRunner, Result

import demo
from demo.cli import app

STAGES = ("data", "models", "evaluation", "inference")
SOURCE = Path(demo.__file__).parent
EXPERIMENT = CONFIG.parent / "experiments" / "train.py"


@pytest.fixture
def root(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project with images, as the current folder."""
    monkeypatch.chdir(folder.parent)
    monkeypatch.delenv("PROJECT_ROOT", raising=False)
    shutil.copytree(CONFIG, folder.parent / "config")
    (folder.parent / "config" / "data.toml").unlink()
    return folder.parent


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_the_commands_lead_from_data_to_predictions(root: Path) -> None:
    done = run("elt-data", "shapes", "--size", "8", "8")
    assert done.exit_code == 0, done.output
    assert run("runs").stdout == "Runs on their validation sets: none\n"
    done = run("train", *QUICK)
    assert done.exit_code == 0, done.output
    assert "report:" in run("evaluate").stdout
    made = json.loads(run("predict", "shapes/lying/00.png", "--json").stdout)
    assert made["predictions"][0]["probabilities"].keys() == {"cross", "lying", "upright"}
    assert run("predict", "shapes", "--output", "out.csv").exit_code == 0
    assert len((root / "out.csv").read_text().splitlines()) == 91
    assert run("optimize", *QUICK, "trainer=quick", "--trials", "1").exit_code == 0
    assert len(json.loads(run("runs", "--json").stdout)) == 1
    assert list((root / "stores" / "training").glob("*mlp*/**/*.ckpt"))


def test_several_trainings_are_started_with_the_command_line_of_hydra(root: Path) -> None:
    run("elt-data", "shapes")
    command = [sys.executable, str(EXPERIMENT), "--multirun", *QUICK, "trainer=quick", "seed=1,2"]
    subprocess.run(command, cwd=root, check=True)  # noqa: S603 - the interpreter of the tests
    assert len(json.loads(run("runs", "--json").stdout)) == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["train"], "config/data.toml not found"),
        (["elt-data", "missing"], "missing not found"),
        (["elt-data"], "config/data.toml not found"),
        (["predict", "--held-out", "1"], "no run yet"),
        (["serve"], "no run yet"),
    ],
)
def test_a_mistake_is_one_sentence_and_nothing_is_written(
    root: Path, words: list[str], message: str
) -> None:
    before = sorted(root.rglob("*"))
    done = run(*words)
    assert done.exit_code == 1
    assert re.match("error: .*\n", done.stderr)
    assert message in done.stderr
    assert sorted(root.rglob("*")) == before


@pytest.mark.usefixtures("root")
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
