"""The built-in network, and texts as the tensors that networks read."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from ..data.vocabulary import Ids, Weights

Encoded = tuple[Ids, Weights]


class Batch(NamedTuple):
    """Some texts, made equally long: numbers and weights have shape (texts, longest).

    A weight of zero marks what only fills up a row.
    """

    ids: Tensor
    weights: Tensor


def collate(encoded: Sequence[Encoded], device: torch.device | None = None) -> Batch:
    """Return texts as one batch; a text of which nothing is known becomes a row of zeros."""
    longest = max(1, *(len(ids) for ids, _ in encoded))
    batch = Batch(
        torch.zeros(len(encoded), longest, dtype=torch.long),
        torch.zeros(len(encoded), longest),
    )
    for row, (ids, weights) in enumerate(encoded):
        batch.ids[row, : len(ids)] = torch.from_numpy(ids)
        batch.weights[row, : len(weights)] = torch.from_numpy(weights)
    return Batch(*(tensor.to(device) for tensor in batch))


def shuffled(rows: int, size: int, generator: torch.Generator) -> Iterator[Tensor]:
    """Give the places of all rows in random order, in batches of `size`."""
    order = torch.randperm(rows, generator=generator)
    for start in range(0, rows, size):
        yield order[start : start + size]


class BagOfPieces(nn.Module):
    """Sum what the features of a text mean, then classify the sum."""

    def __init__(self, features: int, hidden: int, classes: int, dropout: float) -> None:
        """Make the layers; the meanings begin small, as a text has many."""
        super().__init__()
        self.meanings = nn.EmbeddingBag(features, hidden, mode="sum")
        nn.init.normal_(self.meanings.weight, std=0.1)
        self.bias = nn.Parameter(torch.zeros(hidden))
        self.dropout = nn.Dropout(dropout)
        self.classify = nn.Linear(hidden, classes)

    def forward(self, batch: Batch) -> Tensor:
        """Return scores before softmax, shape (texts, classes)."""
        summed: Tensor = self.meanings(batch.ids, per_sample_weights=batch.weights)
        scores: Tensor = self.classify(self.dropout(torch.relu(summed + self.bias)))
        return scores
