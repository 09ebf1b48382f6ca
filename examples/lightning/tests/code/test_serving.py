"""Serving: bounded requests, errors with a name, a page that needs nothing from elsewhere."""

import re
import socket
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Annotated

import pytest
from answering import JSON, Answer, Client, answering
from pydantic import BaseModel, ConfigDict, Field

from demo.errors import AddressError, InputError
from demo.evaluation.chart import Chart
from demo.inference.serving import server
from demo.inference.serving.server import (
    address,
    listen,
)
from demo.inference.serving.service import (
    Card,
    Service,
)

LARGEST_BODY = 2000


class Words(BaseModel):
    """What the service of these tests is asked."""

    model_config = ConfigDict(extra="forbid", strict=True)

    words: list[Annotated[str, Field(max_length=10)]] = Field(max_length=3)


class Shares(BaseModel):
    """What it answers."""

    predictions: list[dict[str, dict[str, float]]]


def share_letters(request: Words) -> Shares:
    """Answer with the share of each letter."""
    if "unusable" in request.words:
        raise InputError("word 1 cannot be used", "use another")
    if "mistake" in request.words:
        raise KeyError("secret")
    return Shares(
        predictions=[
            {"probabilities": {letter: word.count(letter) / len(word) for letter in word}}
            for word in request.words
        ]
    )


SERVICE = Service(
    title="Count <letters>",
    summary="Tell the shares of letters.",
    card=Card(
        run_id="run-1",
        digest="0" * 64,
        classes=["a", "b"],
        metrics={"test": {"rows": 3, "accuracy": 0.5}},
        arguments={"seed": 42},
        data={"rows": 9},
        versions={"python": "3"},
    ),
    predict=share_letters,
    examples={"two words": {"words": ["ab", "<b>"]}},
    form="<textarea></textarea><script>function readInput() {}</script>",
    headline={"accuracy": "0.500"},
    charts=[Chart("dots", "Dots", '<svg xmlns="http://www.w3.org/2000/svg"></svg>', "Two.")],
    largest_body=LARGEST_BODY,
)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """A client of the service above."""
    with answering(SERVICE) as client:
        yield client


def test_a_request_is_answered_with_one_prediction_for_each_input(client: Client) -> None:
    answer = client.predict({"words": ["ab", "bbb"]})

    assert answer.status == 200
    assert answer.content == {
        "predictions": [{"probabilities": {"a": 0.5, "b": 0.5}}, {"probabilities": {"b": 1.0}}]
    }


def test_health_and_card_name_the_run(client: Client) -> None:
    assert client.get("/health").content == {"status": "ok", "run_id": "run-1"}
    assert client.get("/model").content == SERVICE.card.model_dump()


@pytest.mark.parametrize(
    ("body", "status", "error", "message"),
    [
        pytest.param(b"", 422, "invalid-input", "body: Field required", id="nothing"),
        pytest.param(b"{", 400, "not-json", "at character 1", id="half a value"),
        pytest.param(b'{"words": "\xff"}', 400, "not-json", "byte 11 is not UTF-8", id="Latin-1"),
        pytest.param(b"[" * 1900, 400, "not-json", "nested too deep", id="nested too deep"),
        pytest.param(b"[]", 422, "invalid-input", "body: ", id="a list"),
        pytest.param(b"NaN", 422, "invalid-input", "body: ", id="no number"),
        pytest.param(b'{"words": [1]}', 422, "invalid-input", "words.0: ", id="a number"),
        pytest.param(b'{"words": ["\\ud83d"]}', 422, "invalid-input", "words.0: ", id="a half"),
        pytest.param(b'{"words": [], "\\ud83d": 1}', 422, "invalid-input", "body", id="a half key"),
        pytest.param(b'{"words": [], "words2": 1}', 422, "invalid-input", "words2: ", id="a typo"),
        pytest.param(b'{"words": ["", "", "", ""]}', 422, "invalid-input", "words: ", id="many"),
        pytest.param(
            b'{"words": ["a", "12345678901"]}', 422, "invalid-input", "words.1: ", id="a long word"
        ),
        pytest.param(
            b'{"words": ["unusable"]}', 422, "invalid-input", "word 1 cannot be used", id="refused"
        ),
        pytest.param(b" " * LARGEST_BODY, 400, "not-json", "at character", id="as large as may be"),
        pytest.param(b" " * (LARGEST_BODY + 1), 413, "body-too-large", "2,000", id="too large"),
    ],
)
def test_a_request_that_cannot_be_answered_is_refused_by_name(
    client: Client, body: bytes, status: int, error: str, message: str
) -> None:
    answer = client.send("POST", "/predict", body, JSON)

    assert (answer.status, answer.content["error"]) == (status, error)
    assert message in answer.content["message"]
    assert client.predict({"words": ["a"]}).status == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 415, id="none"),
        pytest.param({"content-type": "text/plain"}, 415, id="what forms of foreign pages send"),
        pytest.param(JSON | {"content-encoding": "gzip"}, 415, id="compressed"),
        pytest.param({"content-type": "Application/JSON; charset=utf-8"}, 200, id="with a charset"),
    ],
)
def test_only_plain_json_is_read(client: Client, headers: dict[str, str], status: int) -> None:
    assert client.send("POST", "/predict", b'{"words": ["a"]}', headers).status == status


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("GET", "/nothing", 404, "not-found"),
        ("GET", "/charts/nothing.svg", 404, "not-found"),
        ("GET", "/charts/../dots.svg", 404, "not-found"),
        ("GET", "/docs", 404, "not-found"),
        ("GET", "/predict", 405, "method-not-allowed"),
        ("DELETE", "/model", 405, "method-not-allowed"),
        ("POST", "/health", 405, "method-not-allowed"),
    ],
)
def test_an_unknown_address_or_method_has_a_named_error(
    client: Client, method: str, path: str, status: int, error: str
) -> None:
    answer = client.send(method, path)

    assert (answer.status, answer.content["error"]) == (status, error)


def test_no_more_than_ten_fields_are_named(client: Client) -> None:
    wrong = {f"key{number}": number for number in range(100)}

    assert len(client.predict(wrong).content["fields"]) == 10


def test_a_mistake_of_the_program_tells_the_client_nothing_else(client: Client) -> None:
    answer = client.predict({"words": ["mistake"]})

    assert (answer.status, answer.content["error"]) == (500, "internal-error")
    assert b"secret" not in answer.body


def read_answer(stream: socket.socket) -> Answer:
    """Read an answer until the server closes the connection."""
    received = b""
    while piece := stream.recv(65536):
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    return Answer(int(head.split()[1]), {}, body)


def test_a_large_body_is_refused_by_its_length_before_it_is_sent(client: Client) -> None:
    with socket.create_connection(("127.0.0.1", client.port), timeout=60) as stream:
        stream.sendall(
            b"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: 1000000000\r\n\r\n"
        )
        assert read_answer(stream).content["error"] == "body-too-large"


def test_a_body_without_length_is_refused_as_soon_as_it_is_too_large(client: Client) -> None:
    with socket.create_connection(("127.0.0.1", client.port), timeout=60) as stream:
        stream.sendall(
            b"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        stream.sendall(b"800\r\n" + b" " * 0x800 + b"\r\n")  # and the last chunk never comes
        assert read_answer(stream).content["error"] == "body-too-large"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:80", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("model.example:443", 200),
        ("[fd00::1]", 200),
        ("evil.example", 400),
        ("evil.example:8000", 400),
        ("localhost.evil.example", 400),
        ("localhost@evil.example", 400),
        ("127.0.0.1.evil.example", 400),
        ("[::2]:8000", 400),
        ("", 400),
    ],
)
def test_only_requests_for_this_machine_are_answered(host: str, status: int) -> None:
    with answering(SERVICE, ["Model.example", "fd00::1"]) as client:
        for path in ("/health", "/model", "/", "/nothing"):
            answer = client.send("GET", path, headers={"host": host})
            if status == 400:
                assert (answer.status, answer.content["error"]) == (400, "unknown-host")
            else:
                assert answer.status == (404 if path == "/nothing" else status)


def test_any_host_can_be_allowed() -> None:
    with answering(SERVICE, ["*"]) as client:
        assert client.send("GET", "/health", headers={"host": "any.example"}).status == 200


def test_a_length_told_twice_is_refused_and_the_connection_closed(client: Client) -> None:
    smuggled = b"GET /model HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with socket.create_connection(("127.0.0.1", client.port), timeout=60) as stream:
        stream.sendall(
            b"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: 45\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled
        )
        answer = read_answer(stream)
    assert (answer.status, answer.content["error"]) == (400, "two-lengths")


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"POST /predict HTT", id="half a line"),
        pytest.param(b"POST /predict HTTP/1.1\r\nHost: localhost\r\n", id="half the headers"),
        pytest.param(
            b"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b'Content-Length: 100\r\n\r\n{"words',
            id="half a body",
        ),
        pytest.param(
            b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /hea",
            id="half a second request",
        ),
    ],
)
def test_a_request_that_does_not_arrive_is_dropped(
    monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(server, "_SECONDS_TO_ARRIVE", 0.3)
    with (
        answering(SERVICE) as client,
        socket.create_connection(("127.0.0.1", client.port), timeout=30) as stream,
    ):
        stream.sendall(sent)
        try:
            while stream.recv(65536):
                pass
        except ConnectionResetError:
            pass


def test_a_request_in_time_is_answered_however_long_that_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def think(request: Words) -> Shares:
        time.sleep(0.5)
        return share_letters(request)

    monkeypatch.setattr(server, "_SECONDS_TO_ARRIVE", 0.2)
    with answering(replace(SERVICE, predict=think)) as client:
        assert client.predict({"words": ["a"]}).status == 200


def test_the_schema_has_the_examples_and_every_refusal(client: Client) -> None:
    schema = client.get("/openapi.json").content
    predict = schema["paths"]["/predict"]["post"]
    content = predict["requestBody"]["content"]["application/json"]

    assert content["examples"]["two words"]["value"] == SERVICE.examples["two words"]
    assert content["schema"] == {"$ref": "#/components/schemas/Words"}
    assert set(predict["responses"]) == {"200", "400", "413", "415", "422"}
    assert set(schema["paths"]) == {"/predict", "/health", "/model"}


def test_the_page_shows_the_model_and_escapes_what_it_shows(client: Client) -> None:
    page = client.get("/").body.decode()

    assert "<h1>Count &lt;letters&gt;</h1>" in page
    assert "{&quot;words&quot;: [&quot;ab&quot;, &quot;&lt;b&gt;&quot;]}" in page
    for shown in ("run-1", "0" * 64, "0.500", "accuracy", 'src="charts/dots.svg"', "readInput"):
        assert shown in page


def test_the_page_allows_its_own_scripts_and_styles_and_no_others(client: Client) -> None:
    answer = client.get("/")
    page, policy = answer.body.decode(), answer.headers["content-security-policy"]
    parts = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", page, re.DOTALL)
    digests = {b64encode(sha256(part.encode()).digest()).decode() for part in parts}

    assert len(parts) == 3
    assert set(re.findall(r"'sha256-(.*?)'", policy)) == digests
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    # What a policy cannot allow by digest, and what would be fetched from elsewhere.
    assert not re.search(r"""\s(?:style|on\w+)=|(?:src|href)="(?:https?:)?//""", page)


def test_a_chart_is_a_document_with_ink_for_light_and_dark(client: Client) -> None:
    answer = client.get("/charts/dots.svg")

    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.body.startswith(b'<svg xmlns="http://www.w3.org/2000/svg"><style>')
    assert b"prefers-color-scheme: dark" in answer.body


def test_an_address_in_use_is_named() -> None:
    with (
        listen("127.0.0.1", 0) as listener,
        pytest.raises(AddressError, match="cannot listen on "),
    ):
        listen("127.0.0.1", listener.getsockname()[1])


def test_the_address_is_one_to_type_into_a_browser() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert address(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"
