"""Training and the folder of a run: whole or not there, checked before it is used."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from example_texts import QUICK, made_up

from demo.config import Parameters, Paths
from demo.errors import (
    DataError,
    RunError,
)
from demo.evaluation.report import load_same
from demo.models import pipeline
from demo.models import train as training
from demo.models.runs import (
    FACTS,
    MANIFEST,
    Run,
    connect,
    latest_run_id,
    list_runs,
    load_run,
)
from demo.models.train import METRIC
from demo.models.tune import optimize
from demo.utils.files import (
    build_folder,
    write_json,
)

Trained = tuple[Paths, Run]


@pytest.fixture
def copied(trained: Trained, tmp_path: Path) -> Trained:
    """A copy of a project with a run, to be damaged."""
    shutil.copytree(trained[0].root, tmp_path / "copy")
    return Paths(tmp_path / "copy"), trained[1]


def test_a_model_predicts_the_same_after_it_was_stored(trained: Trained) -> None:
    paths, run = trained
    texts = made_up()["body"].tolist()
    loaded = load_run(paths)
    assert np.array_equal(loaded.model.predict_proba(texts), run.model.predict_proba(texts))
    assert (loaded.data, loaded.parameters) == (run.data, run.parameters)
    assert loaded.facts["source"]["files"].keys() == {"texts.csv"}


def test_a_damaged_run_is_refused_before_it_is_loaded(copied: Trained) -> None:
    paths, run = copied
    files = sorted((paths.runs / run.run_id).iterdir())
    assert {FACTS, MANIFEST} < {file.name for file in files}
    for file in files:
        content = file.read_bytes()
        for damage in (content[:-9] + b"x" + content[-8:], None):
            file.unlink() if damage is None else file.write_bytes(damage)
            with pytest.raises(RunError, match="is damaged"):
                load_run(paths)
            assert list_runs(paths) == []
        file.write_bytes(content)
    assert len(list_runs(paths)) == 1
    (paths.runs / run.run_id / "more.txt").touch()
    with pytest.raises(RunError, match="is damaged"):
        load_run(paths)


def test_a_model_that_would_fill_the_memory_is_refused_before_it_is_decompressed(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "_MOST_BYTES", 1000)
    with pytest.raises(RunError, match=r"has .* bytes, more than 1,000"):
        load_run(trained[0])


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

    monkeypatch.setattr(training, "log", fail)
    with pytest.raises(RunError):
        training.train(paths, run.data, QUICK)
    assert latest_run_id(paths) == run.run_id
    (paths.root / "texts.csv").write_text("broken")
    with pytest.raises(DataError):
        training.train(paths, run.data, QUICK)
    assert latest_run_id(paths) == run.run_id


def test_a_folder_that_fails_on_the_way_never_appears(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), build_folder(tmp_path / "run") as folder:
        (folder / "half").write_text(str(1 / 0))
    assert list(tmp_path.iterdir()) == []


def test_a_changed_table_is_not_evaluated(copied: Trained) -> None:
    paths, run = copied
    file = paths.root / "texts.csv"
    file.write_text("\n".join(file.read_text().splitlines()[:-1]))
    with pytest.raises(RunError, match="is not the file"):
        load_same(paths, run)


def test_optimize_keeps_the_parameters_in_use_unless_others_are_better(copied: Trained) -> None:
    paths, run = copied
    write_json(paths.parameters_json, QUICK.model_dump(mode="json"))
    before = paths.parameters_json.read_bytes()
    tuning = optimize(paths, run.data, QUICK, trials=2)
    best = tuning.trials[0]
    assert best.scores[METRIC] >= tuning.before.scores[METRIC]
    assert (paths.parameters_json.read_bytes() != before) == tuning.improved
    assert Parameters.load(paths.parameters_json) == (best.parameters if tuning.improved else QUICK)
    with connect(paths) as mlflow:
        tracked = mlflow.search_runs(experiment_names=["optimize"])
    assert sorted(tracked[f"metrics.{METRIC}"]) == sorted(t.scores[METRIC] for t in tuning.trials)
