"""Training: what it keeps, what it leaves when it is stopped, and two at once."""

import os
import pickle
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from demo.config import Arguments, Paths
from demo.data.split import stratified_splits
from demo.errors import DataError, RunError
from demo.inference.artifacts import (
    Artifacts,
    load_artifacts,
)
from demo.inference.latest import latest_run_id
from demo.models.recipe import learning_part
from demo.models.train import train, train_model

LABELS = ["vision"] * 20 + ["language"] * 20
TEXTS = [f"image pixel {n % 5}" for n in range(20)] + [f"word sentence {n % 5}" for n in range(20)]

TRAIN_SCRIPT = """
import sys
from dataclasses import replace
from pathlib import Path
from demo.config import Arguments, Paths
from demo.models.train import train_model
arguments = replace(Arguments(), subset=200, min_freq=10, C=float(sys.argv[2]))
print(train_model(Paths(Path(sys.argv[1])), arguments).run_id)
"""

# Forks a training and kills it just before it would rename a file of the run, the run's folder,
# or the pointer to the latest run.
KILL_SCRIPT = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from demo.config import Arguments, Paths
from demo.inference.latest import latest_run_id
from demo.models.train import train_model

paths, target = Paths(Path(sys.argv[1])), None
arguments = replace(Arguments(), subset=200, min_freq=10)

def hook(event, values):
    if event == "os.rename" and target in (Path(values[1]).name, Path(values[1]).parent.name):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(hook)
for target in ("model.skops", "runs", "latest.json"):
    child = os.fork()
    if child == 0:
        train_model(paths, arguments)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    print(target, os.WTERMSIG(status), latest_run_id(paths), flush=True)
"""


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own script, run by this Python
        [sys.executable, "-c", script, *arguments],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    output, errors = process.communicate()
    assert (process.returncode, errors) == (0, "")
    return output.strip()


def test_the_run_is_saved_tracked_and_the_latest(trained: tuple[Paths, Artifacts]) -> None:
    paths, artifacts = trained
    database = sqlite3.connect(paths.mlflow_db)
    tracked = database.execute("select name, status from runs").fetchall()
    metrics = {key for (key,) in database.execute("select key from metrics")}
    steps = "select value from metrics where key = 'fold.weighted_f1' order by step"
    folds = [value for (value,) in database.execute(steps)]
    parameters = dict(database.execute("select key, value from params").fetchall())
    database.close()
    kept = {path.name for path in (paths.stores / "mlflow-artifacts").rglob("*.*")}

    assert latest_run_id(paths) == artifacts.run_id
    assert tracked == [(artifacts.run_id, "FINISHED")]
    assert {"validation.weighted_f1", "fold.weighted_f1", "seconds.fit"} <= metrics
    assert folds == artifacts.performance["cross_validation"]["folds"]
    assert parameters == {key: str(value) for key, value in artifacts.arguments.to_dict().items()}
    assert {"args.json", "model.skops"} <= kept


def test_performance_tells_of_data_stages_and_abstaining(trained: tuple[Paths, Artifacts]) -> None:
    performance = trained[1].performance

    assert len(performance["data"]["sha256"]) == 64
    assert sum(performance["data"]["labels"].values()) == performance["data"]["rows"]
    assert performance["train"]["weighted_f1"] >= performance["validation"]["weighted_f1"]
    assert len(performance["cross_validation"]["folds"]) == 5
    assert set(performance["seconds"]) == {"hold_out", "cross_validate", "fit"}
    assert performance["abstention"][0]["coverage"] == 1.0


def test_two_trainings_with_one_seed_give_the_same_model() -> None:
    first, second = (train(TEXTS, LABELS, Arguments()) for _ in range(2))

    assert first.run_id != second.run_id
    np.testing.assert_array_equal(
        first.classifier.predict_proba(TEXTS), second.classifier.predict_proba(TEXTS)
    )


def test_training_neither_draws_from_the_global_generators_nor_seeds_them() -> None:
    # They belong to whoever calls: chance in the project comes from its own seed alone.
    before = random.getstate(), pickle.dumps(np.random.get_state())
    train(TEXTS, LABELS, Arguments())
    assert (random.getstate(), pickle.dumps(np.random.get_state())) == before


def test_the_model_learns_from_training_and_validation_part_and_never_from_the_test_part() -> None:
    words = [f"{text} unique{number}" for number, text in enumerate(TEXTS)]
    splits = stratified_splits(words, LABELS, seed=42)
    artifacts = train(words, LABELS, Arguments())
    known = set(artifacts.classifier.named_steps["vectorizer"].get_feature_names_out())

    for text in learning_part(splits).texts:
        assert f"words__{text.split()[-1]}" in known
    for text in splits.test.texts:
        assert f"words__{text.split()[-1]}" not in known


@pytest.mark.parametrize(
    ("labels", "named"),
    [
        pytest.param(["vision"] * 40, "vision", id="one class"),
        pytest.param(["vision"] * 39 + ["language"], "language", id="a class with one row"),
    ],
)
def test_labels_that_cannot_be_learned_are_a_clear_error(labels: list[str], named: str) -> None:
    with pytest.raises(DataError, match=named):
        train(TEXTS, labels, Arguments())


def test_without_data_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        train_model(Paths(tmp_path), Arguments())
    assert list(tmp_path.iterdir()) == []


def test_a_training_that_cannot_be_tracked_leaves_the_former_run_the_latest(
    trained: tuple[Paths, Artifacts], project: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(trained[0].runs, project.runs)
    shutil.copy(trained[0].latest, project.latest)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "nonsense://nowhere")

    with pytest.raises(RunError, match="tracking failed"):
        train_model(project, replace(Arguments(), subset=200, min_freq=10))
    assert load_artifacts(project).run_id == trained[1].run_id


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only a forked training can be stopped there")
def test_a_killed_training_leaves_the_former_run_the_latest(
    trained: tuple[Paths, Artifacts], tmp_path: Path
) -> None:
    paths = Paths(tmp_path)
    shutil.copytree(trained[0].root, paths.root, dirs_exist_ok=True)
    killed = finish(start(KILL_SCRIPT, str(tmp_path))).splitlines()

    assert killed == [
        f"{target} {signal.SIGKILL:d} {trained[1].run_id}"
        for target in ("model.skops", "runs", "latest.json")
    ]
    for folder in paths.runs.glob("[0-9]*"):
        assert load_artifacts(paths, folder.name).run_id == folder.name


def test_two_trainings_at_once_do_not_mix_and_nothing_is_logged_to_the_terminal(
    project: Paths,
) -> None:
    # Both make the tracking database, too: neither was there before.
    strengths = (1.0, 100.0)
    running = [start(TRAIN_SCRIPT, str(project.root), str(strength)) for strength in strengths]
    run_ids = [finish(process) for process in running]

    assert latest_run_id(project) in run_ids
    for run_id, strength in zip(run_ids, strengths, strict=True):
        artifacts = load_artifacts(project, run_id)
        assert strength == artifacts.arguments.C
        assert strength == artifacts.classifier.named_steps["model"].estimators_[0].C
