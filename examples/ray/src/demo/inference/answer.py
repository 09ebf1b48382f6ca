"""What the classifier says of texts, and whether it knows anything of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:  # PyTorch takes seconds to import; naming its types here should not
    from ..models.classifier import Classifier


def answer(
    classifier: "Classifier", texts: Sequence[str]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Return probabilities of clean texts, shape (texts, classes), and which are known at all."""
    return classifier.judge(texts)
