"""Losses by name and as modules: what they are the least for, and how outputs are read."""

import pytest
import torch
from torch import nn

from demo.errors import ArgumentsError
from demo.models.losses import build_objective

SURE = torch.tensor([[9.0, 0.0], [0.0, 9.0]])


@pytest.mark.parametrize("name", ["cross_entropy", "nll", "bce"])
def test_a_loss_by_name_is_never_below_zero_and_near_it_for_the_truth(name: str) -> None:
    objective = build_objective(name, 2)
    raw = SURE if objective.outputs == 2 else torch.tensor([[-9.0], [9.0]])
    outputs = objective.last_activation(raw) if objective.last_activation else raw
    right = objective.loss(outputs, torch.tensor([0, 1]))
    wrong = objective.loss(outputs, torch.tensor([1, 0]))
    assert 0.0 <= right < 0.001 < 8.0 < wrong
    probabilities = objective.probabilities(outputs)
    torch.testing.assert_close(probabilities.sum(dim=1), torch.ones(2))
    assert probabilities.argmax(dim=1).tolist() == [0, 1]


def test_nll_is_cross_entropy_in_two_steps() -> None:
    one, two = build_objective("cross_entropy", 3), build_objective("nll", 3)
    raw, targets = torch.randn(8, 3), torch.tensor([0, 1, 2, 0, 1, 2, 0, 1])
    assert two.last_activation is not None
    outputs = two.last_activation(raw)
    torch.testing.assert_close(one.loss(raw, targets), two.loss(outputs, targets))
    torch.testing.assert_close(one.probabilities(raw), two.probabilities(outputs))


@pytest.mark.parametrize("activation", [None, nn.Softmax(dim=1), nn.LogSoftmax(dim=1)])
def test_a_module_is_taken_as_it_is_and_outputs_are_read_by_the_last_activation(
    activation: nn.Module | None,
) -> None:
    loss = nn.MultiMarginLoss()
    objective = build_objective(loss, 2, activation)
    outputs = activation(SURE) if activation else SURE
    assert objective.loss is loss
    torch.testing.assert_close(objective.probabilities(outputs), SURE.softmax(dim=1))


@pytest.mark.parametrize(
    ("loss", "classes", "activation", "said"),
    [
        pytest.param("cross_entropi", 3, None, "unknown loss 'cross_entropi'", id="misspelled"),
        pytest.param(None, 3, None, "unknown loss None", id="nothing"),
        pytest.param("bce", 3, None, "is for 2 classes", id="bce of three classes"),
        pytest.param("nll", 3, nn.ReLU(), "brings its own", id="two last activations"),
        pytest.param("nll", 1, None, "at least 2 classes", id="one class"),
    ],
)
def test_a_loss_that_makes_no_sense_is_refused_by_name(
    loss: str, classes: int, activation: nn.Module | None, said: str
) -> None:
    with pytest.raises(ArgumentsError, match=said):
        build_objective(loss, classes, activation)


def test_a_misspelled_name_is_answered_with_the_one_that_was_meant() -> None:
    with pytest.raises(ArgumentsError) as caught:
        build_objective("cross-entropy", 3)
    assert caught.value.hint == "did you mean 'cross_entropy'?"
