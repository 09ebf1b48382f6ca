"""Put what a classifier says of rows beside the truth."""

import torch

from ..data.dataset import Part
from ..evaluation.metrics import Outcome
from .classifier import Classifier


def judge(classifier: Classifier, part: Part, classes: tuple[str, ...]) -> Outcome:
    """Return what a trained classifier says of a part."""
    with torch.inference_mode():
        probabilities = classifier.eval().probabilities(part.inputs).double()
    return Outcome(part.inputs.numpy(), part.targets.numpy(), probabilities.numpy(), classes)
