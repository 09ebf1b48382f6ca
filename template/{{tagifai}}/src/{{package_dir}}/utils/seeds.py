"""Seeds for the global random generators."""

import random

import numpy as np


def set_seeds(seed: int) -> None:
    """Seed the global generators of Python and numpy.

    The project's own code hands its seed to whatever draws numbers; this is for libraries that
    ask the global generators instead.
    """
    random.seed(seed)
    np.random.seed(seed)
