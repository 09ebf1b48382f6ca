"""Tracking beside a training: it says what went wrong, and ends when the training does."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from demo.config import Paths
from demo.errors import RunError
from demo.models.tracking import Record
from demo.models.tracking_process import track_beside

# Says when the process is at work, and goes on until somebody stops it.
TRAINING = """
import sys, time
from pathlib import Path
from demo.config import Paths
from demo.models.tracking_process import track_beside
paths = Paths(Path(sys.argv[1]))
with track_beside(paths, "experiment"):
    while not paths.mlflow_db.exists():
        time.sleep(0.05)
    print("ready", flush=True)
    time.sleep(600)
"""

on_posix = pytest.mark.skipif(os.name != "posix", reason="needs its signals and programs")


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    return Paths(tmp_path)


def records(paths: Paths) -> list[tuple[str]]:
    database = sqlite3.connect(paths.mlflow_db)
    found = database.execute("select name from runs").fetchall()
    database.close()
    return found


def test_a_training_that_fails_leaves_no_record(
    paths: Paths, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ZeroDivisionError), track_beside(paths, "experiment"):
        raise ZeroDivisionError
    assert records(paths) == []
    assert capfd.readouterr() == ("", "")


@on_posix
def test_a_process_that_ends_without_an_answer_is_a_clear_error(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "false")
    with (
        pytest.raises(RunError, match="ended with code 1"),
        track_beside(paths, "experiment") as track,
    ):
        track(Record("first", {}, {}))


@on_posix
def test_ctrl_c_stops_the_training_and_the_process_ends_quietly(paths: Paths) -> None:
    training = subprocess.Popen(  # noqa: S603 - our own script, run by this Python
        [sys.executable, "-c", TRAINING, str(paths.root)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert training.stdout
    assert training.stdout.readline() == "ready\n"
    os.killpg(training.pid, signal.SIGINT)
    # The process writes to the same stream, which is at its end when both have ended.
    errors = training.communicate()[1]

    assert errors.count("Traceback") == 1  # of the training alone
    assert training.returncode == -signal.SIGINT
    assert records(paths) == []
