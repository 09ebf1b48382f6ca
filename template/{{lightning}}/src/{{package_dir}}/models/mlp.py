"""A network of fully connected layers for images and for rows of a table."""

from collections.abc import Sequence
from itertools import pairwise
from math import prod
from typing import Annotated, TypedDict, Unpack

from loguru import logger
from torch import Tensor, nn

from ..errors import ArgumentsError
from ..utils.parameters import Above, Between, check_fields

# More is a slip of the keyboard, and would take all memory before it fails.
LARGEST_LAYER = 100_000
MOST_LAYERS = 1_000


class BlockOptions(TypedDict, total=False):
    """What can be said of every hidden layer; see `fc_block`."""

    normalize: bool
    batch_norm_eps: Annotated[float, Above(0.0)]
    negative_slope: Annotated[float, Between(0.0, 1.0)]
    dropout: Annotated[float, Between(0.0, 0.99)]


def fc_block(
    in_features: int,
    out_features: int,
    *,
    normalize: bool = True,
    batch_norm_eps: float = 1e-5,
    negative_slope: float = 0.0,
    dropout: float = 0.0,
) -> list[nn.Module]:
    """Return one hidden layer: linear, normalized over the batch, bent, thinned out.

    Args:
        in_features: Numbers that come in.
        out_features: Numbers that go out.
        normalize: Whether to normalize each output over the batch.
        batch_norm_eps: Added to the variance before its root is divided by. It keeps a constant
            column finite; as large as the variance itself it would undo the normalization.
        negative_slope: Slope of the activation below zero; 0 for a plain ReLU.
        dropout: Share of the outputs that training sets to zero; 0 for none.

    """
    layers: list[nn.Module] = [nn.Linear(in_features, out_features)]
    if normalize:
        layers.append(nn.BatchNorm1d(out_features, eps=batch_norm_eps))
    layers.append(nn.LeakyReLU(negative_slope) if negative_slope else nn.ReLU())
    if dropout:
        layers.append(nn.Dropout(dropout))
    return layers


class MLP(nn.Module):
    """Maps inputs of one shape to outputs of another through hidden layers."""

    def __init__(
        self,
        in_features: int | Sequence[int],
        out_features: int | Sequence[int],
        hidden_dims: Sequence[int] | None = None,
        hidden_size: int | None = None,
        n_layers: int = 3,
        last_activation: nn.Module | None = None,
        **block: Unpack[BlockOptions],
    ) -> None:
        """Build the layers.

        Args:
            in_features: Size of a row, or shape of an image: (channels, height, width).
            out_features: The same for what goes out.
            hidden_dims: Sizes of the hidden layers, one by one. Without them and without
                `hidden_size` there is no hidden layer: the network is linear.
            hidden_size: Size of all hidden layers, in place of `hidden_dims`.
            n_layers: How many hidden layers have that size.
            last_activation: Applied to the outputs, before they take their shape.
            block: Options of every hidden layer.

        Raises:
            ArgumentsError: a size is below 1, the sizes are given in both ways, or an option of
                the hidden layers is out of range.
        """
        super().__init__()
        check_fields(BlockOptions, block, "model")
        self.in_shape = _shape(in_features, "in_features")
        self.out_shape = _shape(out_features, "out_features")
        sizes = [prod(self.in_shape), *_hidden_sizes(hidden_dims, hidden_size, n_layers)]
        layers: list[nn.Module] = []
        for entering, leaving in pairwise(sizes):
            layers += fc_block(entering, leaving, **block)
        layers.append(nn.Linear(sizes[-1], prod(self.out_shape)))
        if last_activation is not None:
            layers.append(last_activation)
        self.model = nn.Sequential(*layers)
        logger.debug("network: {}", self.model)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return outputs of shape (batch, *out_shape) for inputs (batch, *in_shape).

        A single input may come without a batch; then its output does, too. Layers that normalize
        over the batch take one only in `eval` mode.
        """
        is_single = tuple(inputs.shape) == self.in_shape
        batch = inputs.unsqueeze(0) if is_single else inputs
        outputs: Tensor = self.model(batch.flatten(1)).unflatten(1, self.out_shape)
        logger.trace("inputs {} to outputs {}", tuple(inputs.shape), tuple(outputs.shape))
        return outputs.squeeze(0) if is_single else outputs


def _shape(features: int | Sequence[int], name: str) -> tuple[int, ...]:
    """Return a size or a shape as a shape; what came in is left as it is."""
    shape = (features,) if isinstance(features, int) else tuple(int(size) for size in features)
    if not shape or min(shape) < 1:
        raise ArgumentsError(f"{name} must be 1 or more in every dimension, not {features}")
    return shape


def _hidden_sizes(dims: Sequence[int] | None, size: int | None, count: int) -> tuple[int, ...]:
    """Return the sizes of the hidden layers, whichever way they are given."""
    if dims is not None and size is not None:
        raise ArgumentsError("hidden_dims and hidden_size exclude each other: drop one")
    if not _is_within(count, 0, MOST_LAYERS):
        raise ArgumentsError(f"n_layers must be 0 to {MOST_LAYERS:,}, not {count!r}")
    sizes = tuple([size] * count if size is not None else dims or ())
    for each in sizes:
        if not _is_within(each, 1, LARGEST_LAYER):
            problem = f"must have a size of 1 to {LARGEST_LAYER:,}, not {each!r}"
            raise ArgumentsError(f"a hidden layer {problem}")
    return sizes


def _is_within(value: object, low: int, high: int) -> bool:
    """Return whether a value is a whole number within limits."""
    return type(value) is int and low <= value <= high
