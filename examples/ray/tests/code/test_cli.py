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
from demo.config import Arguments, Paths
from demo.inference.artifacts import Artifacts
from demo.places import ROOT_VARIABLE

PACKAGE = "demo"
COMMANDS = ("elt-data", "train", "optimize", "evaluate", "predict", "serve", "workflow")
Trained = tuple[Paths, Artifacts]


@pytest.fixture
def copied(trained: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A copy of a project with one run, and with its tracking database, which is slow to make."""
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    shutil.copytree(trained[0].root, tmp_path, dirs_exist_ok=True)
    return Paths(tmp_path)


def run(root: Path, *words: str, exit_code: int = 0) -> str:
    """Run a command in a project and return all that it printed."""
    environment = {ROOT_VARIABLE: str(root), "COLUMNS": "200", "NO_COLOR": "1"}
    result = CliRunner().invoke(app, list(words), env=environment)
    assert result.exit_code == exit_code, result.output
    return result.output


def test_help_names_every_command(tmp_path: Path) -> None:
    printed = run(tmp_path, "--help")
    assert all(command in printed for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(tmp_path: Path, command: str) -> None:
    assert "Usage:" in run(tmp_path, command, "-h")


def test_the_version_is_shown(tmp_path: Path) -> None:
    assert run(tmp_path, "--version").strip() == __version__


def test_help_does_not_wait_for_heavy_imports() -> None:
    code = f"import sys, {PACKAGE}.cli; print(*sys.modules)"
    # S603: the interpreter of the tests, and nothing of a user's.
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    heavy = {"sklearn", "pandas", "mlflow", "optuna", "matplotlib", "fastapi", "torch", "ray"}
    assert not heavy & set(done.stdout.split())


def test_the_module_runs_as_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ROOT_VARIABLE, str(tmp_path))
    command = [sys.executable, "-m", PACKAGE, "elt-data", "--json"]
    # S603: the interpreter of the tests, and nothing of a user's.
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    assert json.loads(done.stdout)["rows"] == 960
    assert Paths(tmp_path).labeled_csv.is_file()


def test_a_mistake_as_a_program_ends_with_one_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ROOT_VARIABLE, str(tmp_path))
    command = [sys.executable, "-m", PACKAGE, "predict", "a text"]
    # S603: the interpreter of the tests, and nothing of a user's.
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == ["error: no run yet", "hint: run train first"]


def test_elt_data_prints_the_rows_of_each_tag(tmp_path: Path) -> None:
    printed = run(tmp_path, "elt-data")
    assert "960 labeled projects" in printed
    assert "computer-vision" in printed


def test_elt_data_says_what_it_dropped(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,title,description\n1,a,b\n2,a,b\n3,c,d\n")
    (tmp_path / "t.csv").write_text("id,tag\n1,mlops\n9,mlops\n")
    sources = ("--projects", str(tmp_path / "p.csv"), "--tags", str(tmp_path / "t.csv"))
    printed = run(tmp_path, "elt-data", *sources)
    assert "dropped 1 projects without a tag" in printed
    assert "dropped 1 projects with the text of an earlier one" in printed
    assert "ignored 1 tags of unknown projects" in printed


def test_a_bad_file_is_named_with_line_and_column(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,title,description\n1,,b\n")
    (tmp_path / "t.csv").write_text("id,tag\n1,mlops\n")
    sources = ("--projects", str(tmp_path / "p.csv"), "--tags", str(tmp_path / "t.csv"))
    printed = run(tmp_path, "elt-data", *sources, exit_code=1)
    assert printed.startswith(f"error: {tmp_path / 'p.csv'}, line 2, column title: is empty")
    assert not Paths(tmp_path).data.exists()


def test_train_before_elt_data_says_what_to_do(tmp_path: Path) -> None:
    assert "hint: run elt-data first" in run(tmp_path, "train", exit_code=1)


def test_a_bad_parameter_is_named(project: Paths) -> None:
    (project.root / "args.json").write_text('{"alfa": 1}')
    printed = run(project.root, "train", "--args", str(project.root / "args.json"), exit_code=1)
    assert "args.json: unknown key 'alfa'" in printed
    assert not project.stores.exists()


def test_a_folder_where_a_file_is_wanted_is_an_error_not_a_traceback(tmp_path: Path) -> None:
    Paths(tmp_path).labeled_csv.mkdir(parents=True)
    assert run(tmp_path, "elt-data", exit_code=1).startswith("error: ")


def test_train_prints_scores_and_the_run_and_predict_uses_it(copied: Paths) -> None:
    printed = run(copied.root, "train")
    assert "held-out rows" in printed
    run_id = printed.rpartition("run: ")[2].strip()
    answers = json.loads(run(copied.root, "predict", "--json", "object detection in photos"))
    assert [(each["tag"], each["run_id"]) for each in answers] == [("computer-vision", run_id)]


def test_predict_shows_each_text_with_its_tag(trained: Trained) -> None:
    printed = run(trained[0].root, "predict", "image [segmentation]", "machine translation")
    assert "computer-vision" in printed
    assert "natural-language-processing" in printed
    assert "image [segmentation]" in printed


def test_predict_with_a_threshold_states_coverage_and_precision(trained: Trained) -> None:
    printed = run(trained[0].root, "predict", "transformers", "--threshold", "1")
    assert "(abstains)" in printed
    assert "answered a share of 0.000 with precision -" in printed


def test_predict_reads_a_file_of_texts(trained: Trained, tmp_path: Path) -> None:
    (tmp_path / "texts.txt").write_text("image segmentation\nmachine translation\n")
    words = ("predict", "--json", "--file", str(tmp_path / "texts.txt"))
    answers = json.loads(run(trained[0].root, *words))
    assert [each["tag"] for each in answers] == ["computer-vision", "natural-language-processing"]


@pytest.mark.parametrize("words", [("  ",), ("a" * 20_000,), ("fine", "")])
def test_a_text_that_cannot_be_tagged_is_an_error(trained: Trained, words: tuple[str, ...]) -> None:
    assert run(trained[0].root, "predict", *words, exit_code=1).startswith("error: text ")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("predict",), id="no text"),
        pytest.param(("predict", "a", "--file", "b"), id="two sources of texts"),
        pytest.param(("predict", "a", "--threshold", "2"), id="a threshold above 1"),
        pytest.param(("predict", "a", "--threshold", "nan"), id="a threshold that is not a number"),
        pytest.param(("evaluate", "--splits", "1"), id="one split"),
        pytest.param(("evaluate", "--splits", "3", "--run-id", "x"), id="splits of a run"),
        pytest.param(("serve", "--port", "70000"), id="a port that cannot be"),
        pytest.param(("optimize", "--trials", "0"), id="no trials"),
        pytest.param(("train", "--args", "missing.json"), id="a missing file"),
        pytest.param(("teach",), id="an unknown command"),
    ],
)
def test_a_command_that_makes_no_sense_ends_with_two(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    run(tmp_path, *words, exit_code=2)
    assert list(tmp_path.iterdir()) == []


def test_evaluate_prints_scores_and_where_the_report_is(trained: Trained, copied: Paths) -> None:
    printed = run(copied.root, "evaluate", "--run-id", trained[1].run_id)
    assert "By class" in printed
    assert Path(printed.rpartition("report: ")[2].strip()).is_file()


def test_evaluate_prints_json_for_machines(trained: Trained, copied: Paths) -> None:
    assert json.loads(run(copied.root, "evaluate", "--json"))["run_id"] == trained[1].run_id


def test_evaluate_over_splits_gives_mean_and_deviation(project: Paths) -> None:
    scores = json.loads(run(project.root, "evaluate", "--splits", "2", "--json"))
    assert set(scores) == {"weighted_f1", "macro_f1", "splits"}
    assert set(scores["weighted_f1"]) == {"mean", "std"}
    assert len(scores["splits"]) == 2


def test_optimize_keeps_the_best_parameters_where_train_reads_them(copied: Paths) -> None:
    printed = run(copied.root, "optimize", "--trials", "1")
    assert "trial 0: complete" in printed
    assert Arguments.load(copied.arguments_json) == Arguments()


def test_the_workflow_is_its_commands_one_after_the_other(copied: Paths) -> None:
    shutil.rmtree(copied.data)
    printed = run(copied.root, "workflow")
    assert re.findall(r"^\$ \S+ (\S+)", printed, re.MULTILINE) == [
        "elt-data",
        "train",
        "evaluate",
        "predict",
    ]
    (run_id,) = re.findall(r"^run: (\S+)$", printed, re.MULTILINE)
    (report,) = re.findall(r"^report: (.+)$", printed, re.MULTILINE)
    assert Path(report).parent.name == run_id
    assert printed.rpartition("$ ")[2].count("natural-language-processing") == 1


def test_an_unknown_run_is_named(trained: Trained) -> None:
    printed = run(trained[0].root, "predict", "a text", "--run-id", "nope", exit_code=1)
    assert printed.startswith("error: unknown run 'nope'")
