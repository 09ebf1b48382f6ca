"""Checkpoints: all that it takes to go on with a training, and to use what it has learned.

The labels and the encoder are saved with the weights: a checkpoint can be used without the data.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import ray.train
import torch
from torch import nn

from ..data.labels import LabelEncoder
from ..inference.storage import dump_classifier, load_classifier
from .classifier import Classifier
from .steps import Learner

_LABELS = "label_encoder.json"
_PROGRESS = "progress.pt"


@contextmanager
def written(
    classifier: Classifier, labels: LabelEncoder, learner: Learner, history: list[dict[str, float]]
) -> Iterator[ray.train.Checkpoint]:
    """Give a checkpoint of what was learned so far; Ray keeps a copy of it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in dump_classifier(classifier).items():
            (folder / file).write_bytes(content)
        labels.save(folder / _LABELS)
        torch.save({"history": history, **learner.state_dict()}, folder / _PROGRESS)
        yield ray.train.Checkpoint.from_directory(name)


def read_classifier(checkpoint: ray.train.Checkpoint) -> tuple[Classifier, LabelEncoder]:
    """Return the classifier of a checkpoint and the names of its classes."""
    with checkpoint.as_directory() as name:
        labels = LabelEncoder.load(Path(name) / _LABELS)
        files = {
            path.name: path.read_bytes()
            for path in Path(name).iterdir()
            if path.name not in (_LABELS, _PROGRESS)
        }
        return load_classifier(files, len(labels)), labels


def restore(
    checkpoint: ray.train.Checkpoint, network: nn.Module, learner: Learner
) -> list[dict[str, float]]:
    """Go on where a checkpoint was taken; return the losses of the epochs before it."""
    classifier, _ = read_classifier(checkpoint)
    network.load_state_dict(classifier.network.state_dict())
    with checkpoint.as_directory() as name:
        # weights_only: numbers are read, and no code is run.
        state = torch.load(Path(name) / _PROGRESS, weights_only=True)
    learner.load_state_dict(state)
    return list(state["history"])
