"""The server: its schema, its page, and what it refuses."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

from demo.config import Paths
from demo.inference.serve import create_app
from demo.models.runs import Run, load_run

LOCAL = "http://127.0.0.1"
JSON = {"content-type": "application/json"}


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
