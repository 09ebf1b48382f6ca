"""Prediction: the same cleaning as in training, bounded input, honest answers."""

import os
import subprocess
import sys

import pytest

from demo.config import Paths
from demo.errors import InputError
from demo.inference.artifacts import Artifacts
from demo.inference.predict import (
    MAX_CHARACTERS,
    predict,
)

TEXT = "Image segmentation with a convolutional network"

LIGHT_SCRIPT = """
import sys
import demo.inference.predict
heavy = {"mlflow", "optuna", "matplotlib", "pandas", "sklearn", "torch", "ray"} & set(sys.modules)
print(",".join(sorted(heavy)))
"""


@pytest.fixture
def artifacts(trained: tuple[Paths, Artifacts]) -> Artifacts:
    return trained[1]


def test_an_answer_has_text_tag_probabilities_and_run(artifacts: Artifacts) -> None:
    (answer,) = predict([TEXT], artifacts)

    assert list(answer) == ["text", "tag", "probabilities", "run_id", "abstained"]
    assert answer["text"] == TEXT
    assert answer["run_id"] == artifacts.run_id
    assert tuple(answer["probabilities"]) == artifacts.label_encoder.classes
    assert sum(answer["probabilities"].values()) == pytest.approx(1.0, abs=1e-5)
    assert answer["tag"] in answer["probabilities"]
    assert answer["probabilities"][answer["tag"]] == max(answer["probabilities"].values())


def test_many_texts_are_answered_in_order_and_as_if_alone(artifacts: Artifacts) -> None:
    texts = [TEXT, "Translate text", "Deploy a model behind an API"]

    assert predict(texts, artifacts) == [predict([text], artifacts)[0] for text in texts]


def test_no_texts_give_no_answers(artifacts: Artifacts) -> None:
    assert predict([], artifacts) == []


def test_the_text_is_cleaned_as_in_training(artifacts: Artifacts) -> None:
    noisy = f"<p>{TEXT.upper()}!!!</p> https://example.org/mlops/deploy"
    plain, cleaned = predict([TEXT, noisy], artifacts)

    assert cleaned["probabilities"] == plain["probabilities"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("", "is empty", id="empty"),
        pytest.param(" \n\t\u2003", "is empty", id="white space"),
        pytest.param(None, "is not a text but NoneType", id="none"),
        pytest.param(7, "is not a text but int", id="a number"),
        pytest.param(float("nan"), "is not a text but float", id="not a number"),
        pytest.param(b"bytes", "is not a text but bytes", id="bytes"),
        pytest.param("x" * (MAX_CHARACTERS + 1), "10,001 characters", id="too long"),
        pytest.param("x" * 10_000_000, "10,000,000 characters", id="ten megabytes"),
        pytest.param("half \ud83d a smile", "lone surrogate", id="half a character"),
    ],
)
def test_a_text_that_cannot_be_tagged_is_refused_and_named(
    artifacts: Artifacts, text: str, problem: str
) -> None:
    with pytest.raises(InputError, match=f"text 2 .*{problem}"):
        predict([TEXT, text], artifacts)


def test_one_bare_text_is_not_taken_for_a_list_of_letters(artifacts: Artifacts) -> None:
    with pytest.raises(InputError, match="a list of texts"):
        predict(TEXT, artifacts)


def test_the_longest_text_allowed_is_answered(artifacts: Artifacts) -> None:
    (answer,) = predict(["word " * (MAX_CHARACTERS // 5)], artifacts)

    assert len(answer["text"]) == MAX_CHARACTERS


@pytest.mark.parametrize("text", ["\U0001f389\U0001f389", "!?", "the of and", "\u6df1\u5ea6"])
def test_a_text_of_which_nothing_is_known_gets_no_tag(artifacts: Artifacts, text: str) -> None:
    (answer,) = predict([text], artifacts)

    assert answer["tag"] is None
    assert answer["abstained"]


def test_below_the_threshold_it_abstains_and_says_what_that_gives(artifacts: Artifacts) -> None:
    texts = [TEXT, "model", "data", "learning"]
    for answer in predict(texts, artifacts, threshold=0.8):
        sure = max(answer["probabilities"].values()) >= 0.8
        assert answer["abstained"] is not sure
        assert (answer["tag"] is not None) is sure
        assert answer["threshold"] == 0.8
        assert 0 < answer["coverage"] < 1
        measured = answer["precision"]
        assert measured is not None
        assert measured > artifacts.performance["validation"]["accuracy"]


def test_a_threshold_between_two_measured_ones_takes_the_lower_ones_figures(
    artifacts: Artifacts,
) -> None:
    between, lower = (predict([TEXT], artifacts, value)[0] for value in (0.62, 0.6))

    assert (between["coverage"], between["precision"]) == (lower["coverage"], lower["precision"])


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_threshold_outside_zero_to_one_is_refused(artifacts: Artifacts, threshold: float) -> None:
    with pytest.raises(InputError, match="threshold"):
        predict([TEXT], artifacts, threshold)


def test_importing_prediction_imports_nothing_heavy() -> None:
    done = subprocess.run(  # noqa: S603 - our own script, run by this Python
        [sys.executable, "-c", LIGHT_SCRIPT],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == ""
