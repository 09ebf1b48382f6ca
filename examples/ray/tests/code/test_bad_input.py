"""Whatever is wrong with data, parameters, runs or texts: one line says so, and a hint helps."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from demo.cli import app
from demo.config import Paths
from demo.inference.artifacts import Artifacts
from demo.inference.latest import latest_run_id
from demo.places import ROOT_VARIABLE

HEADER = "id,created_on,title,description,tag\n"
Break = Callable[[Paths], object]


@pytest.fixture
def copied(
    trained: tuple[Paths, Artifacts], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Paths:
    """A copy of a project with one run."""
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    shutil.copytree(trained[0].root, tmp_path, dirs_exist_ok=True)
    return Paths(tmp_path)


def refuse(paths: Paths, *words: str) -> str:
    """Run a command that must end with one error and no traceback; return the error."""
    environment = {ROOT_VARIABLE: str(paths.root), "COLUMNS": "200", "NO_COLOR": "1"}
    result = CliRunner().invoke(app, list(words), env=environment)
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert lines[0].startswith("error: "), result.stderr
    assert all(line.startswith("hint: ") for line in lines[1:]), result.stderr
    return lines[0].removeprefix("error: ")


def data(content: str | bytes) -> Break:
    """Replace the labeled data."""
    raw = content.encode() if isinstance(content, str) else content
    return lambda paths: paths.labeled_csv.write_bytes(raw)


def arguments(content: str) -> Break:
    """Replace the parameters."""

    def write(paths: Paths) -> None:
        paths.arguments_json.parent.mkdir(exist_ok=True)
        paths.arguments_json.write_text(content, "utf-8")

    return write


def rows(*tags: str) -> str:
    """Return labeled data with a row for each tag."""
    lines = [f"{number},2020-01-01,title,{number},{tag}" for number, tag in enumerate(tags)]
    return HEADER + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        pytest.param(lambda paths: paths.labeled_csv.unlink(), "no labeled data", id="no data"),
        pytest.param(data(""), "labeled_projects.csv", id="an empty file"),
        pytest.param(data(HEADER), "labeled_projects.csv", id="no rows"),
        pytest.param(data("id,title\n1,a\n"), "labeled_projects.csv", id="no tags"),
        pytest.param(data(b"\xff\xfe\x00"), "labeled_projects.csv", id="no UTF-8"),
        pytest.param(data(HEADER + '1,2020,"a,b,mlops\n'), "labeled_projects.csv", id="no quote"),
        pytest.param(data(rows("mlops", "")), "labeled_projects.csv", id="a row without a tag"),
        pytest.param(data(rows(*["mlops"] * 200)), "at least two labels", id="one class"),
        pytest.param(data(rows("mlops", "computer-vision")), "at least two labels", id="two rows"),
        pytest.param(arguments("{"), "args.json", id="parameters that are not JSON"),
        pytest.param(arguments("[]"), "args.json", id="a list of parameters"),
        pytest.param(arguments('{"seed": NaN}'), "seed", id="a seed that is not a number"),
        pytest.param(arguments('{"seed": -1}'), "seed", id="a seed below its range"),
        pytest.param(arguments('{"seed": 1e400}'), "seed", id="an infinite seed"),
        pytest.param(arguments('{"min_freq": "75"}'), "min_freq", id="a number as text"),
        pytest.param(arguments('{"min_freq": 100000}'), "at least two labels", id="rare tags"),
        pytest.param(arguments('{"subset": 3}'), "at least two labels", id="a small subset"),
        pytest.param(arguments('{"seeds": 1}'), "unknown key 'seeds'", id="a typo"),
    ],
)
def test_train_refuses_what_it_cannot_learn_from(copied: Paths, damage: Break, error: str) -> None:
    before = latest_run_id(copied)
    damage(copied)

    assert error in refuse(copied, "train")
    assert latest_run_id(copied) == before


def cut(name: str) -> Break:
    """Cut the last byte off a file of the run."""

    def write(paths: Paths) -> None:
        path = paths.runs / latest_run_id(paths) / name
        path.write_bytes(path.read_bytes()[:-1])

    return write


def name_latest(content: object) -> Break:
    """Replace the file that names the latest run."""
    return lambda paths: paths.latest.write_text(json.dumps(content), "utf-8")


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        pytest.param(lambda paths: paths.latest.unlink(), "no run yet", id="no run"),
        pytest.param(name_latest(["a"]), "names no run", id="a list of runs"),
        pytest.param(name_latest({"run_id": 7}), "names no run", id="a number"),
        pytest.param(name_latest({"run_id": "gone"}), "unknown run 'gone'", id="an old run"),
        pytest.param(name_latest({"run_id": "../.."}), "unknown run '../..'", id="a way out"),
        pytest.param(lambda paths: paths.latest.write_text("{"), "cannot be read", id="half JSON"),
        pytest.param(cut("manifest.json"), "is not as it was written", id="half a manifest"),
        pytest.param(cut("label_encoder.json"), "is not as it was written", id="half an encoder"),
        pytest.param(cut("performance.json"), "is not as it was written", id="half the scores"),
    ],
)
def test_predict_refuses_a_run_it_cannot_trust(copied: Paths, damage: Break, error: str) -> None:
    damage(copied)

    assert error in refuse(copied, "predict", "a text")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(b"", "is empty", id="an empty file"),
        pytest.param(b"a text\n\nanother\n", "text 2 is empty", id="an empty line"),
        pytest.param(b"a text\n\xff\n", "line 2: is not UTF-8", id="no UTF-8"),
        pytest.param(b"x" * 10_001, "text 1 has 10,001 characters", id="a long text"),
        pytest.param(b"\x00\n \n", "text 2 is empty", id="white space"),
    ],
)
def test_predict_refuses_texts_it_cannot_tag(
    trained: tuple[Paths, Artifacts], tmp_path: Path, content: bytes, error: str
) -> None:
    path = tmp_path / "texts.txt"
    path.write_bytes(content)

    assert error in refuse(trained[0], "predict", "--file", str(path))


def test_a_folder_or_nothing_where_texts_are_wanted_is_named(
    trained: tuple[Paths, Artifacts], tmp_path: Path
) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        assert refuse(trained[0], "predict", "--file", str(path)) == f"no such file: {path}"
