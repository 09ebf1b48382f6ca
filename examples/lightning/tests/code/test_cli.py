"""The commands parse, call and print; a user's mistake is one line, a hint and an exit code."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from demo import __version__
from demo.cli import app
from demo.config import Paths
from demo.inference.artifacts import Artifacts
from demo.places import ROOT_VARIABLE

PACKAGE = "demo"
COMMANDS = ("elt-data", "train", "optimize", "evaluate", "predict", "serve", "workflow")
QUICK = ("trainer=quick", "model.hidden_size=16", "logger=none")
Trained = tuple[Paths, Artifacts]


def run(root: Path, *words: str, exit_code: int = 0) -> str:
    """Run a command in a project and return all that it printed."""
    environment = {ROOT_VARIABLE: str(root), "COLUMNS": "200", "NO_COLOR": "1"}
    result = CliRunner().invoke(app, list(words), env=environment)
    assert result.exit_code == exit_code, result.output
    return result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_named_and_has_help(tmp_path: Path, command: str) -> None:
    assert command in run(tmp_path, "--help")
    assert "Usage:" in run(tmp_path, command, "-h")


def test_the_version_is_shown(tmp_path: Path) -> None:
    assert run(tmp_path, "--version").strip() == __version__


def test_help_does_not_wait_for_heavy_imports() -> None:
    code = f"import sys, {PACKAGE}.cli; print(*sys.modules)"
    # S603: the interpreter of the tests, and nothing of a user's.
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    heavy = {"torch", "lightning", "hydra", "omegaconf", "sklearn", "mlflow", "optuna", "numpy"}
    assert not heavy & set(done.stdout.split())


def test_a_mistake_as_a_program_ends_with_one_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ROOT_VARIABLE, str(tmp_path))
    command = [sys.executable, "-m", PACKAGE, "elt-data", "--source", "missing.csv"]
    # S603: the interpreter of the tests, and nothing of a user's.
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (done.returncode, done.stdout) == (1, "")
    shown = done.stderr.splitlines()
    assert shown == ["error: no such file: missing.csv", "hint: check the path"]


def test_elt_data_prints_the_rows_of_each_label(tmp_path: Path) -> None:
    printed = run(tmp_path, "elt-data")
    assert "1797 labeled rows" in printed
    assert "numbers in each row: 64" in printed


def test_elt_data_says_what_it_dropped(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("label,a\nx,1\ny,1\nz,2\n")
    printed = run(tmp_path, "elt-data", "--source", str(tmp_path / "t.csv"))
    assert "dropped 1 rows with the numbers of an earlier one" in printed


def test_train_prints_scores_and_the_run_and_predict_uses_it(project: Paths) -> None:
    printed = run(project.root, "train", *QUICK)
    run_id = printed.rpartition("run: ")[2].strip()
    answers = json.loads(run(project.root, "predict", "--json", "--row", "0", "--row", "1"))
    assert [answer["run_id"] for answer in answers] == [run_id, run_id]


def test_the_workflow_is_its_commands_one_after_the_other(project: Paths) -> None:
    shutil.rmtree(project.data)
    chosen = project.configs / "train.yaml"
    chosen.write_text(chosen.read_text().replace("trainer: cpu", "trainer: quick"))
    printed = run(project.root, "workflow")
    assert re.findall(r"^\$ \S+ (\S+)", printed, re.MULTILINE) == [
        "elt-data",
        "train",
        "evaluate",
        "predict",
    ]
    (run_id,) = re.findall(r"^run: (\S+)$", printed, re.MULTILINE)
    (report,) = re.findall(r"^report: (.+)$", printed, re.MULTILINE)
    assert Path(report).parent == project.reports / run_id
    assert "row 0" in printed.rpartition("$ ")[2]


def test_train_repeats_a_run(copied: Paths, trained: Trained) -> None:
    run_id = trained[1].run_id
    result = json.loads(
        run(copied.root, "train", "--rerun", run_id, "trainer.max_epochs=1", "--json")
    )
    history, before = result["history"], trained[1].performance["history"]
    assert history["loss/val"] == before["loss/val"][:1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("train",), "error: no such file", id="no data"),
        pytest.param(("train", "model.strange=1"), "error: Could not override", id="a key"),
        pytest.param(("train", "--config-name", "no"), "error: no such file", id="a config"),
        pytest.param(("train", "--rerun", "no"), "error: unknown run 'no'", id="a run"),
        pytest.param(("evaluate",), "error: no run yet", id="no run"),
        pytest.param(("serve",), "error: no run yet", id="no run to serve"),
        pytest.param(("predict", "[1]"), "error: no run yet", id="no run to predict"),
        pytest.param(("predict", "--row", "0"), "error: no such file", id="no rows"),
    ],
)
def test_what_a_user_can_mend_is_one_line_and_a_hint(
    project: Paths, words: tuple[str, ...], said: str
) -> None:
    project.labeled_csv.unlink()
    printed = run(project.root, *words, exit_code=1)
    assert printed.startswith(said)
    assert "hint: " in printed
    assert "Traceback" not in printed


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("predict",), id="no image"),
        pytest.param(("predict", "[1]", "--row", "1"), id="two sources of images"),
        pytest.param(("predict", "[1]", "--threshold", "2"), id="a threshold above 1"),
        pytest.param(("predict", "--row", "-1"), id="a negative row"),
        pytest.param(("evaluate", "--splits", "1"), id="one split"),
        pytest.param(("evaluate", "--splits", "3", "--run-id", "x"), id="splits of a run"),
        pytest.param(("evaluate", "model=linear"), id="parameters of a run"),
        pytest.param(("serve", "--port", "70000"), id="a port that cannot be"),
        pytest.param(("optimize", "--trials", "0"), id="no trials"),
        pytest.param(("teach",), id="an unknown command"),
    ],
)
def test_a_command_that_makes_no_sense_ends_with_two(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    run(tmp_path, *words, exit_code=2)
    assert list(tmp_path.iterdir()) == []


def test_predict_shows_each_image_with_its_label(trained: Trained, resources_path: Path) -> None:
    printed = run(trained[0].root, "predict", "--file", str(resources_path / "digits.jsonl"))
    assert "label" in printed
    image = (resources_path / "digits.jsonl").read_text().splitlines()[0]
    (answer,) = json.loads(run(trained[0].root, "predict", image, "--json"))
    assert answer["label"] == "0"


def test_an_image_that_cannot_be_classified_is_an_error(trained: Trained) -> None:
    printed = run(trained[0].root, "predict", "[1, 2]", exit_code=1)
    assert printed.startswith("error: image 1 has the shape [2]")


def test_evaluate_prints_scores_and_where_the_report_is(copied: Paths, trained: Trained) -> None:
    printed = run(copied.root, "evaluate", "--run-id", trained[1].run_id)
    assert "By class" in printed
    assert Path(printed.rpartition("report: ")[2].strip()).is_file()


def test_evaluate_over_splits_gives_mean_and_deviation(project: Paths) -> None:
    words = ("evaluate", "--splits", "2", "model=linear", "trainer=quick")
    scores = json.loads(run(project.root, *words, "--json"))
    assert set(scores) == {"accuracy", "weighted_f1", "macro_f1", "splits"}
    assert set(scores["accuracy"]) == {"mean", "std"}
    assert "accuracy over 2 splits: " in run(project.root, *words)
