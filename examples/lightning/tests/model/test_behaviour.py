"""Behavior of a trained model: what any good model of digits must do.

Invariance: a change that means nothing changes next to nothing. Direction: a change that means
something changes the answer the right way. Minimum functionality: clear cases are right.
"""

from pathlib import Path

import pytest
import torch
from torch import Tensor

from demo.config import Paths
from demo.evaluation.evaluate import (
    config_of_run,
    load_data,
)
from demo.inference.artifacts import Artifacts
from demo.inference.images import read_images
from demo.inference.predict import predict

Trained = tuple[Paths, Artifacts]


@pytest.fixture(scope="module")
def images(trained: Trained) -> Tensor:
    """Digits that the model is right about, of those it was chosen by."""
    paths, artifacts = trained
    part = load_data(config_of_run(paths, artifacts.run_id)).splits.validation
    right = answers(artifacts, part.inputs) == part.targets
    return part.inputs[right]


def answers(artifacts: Artifacts, inputs: Tensor) -> Tensor:
    with torch.inference_mode():
        return artifacts.classifier.eval().probabilities(inputs).argmax(dim=1)


def share_kept(artifacts: Artifacts, before: Tensor, after: Tensor) -> float:
    return float((answers(artifacts, before) == answers(artifacts, after)).float().mean())


def test_a_little_noise_changes_next_to_nothing(trained: Trained, images: Tensor) -> None:
    noise = torch.randn(images.shape, generator=torch.Generator().manual_seed(1))
    noisy = (images + noise).clamp(0, 16)
    assert share_kept(trained[1], images, noisy) >= 0.95


@pytest.mark.parametrize("factor", [0.8, 0.9])
def test_a_paler_pen_changes_next_to_nothing(
    trained: Trained, images: Tensor, factor: float
) -> None:
    assert share_kept(trained[1], images, images * factor) >= 0.95


def test_a_one_becomes_less_of_a_one_the_more_of_it_is_rubbed_out(
    trained: Trained, resources_path: Path
) -> None:
    one = read_images(resources_path / "digits.jsonl")[1]
    rubbed = torch.tensor(one)
    rubbed[4:] = 0
    before, after = predict([one, rubbed.tolist()], trained[1])
    assert after["probabilities"]["1"] < before["probabilities"]["1"]


def test_it_beats_always_giving_the_most_frequent_class(trained: Trained) -> None:
    performance = trained[1].performance
    most = max(performance["data"]["labels"].values()) / performance["data"]["rows"]
    assert performance["validation"]["accuracy"] > most + 0.8
