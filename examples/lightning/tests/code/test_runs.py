"""The folder of a run: whole or not there, checked before it is used."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from example_images import QUICK

from demo.config import Parameters, Paths
from demo.data.load import load_source
from demo.errors import RunError
from demo.evaluation.report import evaluate, load_same
from demo.models import train as training
from demo.models.networks import predict_probabilities
from demo.models.runs import (
    FACTS,
    MANIFEST,
    MODEL,
    Run,
    latest_run_id,
    list_runs,
    load_run,
)
from demo.utils.files import (
    build_folder,
    read_json,
    sha256_of,
    write_json,
)

Trained = tuple[Paths, Run]


@pytest.fixture
def copied(trained: Trained, tmp_path: Path) -> Trained:
    """A copy of a project with a run, to be damaged."""
    shutil.copytree(trained[0].root, tmp_path / "copy")
    return Paths(tmp_path / "copy"), trained[1]


def test_a_network_predicts_the_same_after_it_was_stored(trained: Trained) -> None:
    paths, run = trained
    inputs = load_source(paths, run.data)[0].X
    loaded = load_run(paths)
    stored = predict_probabilities(loaded.network, inputs)
    assert np.array_equal(stored, predict_probabilities(run.network, inputs))
    assert (loaded.data, loaded.parameters) == (run.data, run.parameters)
    assert "mlp" in loaded.run_id


@pytest.mark.parametrize("name", [MODEL, FACTS, MANIFEST])
@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_damaged_run_is_refused_before_it_is_loaded(
    copied: Trained, name: str, damage: str
) -> None:
    paths, run = copied
    file = paths.runs / run.run_id / name
    content = file.read_bytes()
    file.unlink() if damage == "missing" else file.write_bytes(content[:-9] + b"x" + content[-8:])
    with pytest.raises(RunError, match="is damaged"):
        load_run(paths)
    assert list_runs(paths) == []


def test_weights_of_another_network_are_refused(copied: Trained) -> None:
    paths, run = copied
    folder = paths.runs / run.run_id
    facts = read_json(folder / FACTS)
    facts["parameters"]["model"]["hidden_dims"] = [4096] * 10
    write_json(folder / FACTS, facts)
    write_json(folder / MANIFEST, {name: sha256_of(folder / name) for name in (MODEL, FACTS)})
    with pytest.raises(RunError, match="cannot be used"):
        load_run(paths)


@pytest.mark.parametrize("run_id", ["../runs", "..", "nothing", "a/b"])
def test_a_run_that_is_not_there_is_refused(trained: Trained, run_id: str) -> None:
    with pytest.raises(RunError, match="not found"):
        load_run(trained[0], run_id)


def test_another_digest_is_refused(trained: Trained) -> None:
    paths, _ = trained
    digest = load_run(paths).digest
    assert load_run(paths, digest=digest.upper()).digest == digest
    with pytest.raises(RunError, match="has the digest"):
        load_run(paths, digest="0" * 64)


def test_a_training_that_fails_leaves_the_latest_run(
    copied: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, run = copied

    def fail(*_: object) -> None:
        raise RunError("tracking failed")

    monkeypatch.setattr(training, "track_run", fail)
    with pytest.raises(RunError):
        training.train(paths, run.data, Parameters.compose(paths, QUICK))
    assert latest_run_id(paths) == run.run_id


def test_a_folder_that_fails_on_the_way_never_appears(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), build_folder(tmp_path / "run") as folder:
        (folder / "half").write_text(str(1 / 0))
    assert list(tmp_path.iterdir()) == []


def test_changed_data_are_not_evaluated(copied: Trained) -> None:
    paths, run = copied
    (paths.root / run.data.source / "cross" / "00.png").unlink()
    with pytest.raises(RunError, match="is not what run"):
        load_same(paths, run)


def test_the_report_has_charts_and_scores(trained: Trained) -> None:
    measured, path = evaluate(trained[0])
    page = path.read_text(encoding="utf-8")
    assert "Confusion matrix" in page
    assert "Loss by epoch" in page
    assert "://" not in page
    assert measured["scores"]["accuracy"] > measured["baseline"]["accuracy"]
    assert sum(each["rows"] for each in measured["classes"].values()) == measured["rows"]
    assert measured["coverage"][0]["answered"] == 1
