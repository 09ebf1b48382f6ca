"""Loggers: one record in MLflow, curves for TensorBoard, and a store that cannot be reached."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from demo.config import Paths
from demo.errors import RunError
from demo.inference.artifacts import Artifacts
from demo.models.logger import TrackingLogger

Trained = tuple[Paths, Artifacts]
RunTraining = Callable[..., Artifacts]


def test_a_training_is_one_finished_record_with_parameters_and_curves(trained: Trained) -> None:
    paths, artifacts = trained
    database = sqlite3.connect(paths.mlflow_db)
    runs = database.execute("select name, status from runs").fetchall()
    parameters = dict(database.execute("select key, value from params"))
    steps = database.execute("select max(step) from metrics where key = 'loss/val'").fetchone()
    keys = {key for (key,) in database.execute("select key from metrics")}
    database.close()

    assert runs == [(artifacts.run_id, "FINISHED")]
    assert parameters["hidden_size"] == str(artifacts.model["hidden_size"])
    assert {"loss/train", "loss/val", "acc/train", "acc/val", "f1/val", "lr-AdamW"} <= keys
    assert steps[0] == artifacts.performance["epochs"] - 2


def test_there_are_curves_for_tensorboard(trained: Trained) -> None:
    paths, artifacts = trained
    curves = paths.runs / artifacts.run_id / "tensorboard"
    assert [path for path in curves.iterdir() if path.name.startswith("events.out.tfevents")]


def test_a_store_that_cannot_be_reached_is_named_before_the_training(
    project: Paths, run_training: RunTraining, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{project.labeled_csv}")
    with pytest.raises(RunError, match="tracking failed"):
        run_training(project, "logger=mlflow")
    assert not list(project.runs.rglob("checkpoints"))


def test_a_training_that_fails_is_tracked_as_failed_and_only_once(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    logger = TrackingLogger(str(tmp_path), str(paths.runs / "a" / "0"), "trying")
    logger.log_hyperparams({"seed": 1})
    logger.log_metrics({"loss/val": 2.0}, step=0)
    logger.finalize("failed")
    logger.finalize("success")

    database = sqlite3.connect(paths.mlflow_db)
    assert database.execute("select name, status from runs").fetchall() == [("a/0", "FAILED")]
    database.close()
    assert (logger.name, logger.version) == ("trying", "a/0")
