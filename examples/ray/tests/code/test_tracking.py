"""Tracking really writes to MLflow, and fails with a sentence."""

import sqlite3
from pathlib import Path

import pytest

from demo.config import Paths
from demo.errors import RunError
from demo.models.tracking import Record, Tracker
from demo.models.tracking_store import tracking_uri

RECORD = Record(
    name="first",
    parameters={"seed": 42, "stem": False},
    metrics={"f1": 0.5},
    series={"loss": [0.3, 0.2]},
    tags={"state": "complete"},
)


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    return Paths(tmp_path)


def rows(paths: Paths, query: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(paths.mlflow_db)
    found = database.execute(query).fetchall()
    database.close()
    return found


def test_a_record_arrives_with_parameters_metrics_steps_tags_and_files(paths: Paths) -> None:
    folder = paths.root / "run"
    folder.mkdir()
    (folder / "args.json").write_text("{}")
    tracker = Tracker(paths, "experiment")
    tracker.record(RECORD)
    tracker.record(Record("second", {}, {}, status="KILLED", folder=folder))

    assert rows(paths, "select name, status from runs order by name") == [
        ("first", "FINISHED"),
        ("second", "KILLED"),
    ]
    assert rows(paths, "select key, value from params order by key") == [
        ("seed", "42"),
        ("stem", "False"),
    ]
    assert rows(paths, "select key, value, step from metrics order by key, step") == [
        ("f1", 0.5, 0),
        ("loss", 0.3, 0),
        ("loss", 0.2, 1),
    ]
    assert ("state", "complete") in rows(paths, "select key, value from tags")
    assert [path.name for path in paths.stores.rglob("args.json")] == ["args.json"]


def test_the_environment_names_another_store(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = f"sqlite:///{tmp_path.as_posix()}/elsewhere.db"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", elsewhere)

    assert tracking_uri(paths) == elsewhere
    monkeypatch.delenv("MLFLOW_TRACKING_URI")
    assert tracking_uri(paths).endswith("/stores/mlflow.db")


def test_a_store_that_cannot_be_used_is_a_clear_error(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "nonsense://nowhere")

    with pytest.raises(RunError, match="tracking failed") as caught:
        Tracker(paths, "experiment")
    assert "MLFLOW_TRACKING_URI" in caught.value.hint


def test_a_database_that_is_none_is_a_clear_error(paths: Paths) -> None:
    paths.stores.mkdir()
    paths.mlflow_db.write_text("no database " * 100)

    with pytest.raises(RunError, match="tracking failed"):
        Tracker(paths, "experiment")
