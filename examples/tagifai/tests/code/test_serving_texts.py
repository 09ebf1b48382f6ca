"""Serving texts: the answers of `predict`, and each field that is wrong by its path."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from answering import Client, answering

from demo.config import Paths
from demo.errors import RunError
from demo.evaluation.evaluate import evaluate_run
from demo.inference.artifacts import Artifacts
from demo.inference.predict import (
    MAX_CHARACTERS,
    predict,
)
from demo.inference.serving.loading import (
    load_service,
)
from demo.inference.serving.texts import MOST_TEXTS

TEXT = "Image segmentation with a convolutional network"
Trained = tuple[Paths, Artifacts]


@pytest.fixture(scope="module")
def client(trained: Trained) -> Iterator[Client]:
    """A client of the trained run."""
    with answering(load_service(trained[0])) as client:
        yield client


@pytest.mark.parametrize("threshold", [None, 0, 0.6, 1])
def test_the_answers_are_those_of_predict(
    client: Client, trained: Trained, threshold: float | None
) -> None:
    texts = [TEXT, "Deploy a model", "\u6df1\u5ea6"]
    request = {"texts": texts} if threshold is None else {"texts": texts, "threshold": threshold}
    absent = {"threshold": None, "coverage": None, "precision": None}
    expected = [absent | answer for answer in predict(texts, trained[1], threshold)]

    assert client.predict(request).content == {"predictions": expected}


def test_one_text_needs_no_list(client: Client) -> None:
    assert client.predict({"texts": TEXT}).content == client.predict({"texts": [TEXT]}).content


def test_a_full_batch_of_long_texts_is_answered(client: Client) -> None:
    answer = client.predict({"texts": ["a word " * 350] * MOST_TEXTS})

    assert len(answer.content["predictions"]) == MOST_TEXTS


@pytest.mark.parametrize(
    ("request_", "path"),
    [
        pytest.param({}, "texts", id="no texts"),
        pytest.param({"texts": None}, "texts", id="null"),
        pytest.param({"texts": []}, "texts", id="an empty batch"),
        pytest.param({"texts": ""}, "texts.0", id="an empty text"),
        pytest.param({"texts": ["a", " \n\u2003"]}, "texts.1", id="white space"),
        pytest.param({"texts": ["a", 7]}, "texts.1", id="a number"),
        pytest.param({"texts": ["x" * (MAX_CHARACTERS + 1)]}, "texts.0", id="a long text"),
        pytest.param({"texts": ["a"] * (MOST_TEXTS + 1)}, "texts", id="a long batch"),
        pytest.param({"texts": ["half \ud83d a smile"]}, "texts.0", id="half a character"),
        pytest.param({"texts": "a", "threshold": 1.1}, "threshold", id="more than all"),
        pytest.param({"texts": "a", "threshold": -1}, "threshold", id="less than nothing"),
        pytest.param({"texts": "a", "threshold": float("nan")}, "threshold", id="no number"),
        pytest.param({"texts": "a", "threshold": float("inf")}, "threshold", id="infinity"),
        pytest.param({"texts": "a", "threshold": "0.5"}, "threshold", id="a number as text"),
        pytest.param({"texts": "a", "thresholds": 0.5}, "thresholds", id="a typo"),
    ],
)
def test_a_field_that_is_wrong_is_named_by_its_path(
    client: Client, request_: dict[str, Any], path: str
) -> None:
    answer = client.predict(request_)

    assert (answer.status, answer.content["error"]) == (422, "invalid-input")
    assert [field["path"] for field in answer.content["fields"]] == [path]


def test_the_examples_of_the_schema_are_answered(client: Client) -> None:
    body = client.get("/openapi.json").content["paths"]["/predict"]["post"]["requestBody"]
    examples = body["content"]["application/json"]["examples"]

    assert len(examples) == 2
    for example in examples.values():
        assert client.predict(example["value"]).status == 200


def test_the_card_has_run_digest_metrics_and_versions(client: Client, trained: Trained) -> None:
    paths, artifacts = trained
    card = client.get("/model").content
    manifest = json.loads((paths.runs / artifacts.run_id / "manifest.json").read_text("utf-8"))

    assert card["run_id"] == artifacts.run_id
    assert (card["digest"], card["versions"]) == (manifest["digest"], manifest["versions"])
    assert card["classes"] == list(artifacts.label_encoder.classes)
    measured = artifacts.performance["validation"]["weighted_f1"]
    assert card["metrics"]["validation"]["weighted_f1"] == measured
    assert card["arguments"] == artifacts.arguments.to_dict()
    assert card["data"] == artifacts.performance["data"]


def test_a_run_without_a_report_is_shown_with_what_its_training_measured(client: Client) -> None:
    assert client.get("/").body.count(b"<img ") == 1
    assert client.get("/charts/coverage.svg").status == 200


@pytest.fixture
def copied(trained: Trained, tmp_path: Path) -> Paths:
    """A copy of a project with one run."""
    shutil.copytree(trained[0].root, tmp_path, dirs_exist_ok=True)
    return Paths(tmp_path)


def test_a_report_adds_its_charts_and_the_scores_on_test_rows(copied: Paths) -> None:
    report = evaluate_run(copied)
    service = load_service(copied)

    assert [chart.name for chart in service.charts] == [
        "confusion",
        "classes",
        "learning",
        "calibration",
        "coverage",
    ]
    overall = report.performance["overall"]
    assert service.card.metrics["test"]["accuracy"] == overall["accuracy"]
    assert service.headline["weighted F1, test"] == f"{overall['weighted_f1']:.3f}"


@pytest.mark.parametrize("content", ["{", "[]", '{"run_id": "another"}', '{"run_id": "RUN"}'])
def test_a_damaged_report_is_left_out(copied: Paths, trained: Trained, content: str) -> None:
    folder = copied.reports / trained[1].run_id
    folder.mkdir(parents=True)
    (folder / "performance.json").write_text(content.replace("RUN", trained[1].run_id), "utf-8")

    assert [chart.name for chart in load_service(copied).charts] == ["coverage"]


def test_an_unknown_run_is_named(trained: Trained) -> None:
    with pytest.raises(RunError, match="unknown run 'nope'"):
        load_service(trained[0], "nope")
