"""Whatever is wrong with data, parameters, runs or images: one line says so, and a hint helps."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from demo.cli import app
from demo.config import Paths
from demo.inference.artifacts import Artifacts
from demo.inference.latest import latest_run_id
from demo.places import ROOT_VARIABLE

HEADER = "label," + ",".join(f"pixel_{number}" for number in range(64)) + "\n"
QUICK = ("trainer=quick", "logger=none", "tuned=none")
Break = Callable[[Paths], object]


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


def config(name: str, content: str | bytes) -> Break:
    """Replace a file of parameters."""
    raw = content.encode() if isinstance(content, str) else content
    return lambda paths: (paths.configs / name).write_bytes(raw)


def rows(*labels: str, pixel: str = "1") -> str:
    """Return labeled data with a row for each label."""
    pixels = ",".join([pixel] * 64)
    return HEADER + "".join(f"{label},{pixels}\n" for label in labels)


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        pytest.param(lambda paths: paths.labeled_csv.unlink(), "no such file", id="no data"),
        pytest.param(data(""), "labeled.csv cannot be read", id="an empty file"),
        pytest.param(data(HEADER), "labeled.csv has no rows", id="no rows"),
        pytest.param(data("id,title\n1,a\n"), "labeled.csv", id="no labels"),
        pytest.param(data("label\na\n"), "no label with numbers", id="no numbers"),
        pytest.param(data(b"\xff\xfe\x00"), "labeled.csv cannot be read", id="no UTF-8"),
        pytest.param(data(HEADER + '"a,1\n'), "labeled.csv cannot be read", id="no quote"),
        pytest.param(data(rows("a") + "b,1\n"), "labeled.csv cannot be read", id="a short row"),
        pytest.param(data("label,x\na,1,2\n"), "of another length", id="rows too long"),
        pytest.param(data(rows("a", pixel="big")), "could not convert", id="a word"),
        pytest.param(data(rows("a", pixel="nan")), "row 1, holds", id="not a number"),
        pytest.param(data(rows(*"ab" * 20, pixel="17")), "reach from 17", id="too bright"),
        pytest.param(data(rows(*["a"] * 200)), "at least two labels", id="one class"),
        pytest.param(data(rows("a", "b")), "label 'a' has 1 row", id="two rows"),
        pytest.param(config("train.yaml", "a: [1\n"), "train.yaml", id="half YAML"),
        pytest.param(config("train.yaml", "[]"), "must be a DictConfig", id="a list"),
        pytest.param(config("train.yaml", "defaults: 5"), "must be a list", id="no defaults"),
        pytest.param(config("train.yaml", b"\xff"), "'utf-8' codec", id="parameters in Latin-1"),
        pytest.param(config("model/classifier.yaml", ""), "model names no _target_", id="no model"),
    ],
)
def test_train_refuses_what_it_cannot_learn_from(copied: Paths, damage: Break, error: str) -> None:
    before = latest_run_id(copied)
    damage(copied)

    assert error in refuse(copied, "train", *([] if error == "must be a list" else QUICK))
    assert latest_run_id(copied) == before


@pytest.mark.parametrize(
    ("override", "error"),
    [
        ("seed=-1", "seed must be between 0"),
        ("seed=abc", "seed must be int, not 'abc'"),
        ("seed=1e400", "seed must be int, not inf"),
        ("extras.threads=0", "threads must be between 1"),
        ("extras.find_learning_rate=maybe", "find_learning_rate must be bool"),
        ("extras.resume=missing.ckpt", "no such file: missing.ckpt"),
        ("trainer.max_epochs=0", "trainer.max_epochs must be"),
        ("trainer.max_epochs=many", "trainer.max_epochs must be"),
        ("trainer=gpux", "Could not find 'trainer/gpux'"),
        ("trainer.devices=0", "Trainer cannot be made"),
        ("~trainer", "the parameters have no trainer"),
        ("model.learning_rate=nan", "learning_rate must be more than 0.0, not nan"),
        ("model.learning_rate=fast", "learning_rate must be float, not 'fast'"),
        ("model.weight_decay=-1", "weight_decay must be between"),
        ("model.lr_factor=2", "lr_factor must be between"),
        ("model.lr_patience=long", "lr_patience must be int"),
        ("model.dropout=2", "dropout must be between"),
        ("model.normalize=3", "normalize must be bool"),
        ("model.negative_slope=steep", "negative_slope must be float"),
        ("model.n_layers=-3", "n_layers must be 0 to 1,000"),
        ("model.hidden_size=1000000000", "a hidden layer must have a size"),
        ("model.loss={_target_: torch.nn.BCELoss}", "the training failed: "),
        ("model.loss={_target_: torch.nn.Nothing}", "cannot be made"),
        ("model._target_=collections.OrderedDict", "model._target_ gives no classifier"),
        ("datamodule.batch_size=x", "batch_size must be int"),
        ("datamodule.num_workers=-1", "num_workers must be between"),
        ("datamodule.seed=x", "seed must be int"),
        ("datamodule.train_share=half", "train_share must be float"),
        ("datamodule.file=null", "file must be str"),
        ("datamodule.limits=[0]", "datamodule.limits must be as in"),
        ("datamodule.limits=[16,0]", "datamodule.limits must be as in"),
        ("datamodule.shape=[8,8]", "datamodule.shape must be as in"),
        ("datamodule.shape=[-1,-8,8]", "datamodule.shape must be as in"),
        ("callbacks.early_stopping.monitor=nothing", "the training failed: "),
        ("callbacks.checkpoint.monitor=nothing", "the training failed: "),
        ("callbacks.checkpoint.mode=up", "ModelCheckpoint cannot be made"),
        ("tag=../../outside", "a run cannot be saved in"),
        ("stage='a b'", "a run cannot be saved in"),
        ("hydra.run.dir=outside", "a run cannot be saved in"),
    ],
)
def test_train_refuses_parameters_that_make_no_sense(
    copied: Paths, override: str, error: str
) -> None:
    before = latest_run_id(copied)
    assert error in refuse(copied, "train", *QUICK, override)
    assert latest_run_id(copied) == before


def test_train_refuses_a_checkpoint_that_is_none(copied: Paths, tmp_path: Path) -> None:
    (tmp_path / "notes.ckpt").write_text("no weights")
    words = (*QUICK, f"extras.resume='{tmp_path / 'notes.ckpt'}'")

    assert "extras.resume names no file of weights" in refuse(copied, "train", *words)


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
        pytest.param(cut("weights.pt"), "is not as it was written", id="half the weights"),
        pytest.param(cut(".hydra/config.yaml"), "is not as it was written", id="half parameters"),
        pytest.param(cut("performance.json"), "is not as it was written", id="half the scores"),
    ],
)
def test_predict_refuses_a_run_it_cannot_trust(copied: Paths, damage: Break, error: str) -> None:
    damage(copied)

    for command in (("predict", "--row", "0"), ("evaluate",), ("serve",)):
        assert error in refuse(copied, *command)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(b"", "is empty", id="an empty file"),
        pytest.param(b"\x00\n \n", "not a list of numbers", id="no JSON"),
        pytest.param(b"[1, 2]\n\xff\n", "cannot be read", id="no UTF-8"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "cannot be read", id="an image"),
        pytest.param(b"[1, 2]\n", "image 1 has the shape [2]", id="another shape"),
        pytest.param(b"[" + b"NaN," * 63 + b"NaN]\n", "image 1 holds a number", id="no numbers"),
        pytest.param(b"[" + b'"1",' * 63 + b'"1"]\n', "which is not a number", id="words"),
        pytest.param(b"[" + b"17," * 63 + b"17]\n", "image 1 holds 17", id="too bright"),
    ],
)
def test_predict_refuses_images_it_cannot_classify(
    trained: tuple[Paths, Artifacts], tmp_path: Path, content: bytes, error: str
) -> None:
    path = tmp_path / "images.jsonl"
    path.write_bytes(content)

    assert error in refuse(trained[0], "predict", "--file", str(path))


def test_predict_names_a_run_or_a_file_that_is_not_there(
    trained: tuple[Paths, Artifacts], tmp_path: Path
) -> None:
    assert "unknown run 'nope'" in refuse(trained[0], "predict", "--row", "0", "--run-id", "nope")
    assert "no row 5000" in refuse(trained[0], "predict", "--row", "5000")
    for path in (tmp_path, tmp_path / "missing"):
        assert f"{path} cannot be read" in refuse(trained[0], "predict", "--file", str(path))
