"""Seeds for the global random generators."""

import random

import numpy as np
import torch


def set_seeds(seed: int) -> None:
    """Seed the global generators of Python, numpy and PyTorch.

    For a process that trains and does nothing else: layers and dropout draw from them.
    """
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)
