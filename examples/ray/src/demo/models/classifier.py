"""The classifier: an encoder and a network that learned from encoded texts.

The built-in network was chosen by cross-validation on training rows among linear and hidden
layers; it needs no download and learns the sample in about a second.
"""

import copy
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from ..config import Arguments
from ..errors import DataError
from ..evaluation.metrics import Indices, Probabilities
from .encoders import Encoder, fit_encoder
from .steps import Examples, Learner, balance, epoch_generator, judge_encoded, train_step, val_step


@dataclass(frozen=True)
class Classifier:
    """What training gives: it tells the probabilities of clean texts."""

    encoder: Encoder
    network: nn.Module

    def predict_proba(self, texts: Sequence[str]) -> Probabilities:
        """Return probabilities, shape (texts, classes)."""
        return self.judge(texts)[0]

    def judge(self, texts: Sequence[str]) -> tuple[Probabilities, npt.NDArray[np.bool_]]:
        """Return probabilities, and of which texts anything is known at all."""
        encoded = self.encoder.encode(texts)
        known = np.array([self.encoder.knows(row) for row in encoded], dtype=bool)
        return judge_encoded(encoded, self.network).double().numpy(), known


def fit_classifier(
    texts: Sequence[str],
    targets: Indices,
    arguments: Arguments,
    validation: tuple[Sequence[str], Indices] | None = None,
) -> Classifier:
    """Fit a classifier on clean texts and their encoded labels, in this process.

    With validation rows the epoch with the lowest loss on them is kept, as `train` does; without,
    the last one.

    Raises:
        DataError: only one class, or no word, is left to learn from.
    """
    classes = check_targets(targets)
    encoder = fit_encoder(texts, arguments)
    known = Examples(encoder.encode(texts), torch.from_numpy(targets))
    network = new_network(encoder, classes, arguments)
    learner = Learner(
        network,
        arguments,
        balance(known.targets, classes),
        steps=arguments.epochs * math.ceil(len(known) / arguments.batch_size),
    )
    # Dropout draws from the global generator.
    with torch.random.fork_rng(devices=[]), _threads(arguments):
        if validation is None:
            for epoch in range(arguments.epochs):
                _learn(known, learner, arguments, epoch)
        else:
            judged = Examples(encoder.encode(validation[0]), torch.from_numpy(validation[1]))
            _keep_best(known, judged, learner, arguments)
    return Classifier(encoder, network)


def new_network(encoder: Encoder, classes: int, arguments: Arguments) -> nn.Module:
    """Return a network that has not learned yet, the same for the same seed."""
    with torch.random.fork_rng(devices=[]):  # layers draw from the global generator
        torch.manual_seed(arguments.seed)
        return encoder.network(classes, arguments.dropout)


def check_targets(targets: Indices) -> int:
    """Return the number of classes.

    Raises:
        DataError: there are fewer than two, so that there is nothing to tell apart.
    """
    if len(np.unique(targets)) < 2:
        raise DataError("there is nothing to learn from: all rows have one label")
    return int(targets.max()) + 1


@contextmanager
def _threads(arguments: Arguments) -> Iterator[None]:
    """Let a small network learn in one thread: a second would only wait for the first."""
    before = torch.get_num_threads()
    torch.set_num_threads(1 if arguments.encoder is None else before)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _learn(known: Examples, learner: Learner, arguments: Arguments, epoch: int) -> None:
    """Learn from all rows once."""
    generator = epoch_generator(arguments.seed, epoch)
    train_step(known.batches(arguments.batch_size, generator), learner)


def _keep_best(known: Examples, judged: Examples, learner: Learner, arguments: Arguments) -> None:
    """Learn for all epochs; leave the network as it was after the best one."""
    lowest, best = math.inf, learner.network.state_dict()
    for epoch in range(arguments.epochs):
        _learn(known, learner, arguments, epoch)
        loss, _ = val_step(judged, learner)
        if loss < lowest:
            lowest, best = loss, copy.deepcopy(learner.network.state_dict())
    learner.network.load_state_dict(best)
