"""Ray serves what one process serves, and predicts files with many."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from demo.config import Paths
from demo.errors import (
    InputError,
    RunError,
)
from demo.inference.batch import predict_on_cluster
from demo.inference.predict import predict
from demo.inference.replicas import find_port
from demo.models.runs import Run

SERVE = "from demo.cli import app; app()"
SECONDS = 600  # A busy machine starts slowly; only a server that hangs takes this long.


def test_tasks_predict_as_one_process_does(trained: tuple[Paths, Run]) -> None:
    texts = ["zinc and copper", "the nile", "qqq"] * 800
    made = predict_on_cluster(texts, trained[1], 0.5)
    expected = predict(texts[:3], trained[1], 0.5)
    assert [each["prediction"] for each in made] == [each["prediction"] for each in expected] * 800
    for one, other in zip(made, expected * 800, strict=True):
        assert one["probabilities"] == pytest.approx(other["probabilities"])


def test_a_text_that_cannot_be_predicted_is_named_by_its_row(trained: tuple[Paths, Run]) -> None:
    with pytest.raises(InputError, match="row 1500: the text is empty"):
        predict_on_cluster(["a"] * 1499 + [""], trained[1], None)


def test_replicas_answer_until_they_are_told_to_stop(
    trained: tuple[Paths, Run], tmp_path: Path
) -> None:
    paths, run = trained
    errors = tmp_path / "errors"
    with (
        errors.open("w") as stream,
        subprocess.Popen(  # noqa: S603 - the interpreter of the tests
            [sys.executable, "-c", SERVE, "serve", "--port", "0", "--replicas", "2"],
            env=os.environ | {"PROJECT_ROOT": str(paths.root)},
            stdout=subprocess.PIPE,
            stderr=stream,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.fullmatch(r"Serving run (.*) on (http://127\.0\.0\.1:[0-9]+) .*\n", line)
            assert found is not None, errors.read_text()
            assert found[1] == run.run_id
            with httpx.Client(base_url=found[2], timeout=SECONDS, trust_env=False) as client:
                assert client.get("/health").json() == {"status": "ok", "run_id": run.run_id}
                assert run.data.target in client.get("/").text
                assert client.get("/", headers={"host": "evil.example"}).status_code == 400
                answer = client.post("/predict", json={"texts": "zinc and copper"}).json()
                (expected,) = predict(["zinc and copper"], run)
                assert answer["predictions"][0]["prediction"] == expected["prediction"]
                assert client.post("/predict", json={"texts": ""}).status_code == 422
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=SECONDS) == 0
        finally:
            process.kill()


def test_a_port_in_use_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(RunError, match=f"cannot listen on 127.0.0.1, port {port}"):
            find_port("127.0.0.1", port)
    assert find_port("127.0.0.1", 0) > 0


def test_each_run_is_written_as_json_that_others_can_read(trained: tuple[Paths, Run]) -> None:
    paths, run = trained
    facts = json.loads((paths.runs / run.run_id / "run.json").read_text("utf-8"))
    assert facts["classes"] == ["fruit", "metal", "river"]
    assert facts["workers"] == {"number": 1, "CPU": 1}
