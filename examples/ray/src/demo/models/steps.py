"""What learning is made of: one pass over the training rows, one over the validation rows.

The same steps run in this process and in every worker of a cluster.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from ..config import Arguments
from .network import Batch, Encoded, collate, shuffled

# Rows that are judged at a time; memory grows with it, time hardly falls.
JUDGED_ROWS = 256


@dataclass(frozen=True)
class Examples:
    """Encoded texts and the numbers of their classes, shape (texts,)."""

    encoded: Sequence[Encoded]
    targets: Tensor

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.encoded)

    def batches(
        self, size: int, generator: torch.Generator, device: torch.device | None = None
    ) -> Iterator[tuple[Batch, Tensor]]:
        """Give all rows once, in random order."""
        for places in shuffled(len(self), size, generator):
            chosen = [self.encoded[place] for place in places.tolist()]
            yield collate(chosen, device), self.targets[places].to(device)


class Learner:
    """A network, and what changes beside it while it learns."""

    def __init__(
        self, network: nn.Module, arguments: Arguments, class_weights: Tensor, steps: int
    ) -> None:
        """Prepare for a number of steps; `class_weights` makes rare classes count more."""
        self.network = network
        self.loss = nn.CrossEntropyLoss(weight=class_weights)
        self.optimizer = torch.optim.AdamW(
            network.parameters(), lr=arguments.learning_rate, weight_decay=arguments.weight_decay
        )
        self.schedule = torch.optim.lr_scheduler.LinearLR(self.optimizer, 1.0, 0.01, max(1, steps))

    def state_dict(self) -> dict[str, Any]:
        """Return everything needed to resume from here, except the network itself."""
        return {"optimizer": self.optimizer.state_dict(), "schedule": self.schedule.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on where `state_dict` was taken."""
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])


def train_step(batches: Iterator[tuple[Batch, Tensor]], learner: Learner) -> float:
    """Learn from each batch once; return the mean loss."""
    learner.network.train()
    losses = []
    for batch, targets in batches:
        learner.optimizer.zero_grad()
        loss = learner.loss(learner.network(batch), targets)
        loss.backward()
        learner.optimizer.step()
        learner.schedule.step()
        losses.append(float(loss.detach()))
    return sum(losses) / len(losses)


def val_step(examples: Examples, learner: Learner) -> tuple[float, Tensor]:
    """Return the mean loss, each class by its rows, and probabilities, shape (texts, classes)."""
    device = next(learner.network.parameters()).device
    probabilities = judge_encoded(examples.encoded, learner.network, device)
    right = probabilities[torch.arange(len(examples)), examples.targets]
    return float(-right.clamp_min(1e-12).log().mean()), probabilities


@torch.no_grad()
def judge_encoded(
    encoded: Sequence[Encoded], network: nn.Module, device: torch.device | None = None
) -> Tensor:
    """Return the probabilities of encoded texts, shape (texts, classes)."""
    network.eval()
    scores = [
        network(collate(encoded[start : start + JUDGED_ROWS], device)).cpu()
        for start in range(0, len(encoded), JUDGED_ROWS)
    ]
    return torch.cat(scores).softmax(dim=1)


def balance(targets: Tensor, classes: int) -> Tensor:
    """Return a weight per class that makes all classes count alike, shape (classes,)."""
    rows = torch.bincount(targets, minlength=classes).clamp_min(1)
    return len(targets) / (classes * rows)


def epoch_generator(seed: int, epoch: int, worker: int = 0) -> torch.Generator:
    """Seed one epoch of one worker, so that a training that is taken up again draws the same.

    Dropout draws from the global generator, which is seeded as well.
    """
    own = (seed * 1_000_003 + epoch * 1009 + worker) % 2**63
    torch.manual_seed(own)
    return torch.Generator().manual_seed(own)
