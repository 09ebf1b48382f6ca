"""The server: its schema, its page, and what it refuses."""

import base64
import io
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

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


def encoded(image: Image.Image, kind: str = "PNG") -> str:
    """Return an image file in Base64."""
    stream = io.BytesIO()
    image.save(stream, kind)
    return base64.b64encode(stream.getvalue()).decode()


def test_examples_of_the_schema_are_answered(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    inputs = schema["components"]["schemas"]["Request"]["properties"]["inputs"]["examples"][0]
    answer = client.post("/predict", json={"inputs": inputs})
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["predictions"]) == len(inputs)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "WEBP"])
def test_an_uploaded_image_is_answered_or_there_is_no_answer_below_the_threshold(
    client: TestClient, trained: tuple[Paths, Run], kind: str
) -> None:
    text = encoded(Image.new("RGB", (200, 100), "navy"), kind)
    body = {"inputs": [text, text], "threshold": 0}
    first, second = client.post("/predict", json=body).json()["predictions"]
    assert first == second
    assert first["prediction"] in trained[1].data.classes
    (unsure,) = client.post("/predict", json={"inputs": [text], "threshold": 1}).json()[
        "predictions"
    ]
    assert unsure["prediction"] is None


def test_health_and_model_name_the_run(client: TestClient, trained: tuple[Paths, Run]) -> None:
    run_id = trained[1].run_id
    assert client.get("/health").json() == {"status": "ok", "run_id": run_id}
    assert client.get("/model").json()["run_id"] == run_id
    assert len(client.get("/model").json()["digest"]) == 64


def test_the_page_takes_drawings_and_files_and_fetches_nothing_from_elsewhere(
    client: TestClient,
) -> None:
    page = client.get("/")
    assert "<canvas" in page.text
    assert 'type="file"' in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "://" not in page.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"inputs": []}, 422),
        ({"inputs": "x"}, 422),
        ({"inputs": [""]}, 422),
        ({"inputs": ["text"]}, 422),
        ({"inputs": [[1]]}, 422),
        ({"inputs": ["x"] * 101}, 422),
        ({"inputs": ["x"], "threshold": 2}, 422),
        ({"inputs": ["x"], "more": 1}, 422),
        ({"inputs": ["x" * (21 << 20)]}, 413),
        ([], 422),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_bad_request_is_refused_by_name(client: TestClient, body: Any, status: int) -> None:
    answer = client.post("/predict", content=json.dumps(body), headers=JSON)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]


def test_an_image_of_too_many_pixels_is_refused(client: TestClient) -> None:
    answer = client.post("/predict", json={"inputs": [encoded(Image.new("1", (10_000, 10_000)))]})
    assert answer.status_code == 422
    assert "10000 x 10000 pixels" in answer.text


def test_other_hosts_types_and_bodies_are_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"host": "[::1]:8000"}).status_code == 200
    form = {"content-type": "text/plain"}
    assert client.post("/predict", content=b"{}", headers=form).status_code == 415
    for content in (b"{", b"\xff", b'{"inputs": NaN}', b"[" * 10_000):
        assert client.post("/predict", content=content, headers=JSON).status_code in (400, 422)
    chunks = iter([b'{"inputs": ["x"]}'])
    assert client.post("/predict", content=chunks, headers=JSON).status_code == 411
