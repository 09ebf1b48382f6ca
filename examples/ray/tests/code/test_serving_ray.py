"""Serving by Ray: the same answers from every replica, and scores on data of the project."""

import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from answering import JSON, Answer, Client

from demo.config import Paths
from demo.errors import AddressError, RunError
from demo.evaluation.datasets import LARGEST_BYTES
from demo.evaluation.evaluate import evaluate_run
from demo.inference.artifacts import Artifacts
from demo.inference.predict import predict
from demo.inference.serving.replicas import (
    Served,
    serving,
)
from demo.inference.serving.server import listen

TEXT = "Image segmentation with a convolutional network"
HEADER = "id,title,description,tag\n"
Trained = tuple[Paths, Artifacts]


@pytest.fixture(scope="module")
def served(
    trained: Trained, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Paths, Client]]:
    """A copy of a trained project, and a client of its two replicas."""
    paths = Paths(tmp_path_factory.mktemp("served"))
    shutil.copytree(trained[0].root, paths.root, dirs_exist_ok=True)
    with serving(Served(paths, None, "127.0.0.1", 0, replicas=2)) as (run_id, url):
        assert run_id == trained[1].run_id
        yield paths, Client(int(url.rpartition(":")[2]))


@pytest.fixture
def client(served: tuple[Paths, Client]) -> Client:
    """A client of the replicas."""
    return served[1]


def evaluate(client: Client, request: bytes) -> Answer:
    return client.send("POST", "/evaluate", request, JSON)


@pytest.mark.parametrize("threshold", [None, 0.6])
def test_every_replica_answers_as_predict_does(
    client: Client, trained: Trained, threshold: float | None
) -> None:
    texts = [TEXT, "Deploy a model", "\u6df1\u5ea6"]
    request = {"texts": texts} if threshold is None else {"texts": texts, "threshold": threshold}
    absent = {"threshold": None, "coverage": None, "precision": None}
    expected = [absent | answer for answer in predict(texts, trained[1], threshold)]

    for _ in range(8):
        assert client.predict(request).content == {"predictions": expected}


def test_page_card_health_and_run_are_shown(client: Client, trained: Trained) -> None:
    run_id = trained[1].run_id

    assert client.get("/run_id").content == {"run_id": run_id}
    assert client.get("/health").content == {"status": "ok", "run_id": run_id}
    assert client.get("/model").content["classes"] == list(trained[1].label_encoder.classes)
    page = client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert run_id.encode() in page.body


@pytest.mark.parametrize(
    ("path", "body", "headers", "status", "error"),
    [
        pytest.param("/predict", b"{", JSON, 400, "not-json", id="half a value"),
        pytest.param("/predict", b'{"texts": [""]}', JSON, 422, "invalid-input", id="no text"),
        pytest.param("/predict", b'{"texts": "a"}', {}, 415, "wrong-content-type", id="no type"),
        pytest.param("/predict", b" " * 10**6, JSON, 413, "body-too-large", id="a large body"),
        pytest.param("/evaluate", b"[", JSON, 400, "not-json", id="half a list"),
        pytest.param("/evaluate", b"", JSON, 422, "invalid-input", id="nothing"),
        pytest.param("/evaluate", b"{}", {}, 415, "wrong-content-type", id="no type of data"),
        pytest.param("/evaluate", b" " * 1025, JSON, 413, "body-too-large", id="a large request"),
        pytest.param("/nothing", b"{}", JSON, 404, "not-found", id="an unknown path"),
        pytest.param("/run_id", b"{}", JSON, 405, "method-not-allowed", id="a wrong method"),
    ],
)
def test_a_request_that_cannot_be_answered_is_refused_by_name(
    client: Client, path: str, body: bytes, headers: dict[str, str], status: int, error: str
) -> None:
    answer = client.send("POST", path, body, headers)

    assert (answer.status, answer.content["error"]) == (status, error)


def test_the_scores_on_test_rows_are_those_of_the_report(served: tuple[Paths, Client]) -> None:
    paths, client = served
    answer = evaluate(client, b"{}").content
    report = evaluate_run(paths).performance

    assert answer["run_id"] == report["run_id"]
    assert answer["dataset"] == "labeled_projects.csv"
    for part in ("overall", "classes", "slices"):
        assert answer[part] == report[part]


def test_rows_that_are_added_to_the_project_are_measured_whole(
    served: tuple[Paths, Client],
) -> None:
    paths, client = served
    rows = ['1,Graph neural networks,"nodes, edges",graph-learning', "2,Deploy,a model,mlops"]
    (paths.data / "holdout.csv").write_text(HEADER + "\n".join(rows) + "\n", "utf-8")
    answer = evaluate(client, b'{"dataset": "holdout.csv"}').content

    assert (answer["dataset"], answer["overall"]["rows"]) == ("holdout.csv", 2)
    assert answer["classes"]["mlops"]["rows"] == 1
    assert answer["classes"]["other"]["rows"] == 1  # the sample is too small for a class of graphs


@pytest.mark.parametrize("name", ["gone", "link", "folder"])
def test_data_that_is_not_there_is_named(served: tuple[Paths, Client], name: str) -> None:
    paths, client = served
    (paths.data / "folder.csv").mkdir(exist_ok=True)
    if not (paths.data / "link.csv").is_symlink():
        (paths.data / "link.csv").symlink_to(paths.labeled_csv)
    answer = evaluate(client, json.dumps({"dataset": f"{name}.csv"}).encode())

    assert (answer.status, answer.content["error"]) == (404, "unknown-data")
    assert answer.content["message"] == f"no file {name}.csv in the folder data"
    assert [field["path"] for field in answer.content["fields"]] == ["dataset"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("large", "large.csv has more than 10,485,760", id="large"),
        pytest.param("empty", "empty.csv", id="an empty file"),
        pytest.param("other", "other.csv", id="a file of another kind"),
    ],
)
def test_data_that_cannot_be_measured_is_named(
    served: tuple[Paths, Client], name: str, message: str
) -> None:
    paths, client = served
    (paths.data / "empty.csv").touch()
    (paths.data / "other.csv").write_text("a,b\n1,2\n", "utf-8")
    with (paths.data / "large.csv").open("wb") as stream:
        stream.truncate(LARGEST_BYTES + 1)
    answer = evaluate(client, json.dumps({"dataset": f"{name}.csv"}).encode())

    assert (answer.status, answer.content["error"]) == (422, "unusable-data")
    assert message in answer.content["message"]
    assert [field["path"] for field in answer.content["fields"]] == ["dataset"]
    assert str(paths.root) not in answer.body.decode()


@pytest.mark.parametrize(
    "name", ["../config/args.json", "/etc/passwd", "http://127.0.0.1/a.csv", "..", "", "a\\b.csv"]
)
def test_only_names_of_files_in_the_folder_are_read(client: Client, name: str) -> None:
    answer = client.send("POST", "/evaluate", json.dumps({"dataset": name}).encode(), JSON)

    assert (answer.status, answer.content["error"]) == (422, "invalid-input")
    assert [field["path"] for field in answer.content["fields"]] == ["dataset"]


def test_data_that_changed_is_no_test_of_the_run(served: tuple[Paths, Client]) -> None:
    paths, client = served
    before = paths.labeled_csv.read_bytes()
    paths.labeled_csv.write_bytes(before + b"99999,2020-01-01,one,more,mlops\n")
    try:
        answer = evaluate(client, b"{}")
    finally:
        paths.labeled_csv.write_bytes(before)

    assert (answer.status, answer.content["error"]) == (409, "data-changed")


def test_many_at_once_are_measured_or_asked_to_come_again(client: Client) -> None:
    answers: list[Answer] = []
    threads = [
        threading.Thread(target=lambda: answers.append(evaluate(client, b"{}"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    refused = [answer for answer in answers if answer.status == 503]
    assert {answer.status for answer in answers} <= {200, 503}
    assert len(refused) < len(answers) == len(threads)
    assert all(answer.content["error"] == "service-unavailable" for answer in refused)


def test_what_is_wrong_is_said_before_ray_starts(trained: Trained, tmp_path: Path) -> None:
    nowhere = "127.0.0.1:1"
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        for served, problem in (
            (Served(Paths(tmp_path), None, "127.0.0.1", 0, 1), RunError),
            (Served(trained[0], "nope", "127.0.0.1", 0, 1), RunError),
            (Served(trained[0], None, "127.0.0.1", port, 1), AddressError),
        ):
            with pytest.raises(problem), serving(served, nowhere):
                pytest.fail("there is nothing to serve")


@pytest.mark.usefixtures("ray_session")
def test_a_cluster_that_serves_already_is_left_alone(
    served: tuple[Paths, Client], client: Client
) -> None:
    second = Served(served[0], None, "127.0.0.1", 0, 1)
    with pytest.raises(RunError, match="serves something already"), serving(second):
        pytest.fail("one app would take the place of the other")

    assert client.get("/health").status == 200
