"""What is fitted: convolutions and fully connected layers; the files in config/model/ say which."""

from itertools import pairwise
from math import prod

import numpy as np
import torch
from torch import Tensor, nn

from ..config import Model
from ..errors import ConfigError

_SMALLEST = 8  # height and width that are still halved
_MOST_WEIGHTS = 200_000_000


class Network(nn.Module):
    """Maps inputs, as the data have them, to one number per class; more is more probable."""

    mean: Tensor
    std: Tensor

    def __init__(self, shape: tuple[int, ...], classes: int, model: Model) -> None:
        """Build the layers.

        Args:
            shape: Of one input: (channels, height, width) of an image, (columns,) of a row.
            classes: Number of classes.
            model: Sizes and options of the layers. Without layers the network is linear.

        Raises:
            ConfigError: the layers do not fit the data.
        """
        super().__init__()
        if model.channels and len(shape) == 1:
            hint = "choose `model=mlp`, or leave `channels` empty"
            raise ConfigError("convolutions read images, and the data are rows of numbers", hint)
        # Stored with the weights, so that inputs are scaled the same way wherever the model goes.
        scale = (shape[0], 1, 1) if len(shape) == 3 else shape
        self.register_buffer("mean", torch.zeros(scale))
        self.register_buffer("std", torch.ones(scale))
        layers: list[nn.Module] = []
        for channels in model.channels:
            convolution = nn.Conv2d(shape[0], channels, kernel_size=3, padding=1)
            layers += block(convolution, nn.BatchNorm2d(channels), model)
            shape = (channels, *shape[1:])
            if min(shape[1:]) >= _SMALLEST:
                layers.append(nn.MaxPool2d(2))
                shape = (channels, shape[1] // 2, shape[2] // 2)
        sizes = [prod(shape), *model.hidden_dims]
        if sum(a * b for a, b in pairwise(sizes)) > _MOST_WEIGHTS:
            raise ConfigError("the network is too large", "use smaller images or layers")
        layers.append(nn.Flatten())
        for entering, leaving in pairwise(sizes):
            layers += block(nn.Linear(entering, leaving), nn.BatchNorm1d(leaving), model)
        layers.append(nn.Linear(sizes[-1], classes))
        self.layers = nn.Sequential(*layers)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return logits, shape (rows, classes), for inputs, shape (rows, *shape)."""
        logits: Tensor = self.layers((inputs.float() - self.mean) / self.std)
        return logits

    def scale_by(self, inputs: np.ndarray) -> None:
        """Take mean and deviation from training inputs: of each channel or column."""
        axes = (0, 2, 3) if inputs.ndim == 4 else (0,)
        mean, std = inputs.mean(axes, dtype=np.float64), inputs.std(axes, dtype=np.float64)
        std[std == 0] = 1  # a column that never changes becomes zero, not infinite
        self.mean = torch.tensor(mean, dtype=torch.float32).reshape(self.mean.shape)
        self.std = torch.tensor(std, dtype=torch.float32).reshape(self.std.shape)


def block(layer: nn.Module, norm: nn.Module, model: Model) -> list[nn.Module]:
    """Return one hidden layer: normalized over the batch, its activation, and dropout."""
    first = [layer, norm] if model.normalize else [layer]
    return [*first, nn.LeakyReLU(model.negative_slope), nn.Dropout(model.dropout)]


def predict_probabilities(network: nn.Module, inputs: np.ndarray, batch: int = 512) -> np.ndarray:
    """Return the probability of each class, shape (rows, classes)."""
    network.eval()
    parts = []
    with torch.inference_mode():
        for start in range(0, len(inputs), batch):
            logits = network(torch.from_numpy(inputs[start : start + batch]))
            parts.append(logits.double().softmax(dim=1).numpy())
    return np.concatenate(parts)
