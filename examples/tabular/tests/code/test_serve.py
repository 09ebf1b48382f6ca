"""The server: its schema, its page, what it refuses, and how it starts and stops."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from demo.config import Paths
from demo.inference.serve import create_app
from demo.models.runs import Run, load_run

LOCAL = "http://127.0.0.1"
JSON = {"content-type": "application/json"}
SERVE = "from demo.cli import app; app()"
SECONDS = 600  # A busy machine starts slowly; only a server that hangs takes this long.


@pytest.fixture
def client(trained: tuple[Paths, Run]) -> TestClient:
    """A client of a served run."""
    paths, _ = trained
    return TestClient(create_app(paths, load_run(paths)), LOCAL, raise_server_exceptions=False)


def test_examples_of_the_schema_are_answered(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    rows = schema["components"]["schemas"]["Request"]["properties"]["rows"]["examples"][0]
    answer = client.post("/predict", json={"rows": rows})
    assert answer.status_code == 200
    assert len(answer.json()["predictions"]) == len(rows)


def test_health_and_model_name_the_run(client: TestClient, trained: tuple[Paths, Run]) -> None:
    run_id = trained[1].run_id
    assert client.get("/health").json() == {"status": "ok", "run_id": run_id}
    assert client.get("/model").json()["run_id"] == run_id
    assert len(client.get("/model").json()["digest"]) == 64


class Fields(HTMLParser):
    """Collects the columns that a page has fields for."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: list[str | None] = []

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        self.columns += [value for name, value in attrs if name == "data-column"]


def test_the_page_has_a_field_per_column(client: TestClient, trained: tuple[Paths, Run]) -> None:
    page, fields = client.get("/"), Fields()
    fields.feed(page.text)
    assert fields.columns == trained[1].data.features
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"rows": []}, 422),
        ({"rows": [{"other": 1}]}, 422),
        ({"rows": [{"number": "many"}]}, 422),
        ({"rows": [{"number": [1]}]}, 422),
        ({"rows": [{"number": 1e300}]}, 422),
        ({"rows": [{}] * 1001}, 422),
        ({"rows": [{"note": "x" * 20_001}]}, 422),
        ({"rows": [{"note": "\ud800"}]}, 422),
        ({"rows": [{"note": "x" * 19_000}] * 60}, 413),
        ([], 422),
    ],
)
def test_a_bad_request_is_refused_by_name(client: TestClient, body: Any, status: int) -> None:
    content = json.dumps(body)  # in ASCII, as httpx would not
    answer = client.post("/predict", content=content, headers=JSON)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]


def test_other_hosts_types_and_bodies_are_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"host": "[::1]:8000"}).status_code == 200
    form = {"content-type": "text/plain"}
    assert client.post("/predict", content=b"{}", headers=form).status_code == 415
    for content in (b"{", b"\xff", b'{"rows": [{"number": NaN}]}', b"[" * 10_000):
        assert client.post("/predict", content=content, headers=JSON).status_code in (400, 422)
    chunks = iter([b'{"rows": [{}]}'])
    assert client.post("/predict", content=chunks, headers=JSON).status_code == 411


@contextmanager
def serving(root: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """Run the command in a project; end it if the test did not."""
    process = subprocess.Popen(  # noqa: S603 - the interpreter of the tests
        [sys.executable, "-c", SERVE, "serve", "--port", str(port)],
        env=os.environ | {"PROJECT_ROOT": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


# Starting and stopping is the same for each kind of target, and takes seconds.
@pytest.mark.parametrize("trained", ["label"], indirect=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_it_says_where_it_answers_and_stops_without_an_error_when_told_to(
    trained: tuple[Paths, Run], number: signal.Signals
) -> None:
    with serving(trained[0].root, 0) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        place = re.fullmatch(r"Serving run (.*) on (http://127\.0\.0\.1:[0-9]+) .*\n", line)
        assert place is not None, line
        assert place[1] == trained[1].run_id
        # The socket is open before the line is printed, so no request comes too early.
        health = httpx.get(f"{place[2]}/health", timeout=SECONDS, trust_env=False)
        assert health.json()["run_id"] == trained[1].run_id
        process.send_signal(number)
        printed, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, printed, errors) == (0, "", "")


@pytest.mark.parametrize("trained", ["label"], indirect=True)
def test_a_port_in_use_is_named(trained: tuple[Paths, Run]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with serving(trained[0].root, port) as process:
            printed, errors = process.communicate(timeout=SECONDS)
    assert process.returncode != 0
    assert printed == ""
    assert "in use" in errors
