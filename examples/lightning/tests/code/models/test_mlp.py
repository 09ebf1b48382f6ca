"""The network: shapes in and out, sizes in both ways, and parameters that make no sense."""

from typing import Any

import pytest
import torch
from torch import nn

from demo.errors import ArgumentsError
from demo.models.mlp import MLP, fc_block


@pytest.mark.parametrize(
    ("in_features", "out_features", "hidden_dims"),
    [
        pytest.param(100, 2, [25, 25, 10], id="a row through three layers"),
        pytest.param(25, 5, [100], id="a row through one wide layer"),
        pytest.param((1, 8, 8), 10, [16], id="an image to classes"),
        pytest.param(12, (3, 4, 4), [8], id="a row to an image"),
        pytest.param((2, 3), (3, 2), (), id="no hidden layer"),
    ],
)
def test_outputs_have_the_shape_that_is_asked_for(
    in_features: int | tuple[int, ...],
    out_features: int | tuple[int, ...],
    hidden_dims: list[int],
) -> None:
    network = MLP(in_features, out_features, hidden_dims)
    inputs = torch.rand(4, *network.in_shape)
    assert network(inputs).shape == (4, *network.out_shape)
    # One input without a batch, as soon as nothing is normalized over the batch any more.
    assert network.eval()(inputs[0]).shape == network.out_shape


def test_a_single_input_gives_what_it_gives_in_a_batch() -> None:
    network = MLP((1, 2, 2), 3, [4]).eval()
    inputs = torch.rand(5, 1, 2, 2)
    torch.testing.assert_close(network(inputs[2]), network(inputs)[2])


def test_a_size_and_a_count_are_the_same_as_a_list_of_sizes() -> None:
    def shapes(network: MLP) -> list[torch.Size]:
        return [each.shape for each in network.parameters()]

    assert shapes(MLP(8, 2, hidden_size=5, n_layers=2)) == shapes(MLP(8, 2, [5, 5]))
    assert shapes(MLP(8, 2, hidden_size=5, n_layers=0)) == shapes(MLP(8, 2))


def test_the_lists_that_come_in_are_left_as_they_are() -> None:
    hidden_dims, out_features = [4, 4], [2, 2]
    MLP(3, out_features, hidden_dims)
    assert (hidden_dims, out_features) == ([4, 4], [2, 2])


def test_a_block_has_the_parts_that_are_asked_for() -> None:
    plain = fc_block(2, 3, normalize=False)
    full = fc_block(2, 3, negative_slope=0.1, dropout=0.5, batch_norm_eps=1e-3)
    assert [type(layer) for layer in plain] == [nn.Linear, nn.ReLU]
    kinds = [nn.Linear, nn.BatchNorm1d, nn.LeakyReLU, nn.Dropout]
    assert [type(layer) for layer in full] == kinds
    options = [full[1].eps, full[2].negative_slope, full[3].p]
    assert options == [1e-3, 0.1, 0.5]


def test_the_last_activation_is_applied_to_the_outputs() -> None:
    outputs = MLP(4, 3, [5], last_activation=nn.Softmax(dim=1))(torch.rand(6, 4))
    torch.testing.assert_close(outputs.sum(dim=1), torch.ones(6))


def test_normalized_outputs_of_a_layer_have_a_deviation_of_one() -> None:
    linear, normalization, *_ = fc_block(10, 4)
    outputs = normalization(linear(0.1 * torch.rand(64, 10)))
    # An epsilon of 0.5, as large as the variance itself, would leave next to nothing.
    assert (outputs.std(dim=0) > 0.5).all()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param({"in_features": 0, "out_features": 1}, "in_features", id="no input"),
        pytest.param({"in_features": 1, "out_features": []}, "out_features", id="no output"),
        pytest.param({"hidden_dims": [3, -1]}, "a hidden layer", id="a negative size"),
        pytest.param({"hidden_dims": [3], "hidden_size": 3}, "exclude", id="sizes in both ways"),
        pytest.param({"hidden_size": 3, "dropout": 1.0}, "dropout", id="everything dropped"),
        pytest.param({"hidden_size": 3, "batch_norm_eps": 0.0}, "batch_norm_eps", id="no epsilon"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(ArgumentsError, match=said):
        MLP(**({"in_features": 2, "out_features": 2} | arguments))
