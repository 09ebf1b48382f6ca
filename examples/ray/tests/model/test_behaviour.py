"""Behavior of a trained model: what any good model of these tags must do.

Invariance: a change that means nothing changes nothing. Direction: a change that means something
changes the answer the right way. Minimum functionality: what everybody would get right.
"""

import pytest

from demo.config import Paths
from demo.inference.artifacts import Artifacts
from demo.inference.predict import predict

LANGUAGE, VISION, OPERATIONS = "natural-language-processing", "computer-vision", "mlops"


@pytest.fixture(scope="session")
def artifacts(trained: tuple[Paths, Artifacts]) -> Artifacts:
    return trained[1]


def tags(artifacts: Artifacts, *texts: str) -> list[str | None]:
    return [answer["tag"] for answer in predict(texts, artifacts)]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        pytest.param(
            "Transformers for machine translation of news articles",
            "Autoencoders for machine translation of news articles",
            id="another method",
        ),
        pytest.param(
            "Image segmentation of satellite images in PyTorch",
            "Image segmentation of satellite images in TensorFlow",
            id="another tool",
        ),
        pytest.param(
            "Model deployment with Docker for hospitals",
            "Model deployment with Docker for museums",
            id="another field",
        ),
        pytest.param(
            "Sentiment analysis of product reviews",
            "SENTIMENT ANALYSIS, of product reviews!!!",
            id="case and punctuation",
        ),
        pytest.param(
            "Image segmentation of satellite images",
            "<p>Image segmentation of satellite images</p> https://example.org/mlops",
            id="markup and a link",
        ),
        pytest.param(
            "Image segmentation of satellite images",
            "This is about the image segmentation of these satellite images",
            id="stop words",
        ),
        pytest.param(
            "Machine translation of news articles",
            "Machine translations of a news article",
            id="plural",
        ),
    ],
)
def test_a_change_that_means_nothing_keeps_the_tag(
    artifacts: Artifacts, text: str, other: str
) -> None:
    first, second = tags(artifacts, text, other)

    assert first == second
    assert first is not None


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Attention for machine translation of sentences", LANGUAGE),
        ("Attention for image segmentation of photos", VISION),
        ("Attention for model deployment with Docker", OPERATIONS),
    ],
)
def test_the_word_that_names_the_task_turns_the_answer(
    artifacts: Artifacts, text: str, tag: str
) -> None:
    assert tags(artifacts, text) == [tag]


@pytest.mark.parametrize(
    ("tag", "evidence"),
    [
        (LANGUAGE, "machine translation of sentences"),
        (VISION, "image segmentation of photos"),
        (OPERATIONS, "model deployment with Docker"),
    ],
)
def test_more_evidence_for_a_tag_makes_it_more_probable(
    artifacts: Artifacts, tag: str, evidence: str
) -> None:
    neutral = "A short tutorial with PyTorch for schools"
    before, after = predict([neutral, f"{neutral} on {evidence}"], artifacts)

    assert after["probabilities"][tag] > before["probabilities"][tag]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Machine translation of news articles", LANGUAGE),
        ("Named entity recognition in clinical notes", LANGUAGE),
        ("Sentiment analysis of product reviews with word embeddings", LANGUAGE),
        ("Image segmentation of satellite images", VISION),
        ("Pose estimation from video of street scenes", VISION),
        ("Face recognition on photos with convolutional networks", VISION),
        ("Model deployment with Docker and continuous integration", OPERATIONS),
        ("Experiment tracking and data versioning for training pipelines", OPERATIONS),
        ("Graph neural networks for link prediction in social networks", "other"),
    ],
)
def test_what_everybody_would_get_right_is_right(artifacts: Artifacts, text: str, tag: str) -> None:
    assert tags(artifacts, text) == [tag]


@pytest.mark.parametrize("text", ["\U0001f389", "???", "the and of"])
def test_it_gives_no_tag_where_there_is_nothing_to_go_by(artifacts: Artifacts, text: str) -> None:
    assert tags(artifacts, text) == [None]


def test_it_beats_always_giving_the_most_frequent_tag(artifacts: Artifacts) -> None:
    performance = artifacts.performance
    most = max(performance["data"]["labels"].values()) / performance["data"]["rows"]

    assert performance["validation"]["accuracy"] > most + 0.25
