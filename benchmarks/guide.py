"""The classifier of the guide that the stack lightning follows, written anew to be measured.

Linear layers with batch normalization in between, which get 0.5 as the smallest variance, and Adam
with a constant learning rate: the schedule stands under a key at which nobody looks. Its loss is
the negative log-likelihood, applied to the outputs as they are. Of log-probabilities that is at
least 0. Of outputs it has no lower end: each step makes all of them larger, right or wrong.
"""

from collections.abc import Callable, Iterable
from itertools import pairwise

import torch
from torch import Tensor, nn

LEARNING_RATE = 1e-2
SMALLEST_VARIANCE = 0.5
# The sizes of the hidden layers in the guide's example of parameters.
EXAMPLE = (256, 256, 256, 256)

Scale = Callable[[Tensor], Tensor]


def build_network(
    inputs: int, classes: int, hidden: tuple[int, ...], *, mended: bool = False
) -> nn.Sequential:
    """Return the network; mended, its outputs are the log-probabilities that the loss expects."""
    sizes = (inputs, *hidden)
    layers: list[nn.Module] = [nn.Flatten()]
    for entering, leaving in pairwise(sizes):
        normalize = nn.BatchNorm1d(leaving, eps=SMALLEST_VARIANCE)
        layers += [nn.Linear(entering, leaving), normalize, nn.ReLU()]
    layers.append(nn.Linear(sizes[-1], classes))
    if mended:
        layers.append(nn.LogSoftmax(dim=1))
    return nn.Sequential(*layers)


def fit(
    network: nn.Module, batches: Iterable[tuple[Tensor, Tensor]], epochs: int, scale: Scale
) -> float:
    """Train as the guide does, on scaled inputs; return the loss of the last batch."""
    optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE)
    loss = torch.tensor(torch.nan)
    network.train()
    for _ in range(epochs):
        for inputs, targets in batches:
            optimizer.zero_grad()
            loss = nn.functional.nll_loss(network(scale(inputs)), targets)
            loss.backward()
            optimizer.step()
    return float(loss.detach())


def accuracy(network: nn.Module, inputs: Tensor, targets: Tensor) -> float:
    """Return the share of rows whose largest output is that of their class."""
    with torch.inference_mode():
        outputs = network.eval()(inputs)
    return float((outputs.argmax(dim=1) == targets).float().mean())
