"""The classifier as files and back, in formats that run no code.

Weights are stored as safetensors: names, shapes and numbers, and nothing else.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # PyTorch takes seconds to import; naming its types here should not
    from ..models.classifier import Classifier

# What a stored classifier depends on. Its numbers mean the same to every version.
LIBRARIES = ("numpy", "safetensors", "torch")
SAME_MINOR = ()
_WEIGHTS = "model.safetensors"
# Of a classifier with the built-in encoder.
FILES = ("encoder.json", _WEIGHTS)


def dump_classifier(classifier: "Classifier") -> dict[str, bytes]:
    """Return a classifier as files, by name."""
    from safetensors.torch import save

    state = classifier.network.state_dict()
    weights = {name: tensor.cpu().contiguous() for name, tensor in state.items()}
    return classifier.encoder.files() | {_WEIGHTS: save(weights)}


def load_classifier(files: Mapping[str, bytes], classes: int) -> "Classifier":
    """Rebuild a classifier from its files and its number of classes.

    Raises:
        ValueError: a file does not hold what it should, or the classifier has another number of
            classes.
        KeyError: a file is missing.
    """
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load

    from ..models.classifier import Classifier
    from ..models.encoders import rebuild_encoder

    encoder = rebuild_encoder(files)
    try:
        weights = load(files[_WEIGHTS])
        if len(weights["classify.bias"]) != classes:
            raise ValueError("model and label encoder disagree")
        with torch.random.fork_rng(devices=[]):  # weights are drawn, to be replaced at once
            network = encoder.network(classes, dropout=0.0)
        network.load_state_dict(weights)
    except (SafetensorError, RuntimeError) as error:
        raise ValueError(f"{_WEIGHTS}: {error}") from error
    return Classifier(encoder, network)
