"""Serving images: the same answers as `predict`, and named errors for what cannot be classified."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from answering import Client, answering

from demo.config import Paths
from demo.data.elt import elt_data
from demo.errors import RunError
from demo.evaluation.evaluate import evaluate_run
from demo.inference.artifacts import Artifacts
from demo.inference.images import read_images
from demo.inference.predict import predict
from demo.inference.serving.loading import (
    load_service,
)

Trained = tuple[Paths, Artifacts]


@pytest.fixture(scope="module")
def client(trained: Trained) -> Iterator[Client]:
    """A client of the trained model."""
    with answering(load_service(trained[0])) as client:
        yield client


@pytest.fixture(scope="module")
def images(resources_path: Path) -> list[object]:
    """A zero and a one."""
    return read_images(resources_path / "digits.jsonl")


def test_the_answers_are_those_of_predict(
    client: Client, trained: Trained, images: list[object]
) -> None:
    answer = client.predict({"images": images})
    assert answer.status == 200
    assert answer.content == {"predictions": predict(images, trained[1])}
    assert [each["label"] for each in answer.content["predictions"]] == ["0", "1"]


def test_below_the_threshold_there_is_no_label(client: Client) -> None:
    (grey,) = client.predict({"images": [[8] * 64], "threshold": 1.0}).content["predictions"]
    assert (grey["label"], grey["abstained"]) == (None, True)


def test_the_examples_of_the_schema_are_answered(client: Client) -> None:
    post = client.get("/openapi.json").content["paths"]["/predict"]["post"]
    examples = post["requestBody"]["content"]["application/json"]["examples"]
    for example in examples.values():
        assert client.predict(example["value"]).status == 200


def test_the_schema_says_which_images_are_answered(client: Client) -> None:
    schemas = client.get("/openapi.json").content["components"]["schemas"]
    ways = schemas["ImagesRequest"]["properties"]["images"]["items"]["anyOf"]
    assert [describe(way) for way in ways] == [[1, 8, 8], [8, 8], [64]]


def describe(way: dict[str, Any]) -> list[int]:
    """Return the shape of one way to nest an image, whose numbers are from 0 to 16."""
    if way["type"] == "number":
        assert (way["minimum"], way["maximum"]) == (0, 16)
        return []
    assert way["minItems"] == way["maxItems"]
    return [way["minItems"], *describe(way["items"])]


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        pytest.param({}, "images", id="nothing"),
        pytest.param({"images": None}, "images", id="null for images"),
        pytest.param({"images": "[[0]]"}, "images", id="images as text"),
        pytest.param({"images": []}, "images", id="no image"),
        pytest.param({"images": [[]]}, "image 1 has the shape [0]", id="an empty image"),
        pytest.param({"images": [[[0] * 8] * 7 + [[0]]]}, "different lengths", id="a short row"),
        pytest.param({"images": [[[[[0] * 8] * 8]]]}, "images.0", id="nested too deep"),
        pytest.param({"images": [[0] * 64, [0]]}, "image 2 has the shape [1]", id="the second"),
        pytest.param({"images": [[-1] * 64]}, "holds -1", id="below zero"),
        pytest.param({"images": [[0] * 64] * 101}, "images", id="too many images"),
        pytest.param({"images": [[0] * 63]}, "image 1 has the shape [63]", id="too few pixels"),
        pytest.param({"images": [[[0] * 8] * 7]}, "image 1 has the shape [7, 8]", id="a row less"),
        pytest.param({"images": [[17] * 64]}, "holds 17", id="too bright"),
        pytest.param({"images": [["0"] * 64]}, "images.0", id="texts"),
        pytest.param({"images": [[True] * 64]}, "images.0", id="truth"),
        pytest.param({"images": [None]}, "images.0", id="null"),
        pytest.param({"images": [[10**400] * 64]}, "", id="huge numbers"),
        pytest.param({"images": [[0] * 64], "threshold": 2}, "threshold", id="a threshold"),
        pytest.param({"images": [[0] * 64], "threshold": -1}, "threshold", id="less than nothing"),
        pytest.param({"images": [[0] * 64], "threshold": "0.5"}, "threshold", id="a word"),
        pytest.param(
            {"images": [[0] * 64], "threshold": float("nan")}, "threshold", id="no threshold"
        ),
        pytest.param({"images": [[0] * 64], "sureness": 0.5}, "sureness", id="a typo"),
        pytest.param({"texts": "seven"}, "images", id="a text"),
    ],
)
def test_what_cannot_be_classified_is_refused_by_name(
    client: Client, request_: object, said: str
) -> None:
    answer = client.predict(request_)
    assert answer.status == 422
    assert said in json.dumps(answer.content)


@pytest.mark.parametrize("word", ["NaN", "Infinity", "1e999"])
def test_a_number_that_is_not_finite_is_refused(client: Client, word: str) -> None:
    body = '{"images": [[' + ", ".join([word] * 64) + "]]}"
    headers = {"content-type": "application/json"}
    assert client.send("POST", "/predict", body.encode(), headers).status in (400, 422)


def test_the_page_shows_the_model_and_a_place_to_draw(copied: Paths, trained: Trained) -> None:
    evaluate_run(copied)
    with answering(load_service(copied)) as client:
        page = client.get("/").body.decode()
        chart = client.get("/charts/training.svg")
        card = client.get("/model").content

    assert "<canvas" in page
    assert trained[1].run_id in page
    assert page.count('<img src="charts/') == 5
    assert chart.status == 200
    assert set(card["metrics"]) == {"train", "validation", "test"}
    assert card["classes"] == list(trained[1].facts.classes)


def test_rows_of_a_table_are_served_with_a_place_to_write_numbers(
    project: Paths, run_training: Callable[..., Artifacts], resources_path: Path
) -> None:
    elt_data(project, str(resources_path / "flowers.csv"))
    run_training(project, "datamodule=table", "trainer.max_epochs=1")
    with answering(load_service(project)) as client:
        assert "<textarea" in client.get("/").body.decode()
        assert client.predict({"images": [[1.4, 0.2]]}).status == 200


def test_a_run_that_is_not_there_is_named(trained: Trained) -> None:
    with pytest.raises(RunError, match="unknown run"):
        load_service(trained[0], "none")
