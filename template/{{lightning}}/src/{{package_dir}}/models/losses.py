"""Losses by name or as a module, each with the outputs that it wants and what they mean."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

import torch
from torch import Tensor, nn

from ..errors import ArgumentsError

Probabilities = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Objective:
    """What a classifier is trained for."""

    loss: nn.Module
    """Takes the outputs, shape (batch, outputs), and the numbers of the classes, (batch,)."""
    outputs: int
    """How many numbers the network gives for one input."""
    last_activation: nn.Module | None
    """What the loss wants applied to them."""
    probabilities: Probabilities
    """From outputs to one probability per class, shape (batch, classes)."""


class BinaryCrossEntropy(nn.Module):
    """Cross-entropy of two classes from one output: how much it speaks for the second class."""

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Return the mean loss."""
        return nn.functional.binary_cross_entropy_with_logits(outputs.squeeze(1), targets.float())


def build_objective(
    loss: str | nn.Module, num_classes: int, last_activation: nn.Module | None = None
) -> Objective:
    """Return the objective of a loss.

    A loss by name is `cross_entropy`, `nll` (the same in two steps: log-softmax, then the negative
    log-likelihood) or `bce` (two classes from one output). It brings its own last activation, as
    the negative log-likelihood of anything but log-probabilities has no lower end. A loss that is
    a module is applied to the outputs behind `last_activation` as they are.

    Raises:
        ArgumentsError: there is no loss of that name, it is for another number of classes, or
            a last activation is given beside a name.
    """
    if num_classes < 2:
        raise ArgumentsError(f"a classifier needs at least 2 classes, not {num_classes}")
    if isinstance(loss, nn.Module):
        return Objective(loss, num_classes, last_activation, _read_outputs(last_activation))
    if last_activation is not None:
        raise ArgumentsError(f"the loss {loss!r} brings its own last activation: drop yours")
    if loss == "cross_entropy":
        return Objective(nn.CrossEntropyLoss(), num_classes, None, _softmax)
    if loss == "nll":
        return Objective(nn.NLLLoss(), num_classes, nn.LogSoftmax(dim=1), torch.exp)
    if loss == "bce":
        return _binary(num_classes)
    raise _unknown(loss)


def _binary(num_classes: int) -> Objective:
    """Return the objective of two classes from one output."""
    if num_classes != 2:
        raise ArgumentsError(
            f"the loss 'bce' is for 2 classes, the data have {num_classes}", "use cross_entropy"
        )
    return Objective(BinaryCrossEntropy(), 1, None, _both_sides)


def _read_outputs(last_activation: nn.Module | None) -> Probabilities:
    """Return how to read outputs as probabilities, given what was applied to them."""
    if isinstance(last_activation, nn.LogSoftmax):
        return torch.exp
    if isinstance(last_activation, nn.Softmax):
        return _as_they_are
    return _softmax


def _as_they_are(outputs: Tensor) -> Tensor:
    """Return outputs that are probabilities already."""
    return outputs


def _softmax(outputs: Tensor) -> Tensor:
    """Return outputs as probabilities."""
    return outputs.softmax(dim=1)


def _both_sides(outputs: Tensor) -> Tensor:
    """Return the probabilities of both classes from the output for the second."""
    second = outputs.sigmoid()
    return torch.cat([1 - second, second], dim=1)


def _unknown(loss: object) -> ArgumentsError:
    """Return the error of a loss that is neither a known name nor a module."""
    names = ["cross_entropy", "nll", "bce"]
    close = get_close_matches(str(loss), names, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"known names: {', '.join(names)}"
    return ArgumentsError(f"unknown loss {loss!r}", hint)
